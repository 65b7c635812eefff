//! Why there is no connection (any more), by what is done next.

use std::fmt::Display;
use std::time::Duration;

use providers::{Cause, HttpError, Obstacle, ObstacleKind};
use tokio::time::Instant;

/// Why there is no connection (any more); the texts are for support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// Not there, broken, silent, replaced, or wrong in some way: dial again.
    Lost(String),
    /// Not reached, or not by the right one: dial again.
    Unheard(Cause),
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

    /// Nothing came in time.
    pub(crate) fn silent(why: &str) -> Self {
        Self::Unheard(Cause::new(ObstacleKind::Silent, why))
    }

    /// The till could not read or write what it had to.
    pub(crate) fn of_the_log(error: impl Display) -> Self {
        Self::Lost(format!("the order log: {error}"))
    }

    /// The reason, and what stands in the way where that is known.
    pub(crate) fn into_why(self) -> (String, Option<Obstacle>) {
        match self {
            Self::Lost(why) | Self::Later(_, why) | Self::Refused(why) => (why, None),
            Self::Unheard(cause) => (cause.text, Some(cause.obstacle)),
            Self::Drained(_) => ("the relay restarts".to_owned(), None),
        }
    }
}

impl From<HttpError> for End {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::NotSent(cause) | HttpError::NotTrusted(cause) | HttpError::Lost(cause) => {
                Self::Unheard(cause)
            }
            HttpError::TooLarge => Self::lost("no connection: an answer that is too long"),
        }
    }
}
