//! Receiving one event: read, judged, and on disk with its effect and the cursor.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::charge::Account;
use domain::{EndToEndId, Order, Printable, UnixMs};
use providers::{Names, Psp, Trust, Webhook, WebhookContent};
use relay_client::Event;
use relay_protocol::LONGEST_BODY;
use sha2::{Digest, Sha256};
use store::{ChargeKey, ChargeNames, Outcome};

use super::judge::{Addressee, is_worth_keeping, judge};
use crate::crash::crash_point;
use crate::error::Error;
use crate::till::Checkout;
use crate::webhook::verdict::{Arrival, ReceiveResult, Verdict, receive};

/// The relay's names for things are cut to this many characters.
const LONGEST_NAME: usize = 128;

/// A webhook as an account's adapter reads it.
type ReadBy = (Arc<dyn Psp>, Webhook);

impl Checkout {
    /// Receives one event of `epoch`, which the till's session does with each; a simulation has no
    /// socket. Everything about it is on disk when this returns.
    pub fn receive_webhook(&self, epoch: &str, event: &Event) -> Result<ReceiveResult, Error> {
        crash_point("relay_received");
        let body = STANDARD.decode(&event.body_base64).ok();
        let body = body.filter(|body| body.len() <= LONGEST_BODY);
        let bytes = body.as_deref().unwrap_or_default();
        let arrival = Arrival {
            epoch: epoch.to_owned(),
            seq: event.seq,
            previous: event.previous,
            event_id: cut(&event.id),
            route: cut(&event.route),
            relayed_at: UnixMs::new(event.relayed_at_ms),
            body_sha256: hex::encode(Sha256::digest(bytes)),
            body_len: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        };
        let received = match &body {
            Some(body) => self.judge_webhook(&arrival, &event.headers, body)?,
            None => self.set_aside(&arrival, Outcome::Poison)?,
        };
        crash_point("relay_applied");
        tracing::debug!(seq = arrival.seq, id = %arrival.event_id, ?received, "an event");
        self.tell();
        Ok(received)
    }

    fn judge_webhook(
        &self,
        arrival: &Arrival,
        headers: &BTreeMap<String, String>,
        body: &[u8],
    ) -> Result<ReceiveResult, Error> {
        let Some((psp, webhook)) = self.read_webhook(headers, body)? else {
            return self.set_aside(arrival, Outcome::NotConnected);
        };
        let names = named(&webhook.says).cloned();
        let about = names.as_ref().map(|names| charge_names(psp.account(), names));
        // What a stranger sends is not kept for support.
        let is_a_strangers = matches!(webhook.trust, Trust::Unsigned | Trust::BadSignature);
        let raw = (!is_a_strangers && is_worth_keeping(&webhook.says)).then_some(body);
        let now = self.now();
        let other_tills = self.other_tills()?;
        let mut store = self.store();
        // The charge goes by its own time, whichever way its money is heard of.
        let its_now = |key| self.now_of_money(key);
        let mut reported = None;
        let verdict = |found: Option<(&Order, u32)>,
                       taken: &dyn Fn(ChargeKey, &EndToEndId) -> bool| {
            let (account, signs) = (psp.account(), psp.signs());
            let to = Addressee { account, signs, other_tills: &other_tills, taken };
            let verdict = judge(&to, webhook, found);
            if let Verdict::Notice(key, ..) = &verdict {
                reported = Some(key.order);
            }
            verdict
        };
        let received = receive(&mut store, arrival, now, its_now, about, raw, verdict)?;
        drop(store);
        if let Some(order) = reported {
            // It stands beside the log, where the follower does not look.
            self.refresh_attention();
            let _ = self.changes.send(order);
        }
        if matches!(received, ReceiveResult::Now(Outcome::LookedUp | Outcome::Payout)) {
            self.lookups.notify_one();
        }
        Ok(received)
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
            if self.store().is_here(charge_names(psp.account(), names))? {
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
        Ok(receive(&mut self.store(), arrival, now, |_| now, None, None, verdict)?)
    }
}

/// How well an adapter reads a webhook; the least is the best.
const fn place(webhook: &Webhook) -> u8 {
    let is_malformed = matches!(webhook.says, WebhookContent::Malformed { .. });
    match webhook.trust {
        Trust::Signed => 0,
        Trust::Recognised if !is_malformed => 1,
        _ if !is_malformed => 2,
        _ => 3,
    }
}

/// What a webhook calls its charge, if it is about one.
const fn named(says: &WebhookContent) -> Option<&Names> {
    match says {
        WebhookContent::Charge { names, .. } => Some(names),
        WebhookContent::Payout { .. }
        | WebhookContent::Other { .. }
        | WebhookContent::Malformed { .. } => None,
    }
}

/// The names by which the log can find the charge, at the account that the webhook came for.
fn charge_names<'a>(account: &'a Account, names: &'a Names) -> ChargeNames<'a> {
    ChargeNames {
        provider: &account.adapter,
        account: &account.fingerprint,
        ids: &names.ids,
        reference: names.reference.as_ref(),
    }
}

fn cut(text: &str) -> String {
    Printable::within(text, LONGEST_NAME).into()
}
