//! A shop behind a forward proxy, which alone knows the relay's name.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _, copy};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::relay::server::Relay;
use crate::relay::shop::MERCHANT;
use crate::sandbox::Sandbox;
use crate::terminal::balcao::{Started, Till, Told, finish};

const NAME: &str = "relay.lab.test";
/// How long a till may take to be connected on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// `caixa:senha` (RFC 7617).
const BASIC: &str = "Basic Y2FpeGE6c2VuaGE=";

/// A proxy that takes everything to this machine, if it is asked with its password.
struct Proxy {
    /// How it is spoken to.
    scheme: &'static str,
    address: String,
    seen: Arc<Mutex<BTreeSet<String>>>,
}

impl Proxy {
    fn start(scheme: &'static str) -> Self {
        let serve = if scheme == "http" { connect } else { socks };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(BTreeSet::new()));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(connection, &shared));
            }
        });
        Self { scheme, address, seen }
    }

    fn url(&self) -> String {
        format!("{}://caixa:senha@{}", self.scheme, self.address)
    }
}

/// One `CONNECT` (RFC 9110, 9.3.6).
fn connect(mut client: TcpStream, seen: &Mutex<BTreeSet<String>>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let target = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    if !head.to_lowercase().contains(&format!("proxy-authorization: {BASIC}").to_lowercase()) {
        client.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").ok()?;
        return None;
    }
    let port: u16 = target.rsplit(':').next()?.parse().ok()?;
    seen.lock().unwrap().insert(target);
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    hand_on(client, server)
}

/// One `CONNECT` of SOCKS 5 to a name (RFC 1928), with a password (RFC 1929).
fn socks(mut client: TcpStream, seen: &Mutex<BTreeSet<String>>) -> Option<()> {
    let [_version, count] = bytes(&mut client)?;
    let mut offered = vec![0; count.into()];
    client.read_exact(&mut offered).ok()?;
    if !offered.contains(&2) {
        client.write_all(&[5, 0xFF]).ok()?;
        return None;
    }
    client.write_all(&[5, 2]).ok()?;
    let [_version] = bytes(&mut client)?;
    let (user, password) = (short_text(&mut client)?, short_text(&mut client)?);
    let is_right = (user.as_str(), password.as_str()) == ("caixa", "senha");
    client.write_all(&[1, u8::from(!is_right)]).ok()?;
    let [5, 1, 0, 3] = bytes(&mut client)? else { return None };
    let name = short_text(&mut client).filter(|_| is_right)?;
    let port = u16::from_be_bytes(bytes(&mut client)?);
    seen.lock().unwrap().insert(format!("{name}:{port}"));
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    client.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).ok()?;
    hand_on(client, server)
}

fn bytes<const COUNT: usize>(client: &mut TcpStream) -> Option<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    client.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// With its length before it.
fn short_text(client: &mut TcpStream) -> Option<String> {
    let [length] = bytes(client)?;
    let mut text = vec![0; length.into()];
    client.read_exact(&mut text).ok()?;
    String::from_utf8(text).ok()
}

fn hand_on(mut client: TcpStream, mut server: TcpStream) -> Option<()> {
    let (mut from_client, mut to_server) = (client.try_clone().ok()?, server.try_clone().ok()?);
    std::thread::spawn(move || {
        let _ = copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(Shutdown::Both);
    });
    let _ = copy(&mut server, &mut client);
    let _ = client.shutdown(Shutdown::Both);
    Some(())
}

struct Shop {
    relay: Relay,
    till: Till,
    proxy: Proxy,
    _sandbox: Sandbox,
}

impl Shop {
    fn open(proxy: &'static str) -> Self {
        let relay = Relay::start_with_name(NAME);
        let sandbox = Sandbox::start();
        let till = sandbox.till().trusting(&relay.certificate());
        Self { relay, till, proxy: Proxy::start(proxy), _sandbox: sandbox }
    }

    fn run(&self, proxy: &str, args: &[&str]) -> Told {
        finish(self.till.command(args).env("HTTPS_PROXY", proxy), "")
    }

    fn pair(&self, proxy: &str) -> Told {
        let code = self.relay.add_till(MERCHANT, "Caixa 1").pairing_code;
        self.run(proxy, &["--json", "pair", &self.relay.url, &code])
    }
}

#[test]
fn behind_a_proxy_the_live_connection_goes_the_way_that_https_goes() {
    goes_through("http");
}

#[test]
fn behind_a_socks_proxy_the_live_connection_goes_the_way_that_https_goes() {
    goes_through("socks5h");
}

fn goes_through(proxy: &'static str) {
    let shop = Shop::open(proxy);
    let proxy = shop.proxy.url();
    let paired = shop.pair(&proxy).expect(0);
    assert_eq!(paired.event("paired")["live"], true, "{paired}");
    let mut watch =
        Started::new(shop.till.command(&["--json", "watch"]).env("HTTPS_PROXY", &proxy));
    let begun = Instant::now();
    let is_connected = || {
        let status = shop.run(&proxy, &["--json", "relay", "status"]);
        status.events.first().is_some_and(|it| it["state"] == "connected")
    };
    while !is_connected() {
        assert!(begun.elapsed() < PATIENCE, "{}", watch.kill());
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
    let seen = shop.proxy.seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 1, "only what is not on this machine goes through it: {seen:?}");
    assert!(seen.iter().all(|it| it.starts_with(NAME)), "{seen:?}");
}

#[test]
fn a_proxy_that_wants_a_password_is_told_at_pairing_before_the_code_is_spent() {
    let shop = Shop::open("http");
    let nameless = format!("http://{}", shop.proxy.address);
    let code = shop.relay.add_till(MERCHANT, "Caixa 1").pairing_code;
    let pair = |proxy: &str| {
        let mut command = shop.till.command(&["pair", &shop.relay.url, &code]);
        finish(command.env("HTTPS_PROXY", proxy).env("BALCAO_LANG", "pt-BR"), "")
    };
    let refused = pair(&nameless).expect(6);
    let says = format!("O proxy {} pede usuário e senha", shop.proxy.address);
    assert!(refused.err.contains(&says), "{refused}");
    pair(&shop.proxy.url()).expect(0);
}
