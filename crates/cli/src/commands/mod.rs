//! The commands, one verb per file.

use std::time::Duration;

pub(crate) mod charge;
pub(crate) mod connect;
pub(crate) mod disputes;
pub(crate) mod orders;
pub(crate) mod orphans;
pub(crate) mod payouts;
pub(crate) mod refund;
pub(crate) mod relay;
pub(crate) mod serve;
pub(crate) mod support;
pub(crate) mod watch;

/// In a terminal nobody scans: training's customer pays by itself.
const CUSTOMER_PAYS_AFTER: Duration = Duration::from_secs(3);
