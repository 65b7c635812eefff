//! Why there is no connection (any more), by what is done next.

use std::fmt::Display;
use std::time::Duration;

use tokio::time::Instant;

/// Why there is no connection (any more); the texts are for support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// Not there, broken, silent, replaced, or wrong in some way: dial again.
    Lost(String),
    /// The relay asks for a pause before the next try.
    Later(Duration, String),
    /// The relay goes down in an orderly way: dial again at that moment.
    Drained(Instant),
    /// The relay refuses this till: dialling again soon does not help.
    Refused(String),
}

impl End {
    pub(crate) fn lost(why: &str) -> Self {
        Self::Lost(why.to_owned())
    }

    pub(crate) fn refused(why: &str) -> Self {
        Self::Refused(why.to_owned())
    }

    /// The till could not read or write what it had to.
    pub(crate) fn of_the_log(error: impl Display) -> Self {
        Self::Lost(format!("the order log: {error}"))
    }
}
