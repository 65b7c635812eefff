//! What the bar says, by what is known.

use std::sync::Arc;

use super::*;
use crate::connected::Providers;
use crate::ports::{Ports, Random};

const NOW: UnixMs = UnixMs::new(1_000);

fn whom(name: &str) -> Whom {
    Whom { name: name.to_owned(), is_kept: false }
}

fn asking(pace: Pace) -> Hearing {
    Hearing { freshest: Some((2_000, pace, "a".into())), ..Hearing::default() }
}

#[test]
fn the_freshest_charges_account_goes_first_and_nothing_goes_before_a_log_that_takes_nothing() {
    let offline = || Listening::Offline(whom("A"), Obstacle::of(ObstacleKind::Unreachable));
    let trouble = |account: &str, what| BTreeMap::from([(account.to_owned(), what)]);
    let with =
        |account, hearing: Hearing| Hearing { trouble: trouble(account, offline()), ..hearing };
    for (hearing, expected) in [
        (Hearing::default(), Listening::Idle),
        (Hearing { link: LinkNow::Live, ..Hearing::default() }, Listening::Live { every_ms: None }),
        (
            Hearing { link: LinkNow::Lost, ..Hearing::default() },
            Listening::LinkLost { every_ms: None },
        ),
        (
            Hearing { link: LinkNow::Lost, ..asking(Pace::Fast) },
            Listening::LinkLost { every_ms: Some(2_000) },
        ),
        (asking(Pace::Fast), Listening::Polling { every_ms: 2_000 }),
        (asking(Pace::Slow), Listening::Live { every_ms: Some(2_000) }),
        (with("a", asking(Pace::Fast)), offline()),
        (with("a", asking(Pace::Slow)), offline()),
        (with("b", asking(Pace::Fast)), Listening::Polling { every_ms: 2_000 }),
        (with("a", Hearing::default()), Listening::Idle),
        // Another account has open charges too, and nobody hears of their money.
        (with("b", Hearing { open: ["b".to_owned()].into(), ..asking(Pace::Slow) }), offline()),
    ] {
        assert_eq!(hearing.summary(NOW), expected, "{hearing:?}");
        let full = Hearing { cannot_write: true, ..hearing };
        assert_eq!(full.summary(NOW), Listening::CannotWrite, "{full:?}");
    }
}

#[test]
fn patience_ends_at_its_moment() {
    let until = Listening::ToldToWait(whom("A"), NOW.plus_ms(10));
    let trouble = BTreeMap::from([("a".to_owned(), until.clone())]);
    let hearing = Hearing { trouble, ..asking(Pace::Fast) };
    assert_eq!(hearing.summary(NOW.plus_ms(9)), until);
    assert_eq!(hearing.summary(NOW.plus_ms(10)), Listening::Polling { every_ms: 2_000 });
}

struct Still;

impl providers::Clock for Still {
    fn now(&self) -> UnixMs {
        NOW
    }

    fn monotonic(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }
}

impl Random for Still {
    fn next_u64(&self) -> u64 {
        7
    }
}

#[test]
fn that_the_log_takes_nothing_is_told_until_something_is_written() {
    let home = tempfile::tempdir().unwrap();
    let store = store::Store::open(home.path(), NOW).unwrap();
    let ports = Ports::new(Arc::new(Still), Arc::new(Still));
    let checkout = Checkout::new(store, Providers::none(), ports);
    let listening = checkout.listening();
    let full = Error::Store(store::Error::Unwritable("disk full".into()));
    checkout.note_writing(Some(&full));
    assert_eq!(*listening.borrow(), Listening::CannotWrite);
    checkout.note_writing(None);
    assert_eq!(*listening.borrow(), Listening::Idle);
    checkout.note_writing(Some(&Error::Store(store::Error::Busy)));
    assert_eq!(*listening.borrow(), Listening::CannotWrite, "another program holds it");
    checkout.note_writing(None);
    assert_eq!(*listening.borrow(), Listening::Idle);
}

#[test]
fn a_name_server_that_is_silent_is_no_lost_network_while_the_relay_is_heard() {
    let lost = Obstacle::of(ObstacleKind::NoNetwork);
    assert_eq!(as_known(&lost, false), lost);
    assert_eq!(as_known(&lost, true).kind, ObstacleKind::Unreachable);
    let stranger = Obstacle::of(ObstacleKind::NotTrusted);
    assert_eq!(as_known(&stranger, true), stranger);
}
