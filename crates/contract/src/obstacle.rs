//! Why somebody is not heard, so that a screen does not call everything "no internet".

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who is not heard, and what stands in the way as far as the till knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Obstacle {
    /// Who should have answered: a provider's name, or a relay's host. Null: the provider, whichever it is.
    pub whom: Option<String>,
    /// What stands in the way.
    pub kind: ObstacleKind,
    /// The name that was met instead: of a certificate, a proxy (host and port) or a place to sign in.
    /// Printable, at most 80 characters.
    pub met: Option<String>,
    /// Who issued the certificate that was met. Printable, at most 80 characters.
    pub issuer: Option<String>,
    /// The HTTP status that came instead, where it is known; 407: the proxy wants a password.
    pub status: Option<u16>,
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleKind {
    /// This computer reaches nobody: it has no route, or no name server answers it.
    NoNetwork,
    /// The connection is refused, cut, or has no address to go to.
    Unreachable,
    /// Nothing comes back.
    Silent,
    /// Somebody answers and cannot prove to be who was called: a captive portal, a virus scanner.
    NotTrusted,
    /// This computer's clock is wrong, so that no certificate is good.
    Clock,
    /// A certificate has ended, or this computer's clock is ahead: nobody has told the time yet.
    ClockOrCertificate,
    /// A certificate that is not good at this time, and this computer's clock is right.
    OutOfDate,
    /// A proxy refuses, wants a password, or is not reached itself.
    Proxy,
    /// A network that wants a sign-in first.
    CaptivePortal,
    /// It is reached and says that it cannot serve (HTTP 5xx), or shows a page of its own.
    Failing,
}
