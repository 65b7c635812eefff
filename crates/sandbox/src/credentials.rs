//! Whom the sandbox lets in.

use std::fmt;

/// What a merchant gets from the providers (C-setup; I-in for the last).
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// A number, typed as a string.
    pub client_id: String,
    /// A GUID.
    pub client_secret: String,
    /// A GUID, sent with every call but the first.
    pub application_token: String,
    /// Key of the signatures of webhooks and of `DigitalSignature`.
    pub crypto_token: String,
    /// `IntegraPay`'s static token.
    pub integrapay_token: String,
}

impl Credentials {
    /// The well-known credentials of training mode: they open nothing but a sandbox.
    pub fn training() -> Self {
        Self {
            client_id: "100001".to_owned(),
            client_secret: "7a6e1f0c-0000-4000-8000-747265696e6f".to_owned(),
            application_token: "f47ac10b-0000-4000-8000-747265696e6f".to_owned(),
            crypto_token: "training-crypto-token".to_owned(),
            integrapay_token: "sandbox-integrapay-token".to_owned(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(redacted)")
    }
}
