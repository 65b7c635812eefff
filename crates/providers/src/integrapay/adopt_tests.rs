//! What is surely ours, and each doubt that keeps the till from taking it.

use std::time::Duration;

use domain::ProviderId;

use super::*;
use crate::script::{NOW, Sent, answer};

const LOOKED_UP: &str = include_str!("fixtures/looked_up.json");
const BODY: &str = r#"{"payerName":"A","payerDocument":"12345678909","value":500}"#;
/// The stamp of the fixture.
const STAMP: UnixMs = UnixMs::new(1_743_600_412_036);

/// Our first sending was `ago` before the provider's clock, as it answers, shows that much after the
/// stamp of what it has.
fn look_up(
    body: &str,
    ours: bool,
    ago: Duration,
    after_stamp_ms: i64,
) -> Result<Registration, Error> {
    let mut found_there = answer(200, body);
    let there = STAMP.plus_ms(after_stamp_ms);
    let moment = jiff::Timestamp::from_millisecond(there.get()).unwrap();
    found_there.date = Some(moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    let sent = Sent::new("AB12-000001", BODY);
    let sending = Sending { reference_is_ours: ours, ..sent.sending(true) };
    let now = sending.requested_at.plus_ms(i64::try_from(ago.as_millis()).unwrap());
    found(&found_there, &sending, now)
}

fn doubt(result: Result<Registration, Error>) -> (Doubt, Option<String>) {
    match result {
        Err(Error::Contradicts(unproven)) => (unproven.doubt, unproven.said),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_fits_is_taken_whatever_its_age_if_nobody_else_can_have_made_the_reference() {
    let years = 3 * 365 * 86_400_000;
    let made = look_up(LOOKED_UP, true, Duration::from_secs(5), years).unwrap();
    assert_eq!(made.provider_id, ProviderId::new("49").unwrap());
    assert_eq!(made.copy_and_paste, "");
    for same in [
        LOOKED_UP.replace("500", "\"0500\""),
        LOOKED_UP.replace("\"AB12-000001\"", "null"),
        LOOKED_UP.replace("created", "Pending"),
        LOOKED_UP.replace("created", "canceled"),
        LOOKED_UP.replace("2025-04-02T13:26:52.0365664Z", "?"),
    ] {
        assert!(look_up(&same, true, Duration::ZERO, 0).is_ok(), "{same}");
    }
}

#[test]
fn what_differs_or_is_paid_before_its_code_was_shown_is_not_taken() {
    for (from, to, expected, said) in [
        ("AB12-000001", "AB12-000002", Doubt::OtherReference, Some("AB12-000002")),
        ("500", "501", Doubt::OtherAmount, Some("R$ 5,01")),
        ("500", "5.00", Doubt::AmountUnreadable, Some("5.00")),
        ("500", "null", Doubt::AmountAbsent, None),
        ("created", "paid", Doubt::PaidBefore, Some("paid")),
        ("created", "refunded", Doubt::PaidBefore, Some("refunded")),
        ("created", "infraction", Doubt::PaidBefore, Some("infraction")),
    ] {
        for ours in [true, false] {
            let told = look_up(&LOOKED_UP.replace(from, to), ours, Duration::ZERO, 0);
            assert_eq!(doubt(told), (expected, said.map(str::to_owned)), "{to}");
        }
    }
    for unclear in [
        LOOKED_UP.replace("cashin", "transfer"),
        LOOKED_UP.replace("created", "failed"),
        LOOKED_UP.replace("\"created\"", "\"created\",\"status\":\"paid\""),
        LOOKED_UP.replace("\"created\"", "null"),
        LOOKED_UP.replace("49", "49,\"transactionId\":50"),
    ] {
        let told = look_up(&unclear, true, Duration::ZERO, 0);
        assert!(matches!(told, Err(Error::Malformed(_))), "{unclear}: {told:?}");
    }
}

#[test]
fn under_the_callers_reference_nothing_is_taken_that_may_be_older_than_our_sending() {
    let ago = Duration::from_mins(1);
    // The provider's clock shows a minute and the slack after the stamp, or less: not older than ours.
    for after_stamp_ms in [-5_000, 0, 60_000, 69_000] {
        let made = look_up(LOOKED_UP, false, ago, after_stamp_ms);
        assert!(made.is_ok(), "{after_stamp_ms}: {made:?}");
    }
    let older = (Doubt::MayBeOlder, Some("2025-04-02T13:26:52.0365664Z".to_owned()));
    for after_stamp_ms in [72_000, 3_600_000, 365 * 86_400_000] {
        assert_eq!(doubt(look_up(LOOKED_UP, false, ago, after_stamp_ms)), older);
    }
    // A clock of ours that was set back since makes the till careful, and nothing worse.
    let sent = Sent::new("AB12-000001", BODY);
    let sending = Sending { reference_is_ours: false, ..sent.sending(true) };
    let mut dated = answer(200, LOOKED_UP);
    dated.date = Some("Wed, 02 Apr 2025 13:26:53 GMT".into());
    assert!(found(&dated, &sending, NOW).is_ok());
    assert_eq!(doubt(found(&dated, &sending, NOW.plus_ms(-3_600_000))), older);
}

#[test]
fn without_a_stamp_or_a_date_nothing_shows_that_it_is_not_older() {
    let sent = Sent::new("AB12-000001", BODY);
    let sending = Sending { reference_is_ours: false, ..sent.sending(true) };
    let undated = answer(200, LOOKED_UP);
    assert_eq!(doubt(found(&undated, &sending, NOW)).0, Doubt::MayBeOlder);
    for stamp in ["\"soon\"", "null"] {
        let body = LOOKED_UP.replace("\"2025-04-02T13:26:52.0365664Z\"", stamp);
        let unstamped = look_up(&body, false, Duration::ZERO, 0);
        assert_eq!(doubt(unstamped).0, Doubt::MayBeOlder, "{stamp}");
    }
}
