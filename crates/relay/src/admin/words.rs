//! Questions and answers of the admin listener. The command line is one client of it.

use serde::{Deserialize, Serialize};

/// Where each question goes.
pub mod path {
    /// `POST` [`super::NewMerchant`].
    pub const MERCHANTS: &str = "/admin/merchants";
    /// `POST` [`super::NewTill`]; `GET` a list of [`crate::directory::TillLine`].
    pub const TILLS: &str = "/admin/tills";
    /// `POST` [`super::OneTill`] for a [`super::Code`].
    pub const CODE: &str = "/admin/tills/code";
    /// `POST` [`super::OneTill`].
    pub const REVOKE: &str = "/admin/tills/revoke";
    /// `POST` [`super::Replay`].
    pub const REPLAY: &str = "/admin/tills/replay";
    /// `POST` [`super::NewRoute`]; `GET` a list of [`crate::directory::RouteLine`].
    pub const ROUTES: &str = "/admin/routes";
    /// `POST` [`super::OneRoute`] for another [`super::Route`].
    pub const KEY: &str = "/admin/routes/key";
}

/// Adds a merchant.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMerchant {
    /// 1 to 80 characters, of no other merchant.
    pub name: String,
}

/// A merchant that was added.
#[derive(Debug, Serialize, Deserialize)]
pub struct Merchant {
    /// `m_…`.
    pub merchant_id: String,
}

/// Adds a till.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTill {
    /// Id or name; an unknown name is added.
    pub merchant: String,
    /// 1 to 80 characters, of no other live till of the merchant.
    pub name: String,
}

/// A till that was added. URL and code are not shown again.
#[derive(Serialize, Deserialize)]
pub struct Till {
    /// `t_…`.
    pub till_id: String,
    /// Where a provider sends this till's webhooks.
    pub ingest_url: String,
    /// As it is typed.
    pub pairing_code: String,
    /// The relay's address as the till reaches it.
    pub pair_url: String,
    /// How long the code lives, in seconds.
    pub code_lives_s: i64,
}

/// A pairing code for a till.
#[derive(Serialize, Deserialize)]
pub struct Code {
    /// `t_…`.
    pub till_id: String,
    /// As it is typed.
    pub pairing_code: String,
    /// The relay's address as the till reaches it.
    pub pair_url: String,
    /// How long the code lives, in seconds.
    pub code_lives_s: i64,
}

/// Means a till.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneTill {
    /// Id, or a name that one till has.
    pub till: String,
}

/// A till that was revoked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Revoked {
    /// `t_…`.
    pub till_id: String,
    /// It was connected, and is not any more.
    pub was_connected: bool,
}

/// Brings a till its kept events once more.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// Id, or a name that one till has.
    pub till: String,
    /// The first seq.
    pub from: u64,
}

/// What a till gets once more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Replayed {
    /// `t_…`.
    pub till_id: String,
    /// How many events.
    pub events: usize,
}

/// Adds a route.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRoute {
    /// Id or name.
    pub merchant: String,
    /// Id, or a name that one till has; without, all of the merchant's tills.
    #[serde(default)]
    pub till: Option<String>,
    /// As [`crate::directory::Checking`] reads it.
    #[serde(default)]
    pub check: Option<String>,
    /// As [`crate::directory::Passing`] reads it.
    #[serde(default)]
    pub pass: Vec<String>,
}

/// Means a route.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneRoute {
    /// `r_…`.
    pub route: String,
}

/// A route that was added, or has another URL. The URL is not shown again.
#[derive(Serialize, Deserialize)]
pub struct Route {
    /// `r_…`.
    pub route_id: String,
    /// Where a provider sends webhooks.
    pub ingest_url: String,
}

/// What went wrong, on all listeners.
#[derive(Debug, Serialize, Deserialize)]
pub struct Wrong {
    /// A sentence.
    pub error: String,
}
