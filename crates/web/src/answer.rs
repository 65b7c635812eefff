//! Requests as the contract reads them, and refusals as HTTP says them.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contract::{Class, Failure, FailureCode};
use http_guard::body::{self, BodyError};
use serde::de::DeserializeOwned;

use crate::MAX_BODY_BYTES;

/// A request's body, read as JSON.
pub(crate) struct Question<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Question<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = body::read(request.into_body(), MAX_BODY_BYTES).await?;
        // The parser's message quotes the body, where a payer's name may stand: only the place is told.
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            let place = format!("unreadable at line {}, column {}", error.line(), error.column());
            Refusal::new(StatusCode::BAD_REQUEST, &place)
        })
    }
}

/// A failure with the HTTP status that goes with it.
pub(crate) struct Refusal {
    status: StatusCode,
    failure: Failure,
}

impl Refusal {
    /// Nobody has let the page in, or not any more.
    pub(crate) fn no_session() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "no session, or one that has ended")
    }

    /// The request itself is wrong.
    pub(crate) fn new(status: StatusCode, detail: &str) -> Self {
        Self { status, failure: Failure::with(FailureCode::InvalidRequest, detail) }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        let status = match error {
            BodyError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            BodyError::Slow => StatusCode::REQUEST_TIMEOUT,
            BodyError::Broken => StatusCode::BAD_REQUEST,
        };
        Self::new(status, &error.to_string())
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self { status: status(failure.code), failure }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.failure)).into_response()
    }
}

fn status(code: FailureCode) -> StatusCode {
    match code.class() {
        Class::Malformed => StatusCode::BAD_REQUEST,
        Class::NotAllowed => StatusCode::FORBIDDEN,
        Class::NotFound => StatusCode::NOT_FOUND,
        Class::Conflict | Class::Ended | Class::InDoubt | Class::NotSetUp | Class::Unfit => {
            StatusCode::CONFLICT
        }
        Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Refused | Class::LockedOut | Class::Unreadable | Class::Stranger => {
            StatusCode::BAD_GATEWAY
        }
        Class::Unreachable | Class::Vault | Class::Log => StatusCode::SERVICE_UNAVAILABLE,
        Class::Fault => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Pages of other versions hang on them: a code keeps its place.
    const STANDING: &[(u16, &str)] = &[
        (400, "invalid_request"),
        (403, "not_allowed signed_out wrong_pin pin_wait"),
        (404, "order_not_found unmatched_not_found operator_not_found shift_not_found"),
        (
            409,
            "above_ceiling charges_open not_connected money_open_there never_confirmed unknown_there \
             never_proved never_heard reference_taken already_paid training_home other_money \
             till_in_use not_paired pairing_refused unknown_provider nothing_to_refund \
             which_attempt refund_not_offered refund_too_late no_dispute unmatched_resolved \
             unmatched_gone clock_wrong training_only no_till backup_folder_full \
             backup_folder_unwritable file_not_saved given_up confirmed_by_hand nothing_to_confirm \
             end_to_end_id_taken manager_needed too_many_operators payer_blanked \
             operator_name_taken shift_open shift_closed drawer_short no_printer key_taken \
             no_voice",
        ),
        (
            422,
            "invalid_amount invalid_payer_name invalid_document not_restorable \
             invalid_relay_address invalid_pairing_code invalid_passphrase reason_needed \
             backup_folder_missing invalid_end_to_end_id end_to_end_id_too_old end_to_end_id_ahead \
             unknown_setting invalid_setting setting_not_here invalid_pin invalid_operator_name \
             count_needed receipt_unreadable invalid_period",
        ),
        (500, "settings_unreadable internal"),
        (
            502,
            "credentials_refused other_environment provider_refused provider_unreadable not_this_provider \
             foreign_ingest refund_refused",
        ),
        (
            503,
            "provider_unreachable provider_asks_to_wait log_damaged log_unwritable \
             log_too_new log_behind log_busy home_not_private vault_unavailable vault_silent \
             credentials_missing relay_unreachable vault_locked wrong_passphrase \
             passphrase_wait vault_damaged vault_missing vault_too_new vault_forgets operators_lost \
             head_unknown",
        ),
    ];

    /// The names of all codes: the parser tells them where it finds none of them.
    fn all_names() -> BTreeSet<String> {
        let error = serde_json::from_str::<FailureCode>("\"\"").unwrap_err().to_string();
        let quoted = error.split('`').skip(1).step_by(2).filter(|name| !name.is_empty());
        quoted.map(str::to_owned).collect()
    }

    #[test]
    fn each_code_has_the_status_that_pages_know() {
        let mut listed = BTreeSet::new();
        for (standing, names) in STANDING {
            for name in names.split(' ') {
                let code: FailureCode = serde_json::from_value(name.into()).unwrap();
                assert_eq!(status(code).as_u16(), *standing, "{name}");
                listed.insert(name.to_owned());
            }
        }
        assert_eq!(listed, all_names(), "a new code is listed here too");
    }
}
