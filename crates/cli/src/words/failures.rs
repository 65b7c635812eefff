//! Why a command was not done, in both languages: what happened to the money first, then what to do.

mod english;
mod portuguese;

pub(super) use english::sentence as english;
pub(super) use portuguese::sentence as portuguese;
