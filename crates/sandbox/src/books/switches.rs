//! How the providers behave where their documentation leaves a choice, so that a test may take each.

use serde::{Deserialize, Serialize};

use super::Method;

/// The choices; they are kept with the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Switches {
    /// How long after the 202 a refund of `ConnectPSP`'s arrives.
    // ASSUMED: shortly after; the documentation has no figure (A4, [N]).
    pub refund_settles_after_ms: i64,
    /// How `IntegraPay` wants its token.
    pub integrapay_auth: Auth,
    /// By which method `IntegraPay` is asked about a transaction.
    pub integrapay_look_up: LookUpBy,
    /// What `value` means in an `IntegraPay` refund.
    pub integrapay_refund_value: RefundValue,
    /// What the merchant has set in `IntegraPay`'s dashboard, under Settings, Webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integrapay_webhook: Option<Dashboard>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            refund_settles_after_ms: 200,
            integrapay_auth: Auth::default(),
            integrapay_look_up: LookUpBy::default(),
            integrapay_refund_value: RefundValue::default(),
            integrapay_webhook: None,
        }
    }
}

/// How a static token stands in `Authorization`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// The bare token, as in the documentation's sample.
    #[default]
    Raw,
    /// `Bearer` before it.
    Bearer,
    /// Either.
    Any,
}

/// The method of a look-up: the page's headline says POST, the sentence under it GET.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookUpBy {
    /// GET; POST is answered with 405.
    #[default]
    Get,
    /// POST; GET is answered with 405.
    Post,
    /// Either.
    Any,
}

/// What `value` means where money went back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundValue {
    /// The part that went back.
    #[default]
    Part,
    /// All that was paid.
    Whole,
}

/// The endpoint and its validation header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    /// Where to.
    pub url: String,
    /// How.
    pub method: Method,
    /// Name and value of the header for validation.
    pub header: Option<(String, String)>,
}
