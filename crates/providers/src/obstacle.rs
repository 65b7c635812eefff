//! Why somebody is not heard: what stands in the way, as far as it is known. "No internet" is said only
//! where nobody could be reached; everything else is told apart, with the name that was met.

use std::error::Error as StdError;
use std::fmt;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use domain::Printable;
use serde::{Deserialize, Serialize};

use crate::stranger::Stranger;

/// Nobody's certificate begins or ends within so short a time of now, in milliseconds.
const RIGHT_WITHIN_MS: i64 = 5 * 60 * 1_000;

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleKind {
    /// This computer reaches nobody: it has no route, or no name server answers it.
    NoNetwork,
    /// The connection is refused, cut, or has no address to go to.
    Unreachable,
    /// Nothing comes back.
    Silent,
    /// Somebody answers and cannot prove to be who was called.
    NotTrusted,
    /// A certificate that is good but for its dates, and this computer's clock is wrong.
    Clock,
    /// A certificate that is good but for its dates: it has ended, or this computer's clock is ahead.
    ClockOrCertificate,
    /// A certificate that is good but for its dates, and this computer's clock is right.
    OutOfDate,
    /// A proxy stands in the way: it refuses, wants a password, or is not reached itself.
    Proxy,
    /// A network that wants a sign-in first: a page or a redirect to another place instead of an answer.
    CaptivePortal,
    /// It is reached and says that it cannot serve (HTTP 5xx), or shows a page of its own.
    Failing,
}

/// What stands in the way, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// Which kind.
    pub kind: ObstacleKind,
    /// The name that was met: of a certificate, a proxy or a place to sign in. Printable, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<String>,
    /// Who issued the certificate that was met. Printable, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The HTTP status that came instead, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

impl Obstacle {
    /// One without a name.
    pub const fn of(kind: ObstacleKind) -> Self {
        Self { kind, met: None, issuer: None, status: None }
    }

    /// With what is known of this computer's clock, in milliseconds ahead: it is not to blame for a certificate's
    /// dates where it is right, and is where it is wrong.
    #[must_use]
    pub(crate) fn by_clock(self, error_ms: Option<i64>) -> Self {
        let is_of_dates =
            matches!(self.kind, ObstacleKind::Clock | ObstacleKind::ClockOrCertificate);
        let Some(error_ms) = error_ms.filter(|_| is_of_dates) else { return self };
        let is_wrong = error_ms.abs() > RIGHT_WITHIN_MS;
        let kind = if is_wrong { ObstacleKind::Clock } else { ObstacleKind::OutOfDate };
        Self { kind, ..self }
    }

    /// Something is there that has said so by an HTTP status, or shown a page with it.
    pub(crate) fn failing(status: u16) -> Self {
        Self { status: Some(status), ..Self::of(ObstacleKind::Failing) }
    }

    /// A page that wants to be read first.
    pub(crate) fn portal(at: Option<&str>) -> Self {
        Self { met: at.and_then(printable), ..Self::of(ObstacleKind::CaptivePortal) }
    }
}

/// Why there is no answer: for a person, and in words of the libraries for support.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What stands in the way.
    #[serde(flatten)]
    pub obstacle: Obstacle,
    /// For support: without addresses and ids.
    pub text: String,
}

impl Cause {
    /// A cause that is known by its kind alone.
    pub fn new(kind: ObstacleKind, text: impl Into<String>) -> Self {
        Self { obstacle: Obstacle::of(kind), text: text.into() }
    }

