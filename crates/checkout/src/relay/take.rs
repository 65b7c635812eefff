//! Taking in one event: read, judged, and on disk with its effect and the cursor.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::charge::Account;
use domain::{EndToEndId, Order, UnixMs};
use providers::{Names, Psp, Says, Trust, Webhook};
use relay_protocol::LONGEST_BODY;
use sha2::{Digest, Sha256};
use store::{ChargeKey, ChargeNames, Outcome};

use super::judge::{Addressee, is_worth_keeping, judge};
use crate::crash::crash_point;
use crate::error::Error;
use crate::till::Checkout;
use crate::verdict::{Arrival, ReceiveResult, Verdict, receive};

/// The relay's names for things are cut to this many characters.
const LONGEST_NAME: usize = 128;

/// An event as its frame tells it.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Its place in the till's stream.
    pub seq: u64,
    /// The place before it in the till's stream.
    pub previous: u64,
    /// The relay's id for it.
    pub id: String,
    /// When the relay received it, on the relay's clock.
    pub relayed_at_ms: i64,
    /// The relay's route that it came through.
    pub route: String,
    /// The webhook's headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The webhook's body, in base64.
    pub body_base64: String,
}

/// A webhook as an account's adapter reads it.
type ReadBy = (Arc<dyn Psp>, Webhook);

impl Checkout {
    /// Takes in one event of `epoch`, which the till's session does with each; a simulation has no
    /// socket. Everything about it is on disk when this returns.
    pub fn take(&self, epoch: &str, frame: &Frame) -> Result<ReceiveResult, Error> {
        crash_point("relay_received");
        let body = STANDARD.decode(&frame.body_base64).ok();
        let body = body.filter(|body| body.len() <= LONGEST_BODY);
        let bytes = body.as_deref().unwrap_or_default();
        let arrival = Arrival {
            epoch: epoch.to_owned(),
            seq: frame.seq,
            previous: frame.previous,
            event_id: cut(&frame.id),
            route: cut(&frame.route),
            relayed_at: UnixMs::new(frame.relayed_at_ms),
            body_sha256: hex::encode(Sha256::digest(bytes)),
            body_len: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        };
        let taken = match &body {
            Some(body) => self.take_webhook(&arrival, &frame.headers, body)?,
            None => self.set_aside(&arrival, Outcome::Poison)?,
        };
        crash_point("relay_applied");
        tracing::debug!(seq = arrival.seq, id = %arrival.event_id, ?taken, "an event");
        self.tell();
        Ok(taken)
    }

    fn take_webhook(
        &self,
        arrival: &Arrival,
        headers: &BTreeMap<String, String>,
        body: &[u8],
    ) -> Result<ReceiveResult, Error> {
        let Some((psp, webhook)) = self.read_webhook(headers, body)? else {
            return self.set_aside(arrival, Outcome::NotConnected);
        };
        let names = named(&webhook.says).cloned();
        let called = names.as_ref().map(|names| called(psp.account(), names));
        // What a stranger sends is not kept for support.
        let is_a_strangers = matches!(webhook.trust, Trust::Unsigned | Trust::BadSignature);
        let raw = (!is_a_strangers && is_worth_keeping(&webhook.says)).then_some(body);
        let now = self.now();
        let other_tills = self.other_tills()?;
        let mut store = self.store();
        let mut told = None;
        let verdict = |found: Option<(&Order, u32)>,
                       taken: &dyn Fn(ChargeKey, &EndToEndId) -> bool| {
            let (account, signs) = (psp.account(), psp.signs());
            let to = Addressee { account, signs, other_tills: &other_tills, taken };
            let verdict = judge(&to, webhook, found);
            if let Verdict::Told(key, ..) = &verdict {
                told = Some(key.order);
            }
            verdict
        };
        let taken = receive(&mut store, arrival, now, called, raw, verdict)?;
        drop(store);
        if let Some(order) = told {
            // It stands beside the log, where the follower does not look.
            self.refresh_attention();
            let _ = self.changes.send(order);
        }
        if matches!(taken, ReceiveResult::Now(Outcome::Asked | Outcome::Payout)) {
            self.inquiries.notify_one();
        }
        Ok(taken)
    }

    /// The codes of the merchant's other tills that are alive, without those that this log ever had.
    pub(crate) fn other_tills(&self) -> Result<Vec<String>, Error> {
        let store = self.store();
        let ours = store.codes()?;
        let live = store.live_codes()?;
        Ok(live.into_iter().filter(|code| !ours.contains(code)).collect())
    }

    /// The webhook as the adapters read it, and whose it is: one that a provider has signed is that
    /// account's, else one that carries its header, else one that can be read. Of several accounts that
    /// read it alike it is the one's whose charge it names, else the first's.
    fn read_webhook(
        &self,
        headers: &BTreeMap<String, String>,
        body: &[u8],
    ) -> Result<Option<ReadBy>, Error> {
        let providers = self.providers();
        let read = |psp: &Arc<dyn Psp>| (Arc::clone(psp), psp.webhook(headers, body));
        let mut all: Vec<ReadBy> = providers.everybody().map(read).collect();
        let best = all.iter().map(|(_, webhook)| place(webhook)).min();
        all.retain(|(_, webhook)| Some(place(webhook)) == best);
        // The default goes first. Usually it is alone, and the log need not be asked.
        let mut chosen = 0;
        for (at, (psp, webhook)) in all.iter().enumerate().filter(|_| all.len() > 1) {
            let Some(names) = named(&webhook.says) else { continue };
            if self.store().is_here(called(psp.account(), names))? {
                chosen = at;
                break;
            }
        }
        Ok((chosen < all.len()).then(|| all.swap_remove(chosen)))
    }

    fn set_aside(&self, arrival: &Arrival, outcome: Outcome) -> Result<ReceiveResult, Error> {
        let now = self.now();
        let verdict = |_: Option<(&Order, u32)>, _: &dyn Fn(ChargeKey, &EndToEndId) -> bool| {
            Verdict::SetAside(outcome, None)
        };
        Ok(receive(&mut self.store(), arrival, now, None, None, verdict)?)
    }
}

/// How well an adapter reads a webhook; the least is the best.
const fn place(webhook: &Webhook) -> u8 {
    let is_malformed = matches!(webhook.says, Says::Malformed { .. });
    match webhook.trust {
        Trust::Signed => 0,
        Trust::Recognised if !is_malformed => 1,
        _ if !is_malformed => 2,
        _ => 3,
    }
}

/// What a webhook calls its charge, if it is about one.
const fn named(says: &Says) -> Option<&Names> {
    match says {
        Says::Charge { names, .. } => Some(names),
        Says::Payout { .. } | Says::Other { .. } | Says::Malformed { .. } => None,
    }
}

/// The charge of those names, told of to this account.
fn called<'a>(account: &'a Account, names: &'a Names) -> ChargeNames<'a> {
    ChargeNames {
        provider: &account.adapter,
        account: &account.fingerprint,
        ids: &names.ids,
        reference: names.reference.as_ref(),
    }
}

fn cut(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(LONGEST_NAME).collect()
}
