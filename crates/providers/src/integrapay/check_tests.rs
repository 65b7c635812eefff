//! What proves the address and the token, and what does not.

use super::super::settings::tests::TYPED;
use crate::error::Error;
use crate::http::{HttpError, HttpResponse};
use crate::script::{Script, answer, connection};

const LOOKED_UP: &str = include_str!("fixtures/looked_up.json");
const MESSAGE: &str = include_str!("fixtures/message.json");
const PAGE: &str = include_str!("fixtures/page.html");

async fn checked(
    answers: impl IntoIterator<Item = Result<HttpResponse, HttpError>>,
) -> Result<(), Error> {
    let script = Script::with(answers);
    let checked = script.connect(&connection("integrapay", &TYPED)).check().await;
    let lines = script.lines();
    assert!(lines.iter().all(|line| line.ends_with(" /transaction/get/by/id/0")), "{lines:?}");
    assert_eq!(script.header(0, "Authorization").as_deref(), Some("balcao-connection-check"));
    checked
}

/// Nobody's token is refused, and ours is answered like that.
async fn ours(status: u16, body: &str) -> Result<(), Error> {
    checked([Ok(answer(401, MESSAGE)), Ok(answer(status, body))]).await
}

#[tokio::test]
async fn a_check_is_right_if_the_token_decides() {
    for (status, body) in [(404, MESSAGE), (200, "null"), (200, LOOKED_UP), (400, "{}")] {
        assert_eq!(ours(status, body).await, Ok(()), "{status} {body}");
    }
    let forbidden = [Ok(answer(403, PAGE)), Ok(answer(404, MESSAGE))];
    assert_eq!(checked(forbidden).await, Ok(()), "how it is refused is not documented");
    let by_post = [(405, ""), (401, ""), (404, MESSAGE)].map(|(it, body)| Ok(answer(it, body)));
    assert_eq!(checked(by_post).await, Ok(()), "the verb is found out on the way");
}

#[tokio::test]
async fn a_place_that_asks_for_no_token_is_not_shown_ours() {
    for (status, body) in [
        (404, PAGE),
        (404, MESSAGE),
        (404, ""),
        (200, PAGE),
        (200, LOOKED_UP),
        (400, MESSAGE),
        (409, MESSAGE),
    ] {
        // One request alone: the script has no second answer.
        let error = checked([Ok(answer(status, body))]).await.unwrap_err();
        assert!(matches!(error, Error::NotThere(_)), "{status} {body}: {error:?}");
    }
    let neither = checked([Ok(answer(405, "")), Ok(answer(405, ""))]).await;
    assert!(matches!(neither, Err(Error::NotThere(_))), "no look-up at all");
}

#[tokio::test]
async fn a_check_says_what_else_is_wrong() {
    assert!(matches!(ours(401, MESSAGE).await, Err(Error::Unauthorized(_))));
    assert!(matches!(ours(403, "").await, Err(Error::Unauthorized(_))));
    for (status, body) in [(200, PAGE), (404, PAGE), (404, ""), (400, "")] {
        let error = ours(status, body).await.unwrap_err();
        assert!(matches!(error, Error::NotThere(_)), "a web site, {status} {body}: {error:?}");
    }
    let neither = [(401, ""), (405, "{}"), (405, "{}")].map(|(it, body)| Ok(answer(it, body)));
    assert!(matches!(checked(neither).await, Err(Error::NotThere(_))));
    assert!(matches!(ours(503, "").await, Err(Error::OutcomeUnknown(_))));
    assert!(matches!(ours(429, "").await, Err(Error::RateLimited { .. })));
    assert!(matches!(checked([Ok(answer(503, ""))]).await, Err(Error::OutcomeUnknown(_))));
    assert!(matches!(checked([Ok(answer(429, ""))]).await, Err(Error::RateLimited { .. })));
    let unreachable = Error::Unreachable("no route".into());
    assert_eq!(checked([Err(HttpError::NotSent("no route".into()))]).await, Err(unreachable));
}
