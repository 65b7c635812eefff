//! What stands between the till and whom it asks.

use contract::{Obstacle, ObstacleKind};
use providers::{Obstacle as Met, ObstacleKind as Kind};

/// `whom`: the provider's name or the relay's host; `None` where only "the provider" is known.
pub(crate) fn obstacle(whom: Option<&str>, met: &Met) -> Obstacle {
    Obstacle {
        whom: whom.map(str::to_owned),
        kind: match met.kind {
            Kind::NoNetwork => ObstacleKind::NoNetwork,
            Kind::Unreachable => ObstacleKind::Unreachable,
            Kind::Silent => ObstacleKind::Silent,
            Kind::NotTrusted => ObstacleKind::NotTrusted,
            Kind::Clock => ObstacleKind::Clock,
            Kind::ClockOrCertificate => ObstacleKind::ClockOrCertificate,
            Kind::OutOfDate => ObstacleKind::OutOfDate,
            Kind::Proxy => ObstacleKind::Proxy,
            Kind::CaptivePortal => ObstacleKind::CaptivePortal,
            Kind::Failing => ObstacleKind::Failing,
        },
        met: met.met.clone(),
        issuer: met.issuer.clone(),
        status: met.status,
    }
}
