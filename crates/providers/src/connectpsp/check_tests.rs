//! What proves the address and the credentials, and what does not.

use super::super::tests::{TOKEN, TYPED};
use crate::error::Error;
use crate::http::{HttpError, HttpResponse};
use crate::script::{Script, answer, connection};

const PAGE: &str = include_str!("../integrapay/fixtures/page.html");
const NOT_FOUND: &str = r#"{"title":"Not found","status":404,"code":"CASH_IN_NOT_FOUND"}"#;
const LOOK_UP: &str = "GET /cash-in/balcao-connection-check";

async fn checked(
    answers: impl IntoIterator<Item = Result<HttpResponse, HttpError>>,
) -> Result<(), Error> {
    let script = Script::with(answers);
    let checked = script.connect(&connection("connectpsp", &TYPED)).check().await;
    let lines = script.lines();
    assert!(lines.iter().all(|line| line == "POST /auth/token" || line == LOOK_UP), "{lines:?}");
    checked
}

/// A token is given out, and the look-up is answered like that.
async fn looked_up(status: u16, body: &str) -> Result<(), Error> {
    checked([Ok(answer(200, TOKEN)), Ok(answer(status, body))]).await
}

#[tokio::test]
async fn a_look_up_that_is_answered_as_documented_proves_the_address() {
    for (status, body) in [
        (404, NOT_FOUND),
        (404, "{}"),
        (422, NOT_FOUND),
        (400, NOT_FOUND),
        (200, include_str!("fixtures/paid.json")),
    ] {
        assert_eq!(looked_up(status, body).await, Ok(()), "{status} {body}");
    }
}

#[tokio::test]
async fn a_place_that_answers_otherwise_is_something_else() {
    for (status, body) in [
        (404, PAGE),
        (404, ""),
        (404, "[]"),
        (200, PAGE),
        (200, "null"),
        (400, PAGE),
        (405, NOT_FOUND),
        (405, ""),
        (409, NOT_FOUND),
    ] {
        let error = looked_up(status, body).await.unwrap_err();
        assert!(matches!(error, Error::NotThere(_)), "{status} {body}: {error:?}");
    }
    for status in [404, 405] {
        let error = checked([Ok(answer(status, PAGE))]).await.unwrap_err();
        assert!(matches!(error, Error::NotThere(_)), "no tokens there, {status}: {error:?}");
    }
    assert!(matches!(checked([Ok(answer(200, PAGE))]).await, Err(Error::Malformed(_))));
}

#[tokio::test]
async fn a_check_says_what_else_is_wrong() {
    let refused = r#"{"code":"INVALID_APPLICATION_TOKEN"}"#;
    let code = "INVALID_APPLICATION_TOKEN".to_owned();
    assert_eq!(looked_up(401, refused).await, Err(Error::Unauthorized(code)));
    assert!(matches!(looked_up(403, PAGE).await, Err(Error::Unauthorized(_))));
    assert!(matches!(looked_up(429, "").await, Err(Error::RateLimited { .. })));
    assert!(matches!(looked_up(503, PAGE).await, Err(Error::OutcomeUnknown(_))));
    assert!(matches!(looked_up(302, "").await, Err(Error::OutcomeUnknown(_))));
    let credentials = r#"{"code":"INVALID_CREDENTIALS"}"#;
    let code = "INVALID_CREDENTIALS".to_owned();
    assert_eq!(checked([Ok(answer(401, credentials))]).await, Err(Error::Unauthorized(code)));
    for (trouble, error) in [
        (HttpError::NotSent("no route".into()), Error::Unreachable("no route".into())),
        (HttpError::NotTrusted("expired".into()), Error::NotTrusted("expired".into())),
    ] {
        assert_eq!(checked([Err(trouble.clone())]).await, Err(error.clone()));
        assert_eq!(checked([Ok(answer(200, TOKEN)), Err(trouble)]).await, Err(error));
    }
}
