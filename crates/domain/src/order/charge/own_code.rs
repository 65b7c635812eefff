//! Why a charge or a refund came to nothing where it is the till that says so, not a provider.

use super::Rejection;

/// The till's own code in a provider's place. Its words stand in the log and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnCode {
    /// The provider refuses the credentials.
    Credentials,
    /// The request never left this computer.
    NotSent,
    /// No answer came while the code could have been alive.
    NeverConfirmed,
    /// Given up: the provider has long said that it knows no such charge.
    UnknownThere,
    /// Given up: the provider has long said "paid", and never proved it.
    Unproven,
    /// Given up: nobody was heard about it for long.
    NotHeard,
    /// Given up by a person, whose reason stands in the place of the sentence for support.
    GivenUp,
}

impl OwnCode {
    /// The code of that word, if it is one.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.word() == word)
    }

    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Credentials,
        Self::NotSent,
        Self::NeverConfirmed,
        Self::UnknownThere,
        Self::Unproven,
        Self::NotHeard,
        Self::GivenUp,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::NotSent => "not_sent",
            Self::NeverConfirmed => "never_confirmed",
            Self::UnknownThere => "unknown_there",
            Self::Unproven => "unproven",
            Self::NotHeard => "not_heard",
            Self::GivenUp => "given_up",
        }
    }
}

impl Rejection {
    /// The till's own, with a sentence for support.
    pub fn own(code: OwnCode, message: impl Into<String>) -> Self {
        Self { code: code.word().to_owned(), message: message.into() }
    }

    /// The till's own code, if it is one.
    pub fn own_code(&self) -> Option<OwnCode> {
        OwnCode::of(&self.code)
    }
}
