//! The relay as the world sees it.

use std::sync::Arc;

use crate::state::Relay;

/// The relay as the world sees it.
#[derive(Clone)]
pub struct Door {
    /// The relay behind it.
    pub relay: Arc<Relay>,
    /// The address under which the world reaches it, without a slash at the end.
    pub public_url: Arc<str>,
}

impl Door {
    /// The URL of an ingest key.
    pub fn ingest_url(&self, key: &str) -> String {
        format!("{}/i/{key}", self.public_url)
    }
}