    /// As one line of text, for a place that keeps one.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| self.text.clone())
    }

    /// What [`Cause::to_line`] has written; `None` for any other text.
    pub fn of_line(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }

    /// The same with words before those of the library.
    pub(crate) fn prefixed(self, before: &str) -> Self {
        Self { text: format!("{before}: {}", self.text), ..self }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Of what is known no more than that nobody was reached.
impl From<&str> for Cause {
    fn from(text: &str) -> Self {
        Self::new(ObstacleKind::Unreachable, text)
    }
}

impl From<String> for Cause {
    fn from(text: String) -> Self {
        Self::new(ObstacleKind::Unreachable, text)
    }
}

/// What an error of the HTTP library says. `proxy`: host and port of the proxy that the way leads through.
pub(crate) fn of_error(error: &reqwest::Error, proxy: Option<&str>) -> Cause {
    Cause { obstacle: obstacle(error, proxy), text: describe(error) }
}

fn obstacle(error: &reqwest::Error, proxy: Option<&str>) -> Obstacle {
    if let Some(stranger) = find::<Stranger>(error) {
        return stranger.obstacle();
    }
    let is_of_network = is_without_network(error);
    if is_of_network && !has_route() {
        return Obstacle::of(ObstacleKind::NoNetwork);
    }
    if is_of_tls(error) {
        return Obstacle::of(ObstacleKind::NotTrusted);
    }
    if error.is_timeout() {
        return Obstacle::of(ObstacleKind::Silent);
    }
    if let Some(proxy) = proxy.filter(|_| error.is_connect()) {
        // The library's own error has no name that could be asked for (hyper-util's `TunnelError`).
        let wants_password = says(error, "proxy authorization required");
        let status = wants_password.then_some(407);
        return Obstacle { met: printable(proxy), status, ..Obstacle::of(ObstacleKind::Proxy) };
    }
    if is_of_network && says(error, "Temporary failure in name resolution") {
        return Obstacle::of(ObstacleKind::NoNetwork);
    }
    Obstacle::of(ObstacleKind::Unreachable)
}

/// Whether TLS came to no agreement, so that nothing of the request was sent.
pub(crate) fn is_of_tls(error: &reqwest::Error) -> bool {
    find::<rustls::Error>(error).is_some()
}

/// Whether it may be the network as a whole: no route, or no answer to the question for an address.
fn is_without_network(error: &reqwest::Error) -> bool {
    let kinds = [ErrorKind::NetworkUnreachable, ErrorKind::NetworkDown, ErrorKind::HostUnreachable];
    let has_no_route = find::<std::io::Error>(error).is_some_and(|it| kinds.contains(&it.kind()));
    has_no_route || says(error, "failed to lookup address information") || says(error, "dns error")
}

/// Whether this computer knows a way to anybody. Asks the routing table only: nothing is sent to these
/// addresses, which belong to nobody (RFC 5737, RFC 3849).
fn has_route() -> bool {
    let knows = |from: SocketAddr, to: SocketAddr| {
        UdpSocket::bind(from).is_ok_and(|socket| socket.connect(to).is_ok())
    };
    let four = (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into());
    let six = (Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into());
    [four, six]
        .into_iter()
        .any(|(from, to)| knows(SocketAddr::new(from, 0), SocketAddr::new(to, 9)))
}

/// The first cause of that type. An I/O error does not name what it wraps as its source, and neither does
/// the error of a certificate.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    if let Some(found) = error.downcast_ref::<T>() {
        return Some(found);
    }
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    if let Some(found) = wrapped.and_then(|it| find::<T>(it)) {
        return Some(found);
    }
    if let Some(rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other))) =
        error.downcast_ref::<rustls::Error>()
        && let Some(found) = find::<T>(&*other.0)
    {
        return Some(found);
    }
    error.source().and_then(find::<T>)
}

/// Whether one of the causes has these words.
fn says(error: &(dyn StdError + 'static), words: &str) -> bool {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if one.to_string().contains(words) {
            return true;
        }
        cause = one.source();
    }
    false
}

/// The chain of causes without the address, which may hold an id.
fn describe(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() {
        "timed out".to_owned()
    } else if error.is_connect() {
        "no connection".to_owned()
    } else {
        "broken connection".to_owned()
    };
    let mut source = StdError::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Longest name of a stranger that is shown, in characters.
const LONGEST_NAME: usize = 80;

/// A stranger's name as it may be shown; `None` where nothing of it may.
pub(crate) fn printable(text: &str) -> Option<String> {
    let shown = String::from(Printable::within(text, LONGEST_NAME));
    let shown = shown.trim();
    (!shown.is_empty()).then(|| shown.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_clock_is_never_accused_and_a_wrong_one_always() {
        use ObstacleKind::{Clock, ClockOrCertificate, NotTrusted, OutOfDate};
        const YEAR_MS: i64 = 365 * 24 * 3_600_000;
        for (kind, error_ms, told) in [
            (ClockOrCertificate, None, ClockOrCertificate),
            (ClockOrCertificate, Some(0), OutOfDate),
            (ClockOrCertificate, Some(7_000), OutOfDate),
            (ClockOrCertificate, Some(2 * YEAR_MS), Clock),
            (Clock, None, Clock),
            (Clock, Some(0), OutOfDate),
            (Clock, Some(-2 * YEAR_MS), Clock),
            (NotTrusted, Some(2 * YEAR_MS), NotTrusted),
        ] {
            assert_eq!(Obstacle::of(kind).by_clock(error_ms).kind, told, "{kind:?} {error_ms:?}");
        }
    }

    #[test]
    fn a_name_that_was_met_cannot_steer_what_shows_it() {
        assert_eq!(printable("Hotel\u{202e} Wi-Fi\u{1b}[2J\n").unwrap(), "Hotel Wi-Fi[2J");
        assert_eq!(printable(&"x".repeat(500)).unwrap().chars().count(), LONGEST_NAME);
        assert_eq!(printable("\u{200b} \u{7}"), None);
    }
}
