//! What goes wrong on the way: each failure means the same for the caller, whichever provider it is.

use std::time::{Duration, Instant};

use domain::charge::Status;
use providers::Error;

use super::face::{Face, connected};
use super::sale::{Written, sell};
use crate::relay::server::quiet_port;

/// An answer that cannot be used is known as such within this, on a busy machine too.
const SOON: Duration = Duration::from_secs(10);

/// What the caller has to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    TellAPerson,
    WaitSevenSeconds,
    AskAgain,
}

fn next(error: &Error) -> Next {
    match error {
        Error::Unauthorized(_) => Next::TellAPerson,
        Error::RateLimited { retry_after } => {
            assert_eq!(*retry_after, Some(Duration::from_secs(7)));
            Next::WaitSevenSeconds
        }
        Error::OutcomeUnknown(_) | Error::Malformed(_) => Next::AskAgain,
        other => panic!("{other:?}"),
    }
}

/// What goes wrong at the provider, how often in a row (a token is renewed once), and what follows.
const TROUBLES: [(&str, u32, Next); 7] = [
    ("token_expired", 2, Next::TellAPerson),
    ("rate_limited", 1, Next::WaitSevenSeconds),
    ("status_500", 1, Next::AskAgain),
    ("html", 1, Next::AskAgain),
    ("huge_body", 1, Next::AskAgain),
    ("malformed_json", 1, Next::AskAgain),
    ("drop_after", 1, Next::AskAgain),
];

pub(super) async fn each_trouble_of_a_look_up_says_what_to_do_and_changes_nothing(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let mut sale = sell(&face, &written).await;
    for (kind, times, expected) in TROUBLES {
        face.fault("fetch", kind, times);
        let begun = Instant::now();
        let answer = face.psp.fetch(&sale.id).await;
        assert!(begun.elapsed() < SOON, "{kind}: {:?}", begun.elapsed());
        let error = answer.expect_err(kind);
        assert_eq!(next(&error), expected, "{kind}: {error:?}");
        says_nothing_private(&face, &error);
        face.bank().no_faults();
        sale.look(&face).await;
        assert_eq!(sale.charge.status, Status::Pending, "{kind}");
    }
}

pub(super) async fn each_trouble_of_a_creation_says_what_to_do(face: Face) {
    for (amount, (kind, times, expected)) in (1_001..).zip(TROUBLES) {
        let written = Written::new(&face, amount, None);
        face.fault("create", kind, times);
        let begun = Instant::now();
        let error = written.send(&face, false).await.map(|sale| sale.id).expect_err(kind);
        assert!(begun.elapsed() < SOON, "{kind}: {:?}", begun.elapsed());
        assert_eq!(next(&error), expected, "{kind}: {error:?}");
        says_nothing_private(&face, &error);
        face.bank().no_faults();
        // And in the end there is one charge, whatever was executed before.
        let in_doubt = expected == Next::AskAgain;
        let sale = written.send(&face, in_doubt).await.unwrap_or_else(|it| panic!("{kind}: {it}"));
        assert_eq!(sale.charge.status, Status::Pending, "{kind}");
        face.bank().only_charge(amount);
    }
}

/// An error's text goes to logs and screens.
fn says_nothing_private(face: &Face, error: &Error) {
    let text = format!("{error} {error:?}");
    for (key, value) in (face.row.typed)(&face.sandbox).as_object().unwrap() {
        let value = value.as_str().unwrap();
        assert!(!text.contains(value), "{key} stands in {error:?}");
    }
    assert!(!text.contains("12345678909"), "{error:?}");
}

pub(super) async fn nothing_was_sent_where_nobody_listens(face: Face) {
    let written = Written::new(&face, 1_000, None);
    let nobody = format!("http://127.0.0.1:{}", quiet_port());
    let lonely =
        Face { psp: connected(face.row.id, &nobody, &(face.row.typed)(&face.sandbox)), ..face };
    let creation = written.send(&lonely, false).await.map(|sale| sale.id);
    assert!(matches!(creation, Err(Error::Unreachable(_))), "{creation:?}");
    let question = lonely.psp.fetch(&domain::ProviderId::new("1").unwrap()).await;
    assert!(matches!(question, Err(Error::Unreachable(_))), "{question:?}");
}

pub(super) async fn right_credentials_are_taken_and_wrong_ones_refused(face: Face) {
    assert!(face.psp.check().await.is_ok());
    let typed = (face.row.typed)(&face.sandbox);
    let secrets = face.manifest.fields.iter().filter(|field| field.secret && field.required);
    for field in secrets {
        let mut wrong = typed.clone();
        wrong[field.key] = "0f0f0f0f-0000-4000-8000-000000000000".into();
        let stranger = connected(face.row.id, &face.url(), &wrong);
        let refused = stranger.check().await;
        assert!(matches!(refused, Err(Error::Unauthorized(_))), "{}: {refused:?}", field.key);
    }
}
