//! Errors as ConnectPSP tells them: problem+json (RFC 7807) with a `code` to switch on (C-err).

use serde_json::json;

use crate::message::Response;

/// A refusal in the provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    status: u16,
    code: &'static str,
    title: &'static str,
    detail: String,
}

impl Problem {
    pub(crate) fn new(
        status: u16,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self { status, code, title, detail: detail.into() }
    }

    /// [D] C-err.
    pub(super) fn invalid_credentials() -> Self {
        let detail = "clientId or clientSecret is wrong.";
        Self::new(401, "INVALID_CREDENTIALS", "Invalid credentials", detail)
    }

    /// [D] C-err.
    pub(crate) fn token_expired() -> Self {
        Self::new(401, "TOKEN_EXPIRED", "Token expired", "Request a new access token.")
    }

    /// [D] C-err.
    pub(super) fn invalid_application_token() -> Self {
        let detail = "The ApplicationToken header is missing or unknown.";
        Self::new(401, "INVALID_APPLICATION_TOKEN", "Invalid application token", detail)
    }

    /// The status is documented (C-err).
    // ASSUMED: the code's name is not (A6, [N]).
    pub(super) fn unauthorized() -> Self {
        let detail = "The Authorization header carries no bearer token.";
        Self::new(401, "UNAUTHORIZED", "Unauthorized", detail)
    }

    /// The status is documented (C-err).
    // ASSUMED: the code's name is not, and there is no list of fields (A6, [N]).
    pub(super) fn validation(detail: impl Into<String>) -> Self {
        Self::new(400, "VALIDATION_ERROR", "Validation error", detail)
    }

    /// The status is documented (C-err).
    // ASSUMED: the code's name is not (A6, [N]).
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(404, "NOT_FOUND", "Not found", detail)
    }

    /// [D] C-err: 422 and not 401.
    pub(super) fn invalid_signature() -> Self {
        let detail = "The DigitalSignature header is missing or wrong.";
        Self::new(422, "INVALID_SIGNATURE", "Invalid signature", detail)
    }

    /// [D] C-err.
    pub(super) fn not_paid() -> Self {
        Self::new(422, "CASH_IN_NOT_PAID", "Cash-in not paid", "Only a paid cash-in is refunded.")
    }

    /// [D] C-err.
    pub(super) fn already_refunded() -> Self {
        let title = "Cash-in already refunded";
        Self::new(422, "CASH_IN_ALREADY_REFUNDED", title, "There is a refund already.")
    }

    /// [D] C-err.
    pub(super) fn expired() -> Self {
        Self::new(422, "CASH_IN_EXPIRED", "Cash-in expired", "It expired without a payment.")
    }

    /// [D] C-err.
    pub(super) fn cancelled() -> Self {
        Self::new(422, "CASH_IN_CANCELLED", "Cash-in cancelled", "It was cancelled.")
    }

    /// [D] C-err: the refund is to be asked for again later.
    pub(crate) fn missing_end_to_end_id() -> Self {
        let title = "Missing end-to-end id";
        Self::new(422, "MISSING_END_TO_END_ID", title, "The payment has no endToEndId yet.")
    }

    // ASSUMED: 409 is documented for cash-out only; cash-in is silent (A8, [N]).
    pub(super) fn duplicate_reference(reference: &str) -> Self {
        let detail = format!("externalReference {reference} has a cash-in already.");
        Self::new(409, "DUPLICATE_EXTERNAL_REFERENCE", "Duplicate external reference", detail)
    }

    // ASSUMED: the same key with another body is not documented (A8, [N]).
    pub(super) fn key_reused() -> Self {
        let detail = "This X-Idempotency-Key came before with another body.";
        Self::new(422, "IDEMPOTENCY_KEY_REUSED", "Idempotency key reused", detail)
    }

    /// The status is documented (C-err).
    // ASSUMED: the code's name is not (A6, [N]).
    pub(crate) fn internal_error() -> Self {
        let detail = "Unexpected error. Contact support if it persists.";
        Self::new(500, "INTERNAL_ERROR", "Internal error", detail)
    }

    // ASSUMED: 429 is not in the table of errors (A6, [N]).
    pub(crate) fn rate_limited() -> Self {
        Self::new(429, "RATE_LIMITED", "Too many requests", "Slow down.")
    }

    pub(crate) fn answer(&self) -> Response {
        let slug = self.code.to_ascii_lowercase().replace('_', "-");
        let body = json!({
            // The host is that of the documented sample, not that of the documentation.
            "type": format!("https://connect-psp.redocly.app/errors/{slug}"),
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        });
        Response::new(self.status, "application/problem+json", body.to_string())
    }
}
