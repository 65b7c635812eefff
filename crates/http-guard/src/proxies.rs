//! Where a request comes from, when proxies stand between.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::HeaderMap;

use crate::source::Source;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Whose `X-Forwarded-For` is believed. Anybody else could write what he likes.
#[derive(Debug, Clone)]
pub struct Proxies(Vec<IpAddr>);

impl Proxies {
    /// With `trusted`, or without any the proxies of this machine; nobody if there is no proxy.
    pub fn new(behind_proxy: bool, trusted: &[IpAddr]) -> Self {
        match (behind_proxy, trusted) {
            (false, _) => Self(Vec::new()),
            (true, []) => Self(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]),
            (true, some) => Self(some.iter().map(IpAddr::to_canonical).collect()),
        }
    }

    /// Whether an address is one of the proxies.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// The nearest address that is no proxy of ours, read from the right: what stands further left
    /// was written by strangers.
    pub fn source(&self, peer: IpAddr, headers: &HeaderMap) -> Source {
        if !self.trusts(peer) {
            return Source::of(peer);
        }
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        let hops = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.rsplit(','));
        let mut nearest = peer;
        for hop in hops {
            let Ok(address) = hop.trim().parse() else { break };
            nearest = address;
            if !self.trusts(address) {
                break;
            }
        }
        Source::of(nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGER: &str = "203.0.113.9";

    fn source(proxies: &Proxies, peer: &str, lines: &[&str]) -> Source {
        let headers = lines.iter().map(|line| {
            (axum::http::HeaderName::from_static(FORWARDED_FOR), line.parse().unwrap())
        });
        proxies.source(peer.parse().unwrap(), &headers.collect())
    }

    fn of(address: &str) -> Source {
        Source::of(address.parse().unwrap())
    }

    #[test]
    fn nobody_is_believed_unless_there_is_a_proxy() {
        let none = Proxies::new(false, &[]);
        assert_eq!(source(&none, "127.0.0.1", &[STRANGER]), of("127.0.0.1"));
        let local = Proxies::new(true, &[]);
        assert_eq!(source(&local, STRANGER, &["198.51.100.7"]), of(STRANGER));
    }

    #[test]
    fn a_proxy_says_who_came_and_what_strangers_wrote_does_not_count() {
        let proxies =
            Proxies::new(true, &["10.0.0.1".parse().unwrap(), "127.0.0.1".parse().unwrap()]);
        for lines in [
            &["203.0.113.9"][..],
            &["198.51.100.7, 203.0.113.9"],
            &["198.51.100.7", "203.0.113.9, 10.0.0.1"],
            &["nonsense, 203.0.113.9"],
        ] {
            assert_eq!(source(&proxies, "127.0.0.1", lines), of(STRANGER), "{lines:?}");
        }
        assert_eq!(source(&proxies, "127.0.0.1", &[]), of("127.0.0.1"));
        assert_eq!(source(&proxies, "127.0.0.1", &["nonsense"]), of("127.0.0.1"));
    }
}
