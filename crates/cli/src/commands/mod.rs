//! The commands, one verb per file.

pub(crate) mod charge;
pub(crate) mod connect;
pub(crate) mod orders;
pub(crate) mod serve;
pub(crate) mod support;
pub(crate) mod watch;
