//! nginx with Nchan, alone or with Redis behind it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Programs, Seat, Started, address_of};
use crate::child::{STARTING, Server, free_address};
use crate::relay::http::{Connection, post};
use crate::relay::line::Listener;

/// nginx's configuration. Like the relay it keeps 10,000 messages per till for 72 hours; otherwise
/// Nchan's defaults hold. Keep-alive is not cut off (by default each thousandth request is the last).
fn nginx_configuration(listen: &str, folder: &str, module: &str, redis: Option<&str>) -> String {
    let upstream = redis.map_or(String::new(), |redis| {
        format!(
            "
    upstream redis {{
        nchan_redis_server redis://{redis};
        nchan_redis_storage_mode distributed;
    }}"
        )
    });
    let pass = redis.map_or("", |_| "\n            nchan_redis_pass redis;");
    format!(
        "load_module {module};
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes auto;
worker_rlimit_nofile 20000;
events {{
    worker_connections 16384;
}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    keepalive_requests 100000000;
    keepalive_timeout 300s;
    nchan_message_buffer_length 10000;
    nchan_message_timeout 72h;{upstream}
    server {{
        listen {listen};
        location ~ ^/pub/(\\w+)$ {{
            nchan_publisher http;
            nchan_channel_id $1;{pass}
        }}
        location ~ ^/sub/(\\w+)$ {{
            nchan_subscriber websocket;
            nchan_subscriber_first_message newest;
            nchan_channel_id $1;{pass}
        }}
    }}
}}
"
    )
}

/// Redis' configuration: what it has answered is on disk, by the append-only file alone.
fn redis_configuration(port: &str, folder: &str) -> String {
    format!(
        "bind 127.0.0.1
port {port}
dir {folder}
daemonize no
appendonly yes
appendfsync always
save \"\"
"
    )
}

pub(super) fn start(
    programs: &Programs,
    folder: &Path,
    tills: usize,
    with_redis: bool,
) -> Result<Started> {
    let mut servers = Vec::new();
    let mut redis_address = None;
    if with_redis {
        let redis = programs.redis.as_deref().context("Redis is not installed")?;
        let (server, address) = start_redis(redis, folder)?;
        redis_address = Some(address.to_string());
        servers.push(server);
    }
    let nginx = programs.nginx.as_deref().context("nginx is not installed")?;
    let module = programs.nchan.as_deref().context("Nchan is not installed")?;
    let address = free_address()?;
    let configuration = nginx_configuration(
        &address.to_string(),
        &folder.to_string_lossy(),
        &module.to_string_lossy(),
        redis_address.as_deref(),
    );
    let file = folder.join("nginx.conf");
    std::fs::write(&file, configuration)?;
    let mut command = Command::new(nginx);
    command.arg("-p").arg(folder).arg("-c").arg(file).arg("-e").arg(folder.join("error.log"));
    let mut server = Server::start(&mut command, &folder.join("nginx.log"))?;
    server.wait_for(address)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(until_it_accepts(address))?;
    // nginx goes first: it holds connections to Redis.
    servers.insert(0, server);
    let seats = (0..tills).map(|till| Seat {
        address: address_of(till),
        path: format!("/pub/till{till}"),
        listener: Listener::Anyone { path: format!("/sub/till{till}") },
    });
    Ok((servers, address, seats.collect()))
}

/// Nchan answers 503 until it has found its Redis.
async fn until_it_accepts(address: SocketAddr) -> Result<()> {
    let begun = Instant::now();
    let mut connection = Connection::open(address, Ipv4Addr::LOCALHOST).await?;
    let request = post(address, "/pub/nobody", "", b"{}");
    loop {
        let (status, _) = connection.send(&request).await?;
        if (200..300).contains(&status) {
            return Ok(());
        }
        if begun.elapsed() > STARTING {
            bail!("Nchan goes on answering {status}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await; // between two looks
    }
}

fn start_redis(redis: &Path, folder: &Path) -> Result<(Server, SocketAddr)> {
    let address = free_address()?;
    let configuration = redis_configuration(&address.port().to_string(), &folder.to_string_lossy());
    let file = folder.join("redis.conf");
    std::fs::write(&file, configuration)?;
    let mut server = Server::start(Command::new(redis).arg(file), &folder.join("redis.log"))?;
    server.wait_for(address)?;
    Ok((server, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_quotes_the_configurations() {
        let page = include_str!("../../../../docs/benchmarks.md");
        let module = "/usr/lib/nginx/modules/ngx_nchan_module.so";
        let nginx = nginx_configuration("127.0.0.1:8080", "DIR", module, Some("127.0.0.1:6379"));
        let redis = redis_configuration("6379", "DIR");
        for line in nginx.lines().chain(redis.lines()) {
            assert!(page.contains(&format!("\n    {line}\n")), "docs/benchmarks.md lacks: {line}");
        }
    }
}
