//! What a relay is going to do, checked before it does anything.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::http::Uri;
use http_guard::{Files, Proxies};

use crate::config::{Config, ConfigError};

/// A relay that can be run.
pub struct Plan {
    /// The relay's folder.
    pub(super) data: PathBuf,
    /// Where providers and tills come in.
    pub(super) listen: SocketAddr,
    /// Where admin, health and metrics are.
    pub(super) admin_listen: SocketAddr,
    /// As given; without, it follows from where the relay listens in the end.
    pub(super) public_url: Option<Arc<str>>,
    /// Without, plain HTTP.
    pub(super) tls: Option<Files>,
    /// Whose word about a request's source is taken.
    pub(super) proxies: Proxies,
    /// Everything else.
    pub(super) config: Config,
}

const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);
const ADMIN_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8788);

impl Plan {
    /// Checks what the types do not say.
    pub fn of(data: PathBuf, config: Config) -> Result<Self, ConfigError> {
        let unfit = |text: &str| Err(ConfigError::Unfit(text.to_owned()));
        let listen = config.listen.unwrap_or(LISTEN);
        let tls = match (config.tls_cert.clone(), config.tls_key.clone()) {
            (Some(cert), Some(key)) => Some(Files { cert, key }),
            (None, None) => None,
            _ => return unfit("tls_cert and tls_key go together; give both or none"),
        };
        let is_local = listen.ip().is_loopback();
        if tls.is_none() && !is_local && !config.behind_proxy {
            return Err(ConfigError::Unfit(format!(
                "plain HTTP on {listen} would show keys and bodies to everybody on the way; give \
                 --tls-cert and --tls-key, or listen on 127.0.0.1 behind a reverse proxy, or say \
                 --behind-proxy if nobody but the proxy reaches that address"
            )));
        }
        if !config.behind_proxy && !config.trusted_proxies.is_empty() {
            return unfit("trusted_proxies needs behind_proxy = true");
        }
        let public_url = config.public_url.as_deref().map(public_url).transpose()?;
        if public_url.is_none() && (config.behind_proxy || !is_local) {
            return unfit(
                "say --public-url: the https address under which providers and tills reach the relay",
            );
        }
        Ok(Self {
            data,
            listen,
            admin_listen: config.admin_listen.unwrap_or(ADMIN_LISTEN),
            public_url,
            tls,
            proxies: Proxies::new(config.behind_proxy, &config.trusted_proxies),
            config,
        })
    }
}

/// An address without a slash at the end: https, or http on this machine; a path is fine, for a
/// proxy that takes it off.
fn public_url(text: &str) -> Result<Arc<str>, ConfigError> {
    let unfit = |why: &str| ConfigError::Unfit(format!("--public-url {text} {why}"));
    let url: Uri = text.parse().map_err(|_| unfit("is not an address"))?;
    let host = url.host().ok_or_else(|| unfit("has no host; write https://relay.example"))?;
    let is_local = {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    };
    let is_safe = match url.scheme_str() {
        Some("https") => true,
        Some("http") => is_local,
        _ => false,
    };
    if !is_safe {
        return Err(unfit("must begin with https:// (http:// only on this machine)"));
    }
    let has_user = url.authority().is_some_and(|authority| authority.as_str().contains('@'));
    if url.query().is_some() || has_user {
        return Err(unfit("must be nothing but a host, a port and a path"));
    }
    Ok(text.trim_end_matches('/').into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(toml: &str) -> Result<Plan, String> {
        Plan::of("data".into(), toml::from_str(toml).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        assert!(plan("").is_ok());
        assert!(plan("listen = \"[::1]:0\"").is_ok());
        let refused = plan("listen = \"0.0.0.0:80\"").err().unwrap();
        for mending in ["--tls-cert", "127.0.0.1", "--behind-proxy"] {
            assert!(refused.contains(mending), "{refused}");
        }
        let url = "public_url = \"https://relay.example/\"\n";
        assert!(plan(&format!("{url}listen = \"0.0.0.0:80\"\nbehind_proxy = true")).is_ok());
        let tls = "listen = \"0.0.0.0:443\"\ntls_cert = \"c\"\ntls_key = \"k\"";
        assert!(plan(&format!("{url}{tls}")).is_ok());
        assert!(plan(tls).err().unwrap().contains("--public-url"));
        assert!(plan("tls_cert = \"c\"").is_err());
    }

    #[test]
    fn the_public_address_is_safe_and_nothing_but_an_address() {
        let of = |url: &str| plan(&format!("public_url = \"{url}\"")).map(|it| it.public_url);
        let is = |url: &str, written: &str| assert_eq!(of(url), Ok(Some(written.into())));
        is("https://relay.example", "https://relay.example");
        is("https://relay.example:8443/pix/", "https://relay.example:8443/pix");
        is("http://127.0.0.1:8787", "http://127.0.0.1:8787");
        is("http://[::1]:8787/", "http://[::1]:8787");
        for bad in
            ["http://relay.example", "relay.example", "ftp://x", "https://a@b", "https://a?b", " "]
        {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}
