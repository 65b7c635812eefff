//! What an adapter needs and can do, so that screens are drawn from it.

use crate::form::Form;

/// An adapter's description of itself.
#[derive(Debug, Clone, Copy)]
pub struct Manifest {
    /// Its name in commands and in the log, such as `connectpsp`.
    pub id: &'static str,
    /// Its name on screens.
    pub name: &'static str,
    /// Where it answers.
    pub place: Place,
    /// What it is connected with, in the order of asking.
    pub fields: &'static [Field],
    /// Shortest and longest life of a code that the till asks for, or time that it waits, in minutes.
    pub expires_in_min: (u32, u32),
    /// Which field is wrong where the provider refuses with this code; an empty code stands for any.
    pub refusals: &'static [(&'static str, &'static str)],
    /// It can refund a part of what came; else all of it or nothing.
    pub partial_refunds: bool,
}

/// Where a provider answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At one of these environments, or at a base URL.
    Environments(&'static [&'static str]),
    /// At a base URL that the merchant knows; no host is built in.
    BaseUrl,
}

/// One thing to know before connecting.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key in the JSON of `balcao connect --stdin`.
    pub key: &'static str,
    /// Never shown again once typed.
    pub secret: bool,
    /// Connecting without it is refused.
    pub required: bool,
    /// What it is if nothing is said, for asking.
    pub default: Option<&'static str>,
    /// The only values that it may have; empty: any.
    pub choices: &'static [&'static str],
    /// What it belongs to.
    pub group: Group,
    /// What can be right there, as far as that shows without asking the provider.
    pub form: Form,
}

/// What a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// What the provider gives. Where it stands in the provider's panel is ASSUMED: no panel is documented.
    Access,
    /// Who is told to the provider as the payer where the customer says no name.
    Payer,
    /// What few need.
    More,
}

impl Field {
    /// Something that must be typed and may be shown.
    pub(crate) const fn open(key: &'static str) -> Self {
        Self {
            key,
            secret: false,
            required: true,
            default: None,
            choices: &[],
            group: Group::Access,
            form: Form::Line,
        }
    }

    /// Something that must be typed and is never shown again.
    pub(crate) const fn secret(key: &'static str) -> Self {
        Self { secret: true, ..Self::open(key) }
    }

    /// Something about who is told as the payer.
    pub(crate) const fn payer(key: &'static str, form: Form) -> Self {
        Self { group: Group::Payer, form, ..Self::open(key) }
    }

    /// The same, for the few who need it.
    pub(crate) const fn for_few(self) -> Self {
        Self { group: Group::More, ..self }
    }

    /// The same, but it may be left out.
    pub(crate) const fn optional(self) -> Self {
        Self { required: false, ..self }
    }
}
