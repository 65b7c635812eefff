//! Why asking about a charge brings nothing.

use domain::UnixMs;
use providers::Error as PspError;

/// What is wrong with asking about a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The provider says that it knows no such charge.
    NotFound,
    /// The provider refuses the credentials.
    Refused,
    /// The provider's answer cannot be read, or is about something else.
    Unreadable,
    /// The provider asks for patience.
    ToldToWait,
    /// The provider is not reached.
    Offline,
    /// The account that the charge was made with is neither connected nor kept.
    NotConnected,
}

impl Trouble {
    const ALL: [Self; 6] = [
        Self::NotFound,
        Self::Refused,
        Self::Unreadable,
        Self::ToldToWait,
        Self::Offline,
        Self::NotConnected,
    ];

    /// The word in the timetable.
    const fn word(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::ToldToWait => "told_to_wait",
            Self::Offline => "offline",
            Self::NotConnected => "not_connected",
        }
    }

    /// The trouble of a timetable's row; a word of another version is none.
    pub fn of(poll: &store::Poll) -> Option<(Self, UnixMs)> {
        let (word, since) = poll.trouble.as_ref()?;
        let known = Self::ALL.into_iter().find(|it| it.word() == word)?;
        Some((known, *since))
    }

    /// The row's entry: a trouble that goes on keeps its beginning.
    pub(crate) fn kept(
        trouble: Option<Self>,
        before: &store::Poll,
        now: UnixMs,
    ) -> Option<(String, UnixMs)> {
        let trouble = trouble?;
        let begun = Self::of(before).filter(|(known, _)| *known == trouble);
        Some((trouble.word().to_owned(), begun.map_or(now, |(_, since)| since)))
    }
}

/// What a question's failure means for asking on.
impl From<&PspError> for Trouble {
    fn from(error: &PspError) -> Self {
        match error {
            PspError::NotFound => Self::NotFound,
            PspError::Unauthorized(_) => Self::Refused,
            PspError::RateLimited { .. } | PspError::NotYet { .. } => Self::ToldToWait,
            PspError::Malformed(_)
            | PspError::Rejected { .. }
            | PspError::Conflict { .. }
            | PspError::NotThere(_)
            | PspError::Contradicts(_) => Self::Unreadable,
            PspError::Unreachable(_) | PspError::NotTrusted(_) | PspError::OutcomeUnknown(_) => {
                Self::Offline
            }
        }
    }
}
