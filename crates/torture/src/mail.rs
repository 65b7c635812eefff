//! The relay, as far as the till sees it: signed webhooks in the order in which they came, brought from
//! wherever the log's cursor is. A log that was put back gets old ones again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use checkout::Checkout;
use checkout::relay::{Event, Pairing};
use checkout::webhook::verdict::ReceiveResult;
use sandbox::books::Provider;
use secrecy::SecretSlice;
use testkit::chance::Chance;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::fault;
use super::process::Process;
use super::world::World;

const EPOCH: &str = "epoch-1";
/// Where the provider sends webhooks.
const INGEST: &str = "https://relay.example/in/torture";

/// One till's stream.
#[derive(Default)]
pub(crate) struct Mail {
    letters: Vec<Letter>,
    pub(crate) came: Arc<Notify>,
}

struct Letter {
    body: Vec<u8>,
    signature: String,
    at_ms: i64,
}

impl Mail {
    /// The place of the last letter.
    pub(crate) fn head(&self) -> u64 {
        u64::try_from(self.letters.len()).unwrap()
    }

    fn event(&self, seq: u64) -> Option<Event> {
        let letter = self.letters.get(usize::try_from(seq).ok()?.checked_sub(1)?)?;
        let signature = ("x-connect-signature".to_owned(), letter.signature.clone());
        Some(Event {
            seq,
            previous: seq - 1,
            id: format!("event-{seq}"),
            relayed_at_ms: letter.at_ms,
            route: "torture".to_owned(),
            headers: BTreeMap::from([signature]),
            body_base64: STANDARD.encode(&letter.body),
        })
    }
}

/// What makes a till ask for webhooks.
pub(crate) fn pairing() -> Pairing {
    Pairing {
        url: "https://relay.example".to_owned(),
        till: "torture".to_owned(),
        key: SecretSlice::from(vec![0; 32]),
        ingest_url: INGEST.to_owned(),
    }
}

/// Brings a process what its log has not had yet, until dropped.
pub(crate) async fn deliver(world: &Arc<World>, process: &Arc<Process>, checkout: &Arc<Checkout>) {
    let mut chance = Chance::of(world.seed, &format!("mail of {}", process.name));
    loop {
        let (came, next) = {
            let state = world.state();
            let shop = &state.shops[process.shop];
            let Some(mail) = &shop.mail else { return };
            (Arc::clone(&mail.came), mail.event(shop.cursor() + 1))
        };
        let Some(event) = next else {
            // Another process may have taken what has come.
            let _ = tokio::time::timeout(Duration::from_mins(1), came.notified()).await;
            continue;
        };
        sleep(Duration::from_millis(chance.magnitude(20, 2_000))).await;
        let seq = event.seq;
        let taken = checkout.receive_webhook(EPOCH, &event);
        world.note(&process.name, &format!("✉ {seq}: {taken:?}"));
        match taken {
            Ok(ReceiveResult::Now(_) | ReceiveResult::Before) => {}
            Ok(ReceiveResult::Hole) => {
                world.find(format!("the till sees a hole before event {seq}"));
            }
            Err(error) => world.find(format!("event {seq} is not taken: {error}")),
        }
        world.look();
    }
}

/// A payment of `ConnectPSP` is told to the shop that has made the charge, if it wanted to be told.
pub(crate) fn tell(world: &Arc<World>, bank: usize, id: &str, chance: &mut Chance) {
    let now_ms = world.now_ms();
    let letter = {
        let mut state = world.state();
        let bank = &mut state.banks[bank];
        let charge = bank.books.find(id);
        let Some(payment) = charge
            .filter(|it| {
                it.webhook_url.as_deref() == Some(INGEST) && it.provider == Provider::ConnectPsp
            })
            .and_then(|it| it.payments.last().cloned())
        else {
            return;
        };
        let mut data = bank.tells(id, now_ms);
        // A notice tells of one payment.
        fault::set_reais(&mut data, payment.amount_centavos);
        let data = String::from_utf8(data).expect("JSON of our own");
        let body = format!(
            r#"{{"eventType":"CASHIN_PAID","eventAt":"2026-03-10T12:00:00Z","data":{data}}}"#
        );
        let signature = bank.psp.credentials.sign_webhook(body.as_bytes());
        (body.into_bytes(), signature)
    };
    // Some overtake the payment's own answer, some are late, and some come twice.
    let copies = if chance.one_in(8) { 2 } else { 1 };
    for _ in 0..copies {
        let after = Duration::from_millis(chance.magnitude(50, 10 * 60_000));
        let (world, (body, signature)) = (Arc::clone(world), letter.clone());
        world.state().steps_waiting += 1;
        tokio::spawn(async move {
            sleep(after).await;
            let at_ms = world.now_ms();
            let mut state = world.state();
            state.steps_waiting -= 1;
            // The relay is the first shop's: a copy of its home is not paired.
            if let Some(mail) = &mut state.shops[0].mail {
                mail.letters.push(Letter { body, signature, at_ms });
                mail.came.notify_waiters();
            }
        });
    }
}
