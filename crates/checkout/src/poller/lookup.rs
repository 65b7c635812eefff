//! Look-ups: the provider is asked about transactions that no charge of this log is about: money that a
//! webhook tells of, and payouts. One at a time, and not for ever.

use std::time::Duration;

use domain::charge::{Account, Evidence, Receipt, Seen};
use domain::{Actor, PayoutSeen, UnixMs, UnmatchedMoney};
use providers::{Error as PspError, Fetched, Names};
use store::{At, ChargeKey, ChargeNames, Lookup, LookupKind, Rank, Store, Tx, Which, attempt_of};

use crate::error::Error;
use crate::till::Checkout;
use crate::webhook::is_of_other_till;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Two lookups begin at least this far apart.
const CLOSEST: Duration = Duration::from_secs(1);
/// The longest sleep: wall clocks jump, and other processes write.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);
/// A provider that does not know of the money, or does not call it paid, for this long after a webhook
/// told of it, is believed.
const BELIEVED_MS: i64 = 10 * MINUTE_MS;
/// Without any answer a look-up is given up after this long, or after so many tries.
const GIVEN_UP_MS: i64 = 24 * HOUR_MS;
const MOST_TRIES: u32 = 50;
/// The longest pause between two tries.
const LONGEST_PAUSE_MS: i64 = 30 * MINUTE_MS;
/// Where the provider is not connected: somebody has to connect it first.
const NOBODY_TO_ASK_MS: i64 = HOUR_MS;

impl Checkout {
    /// Makes each look-up that is due, until it is dropped.
    pub(crate) async fn watch_lookups(&self) {
        loop {
            let asked = self.lookup_next().await;
            let sleep = match asked.and_then(|was_due| self.until_next_lookup(was_due)) {
                Ok(sleep) => sleep,
                Err(error) if error.is_busy() => CLOSEST,
                Err(error) => {
                    tracing::error!(%error, "lookups cannot use the order log");
                    LONGEST_SLEEP
                }
            };
            tokio::select! {
                biased; // whatever woke us, we look anew; a simulation must replay
                () = tokio::time::sleep(sleep) => {}
                // Not before the rest is over.
                () = async {
                    tokio::time::sleep(CLOSEST).await;
                    self.lookups.notified().await;
                } => {}
            }
        }
    }

    /// Asks about one transaction, if one is due; says whether one was.
    async fn lookup_next(&self) -> Result<bool, Error> {
        if !self.is_connected() {
            return Ok(false);
        }
        let now = self.now();
        let Some(lookup) = self.store().claim_lookup(now)? else { return Ok(false) };
        let answer = self.lookup(&lookup).await;
        let now = self.now();
        settle(&mut self.store(), &lookup, now, answer)?;
        self.tell();
        Ok(true)
    }

    fn until_next_lookup(&self, was_due: bool) -> Result<Duration, Error> {
        if was_due {
            return Ok(CLOSEST);
        }
        let Some(next) = self.store().next_lookup()? else { return Ok(LONGEST_SLEEP) };
        let wait_ms = u64::try_from(next.since(self.now())).unwrap_or(0);
        Ok(Duration::from_millis(wait_ms).clamp(CLOSEST, LONGEST_SLEEP))
    }

    async fn lookup(&self, lookup: &Lookup) -> Answer {
        let psp = self.providers().with_account(&lookup.provider, &lookup.account);
        let Some(psp) = psp else {
            let at = self.now().plus_ms(NOBODY_TO_ASK_MS);
            return self.or_over(lookup, Answer::Later { at, failed: true });
        };
        let id = &lookup.provider_id;
        match lookup.kind {
            LookupKind::Charge => {
                let answer = psp.fetch(id).await;
                self.note_answer(psp.as_ref(), answer.as_ref().map(drop));
                match answer {
                    Ok(fetched) => self.money(lookup, psp.account(), fetched),
                    Err(error) => self.no_answer(lookup, &error),
                }
            }
            LookupKind::Payout => {
                let Some(payouts) = psp.payouts() else { return Answer::Over };
                match payouts.fetch_payout(id).await {
                    // Under the name that the webhook used, whichever of its names the answer has.
                    Ok(seen) => Answer::Payout(PayoutSeen { id: id.clone(), ..seen }),
                    Err(error) => self.no_answer(lookup, &error),
                }
            }
        }
    }

    /// What the provider's word on an unknown charge means.
    pub(crate) fn money(&self, lookup: &Lookup, account: &Account, fetched: Fetched) -> Answer {
        let Names { ids, reference, unreadable_end_to_end_id: no_end } = fetched.names;
        let is_about = ids.is_empty() || ids.contains(&lookup.provider_id);
        if !is_about || fetched.unreadable_amount.is_some() || no_end.is_some() {
            return self.odd(lookup);
        }
        match self.other_tills() {
            Ok(codes) if reference.as_ref().is_some_and(|it| is_of_other_till(it, &codes)) => {
                return Answer::Over;
            }
            Ok(_) => {}
            Err(_) => return self.later(lookup, None),
        }
        match fetched.observation.status {
            Seen::Paid(Receipt { received: Some(amount), end_to_end_id, paid_at, payer_name }) => {
                Answer::Money(UnmatchedMoney {
                    provider: lookup.provider.clone(),
                    account: Some(account.clone()),
                    provider_id: lookup.provider_id.clone(),
                    reference,
                    amount: Some(amount),
                    end_to_end_id,
                    paid_at,
                    payer_name,
                })
            }
            // The webhook may have been faster than the provider's own books.
            Seen::Waiting => self.later_unless_believed(lookup),
            // Paid, but nobody says how much; or a word that we don't know.
            Seen::Paid(_) | Seen::Unknown(_) => self.odd(lookup),
            Seen::Refunded(..) | Seen::Disputed(..) | Seen::Expired | Seen::Cancelled => {
                self.over(lookup)
            }
        }
    }

    fn no_answer(&self, lookup: &Lookup, error: &PspError) -> Answer {
        tracing::info!(id = %lookup.provider_id, %error, "a look-up failed");
        match error {
            PspError::NotFound | PspError::Rejected { .. } | PspError::Conflict { .. } => {
                self.later_unless_believed(lookup)
            }
            PspError::RateLimited { retry_after } => self.later(lookup, *retry_after),
            PspError::Unauthorized(_)
            | PspError::NotYet { .. }
            | PspError::Unreachable(_)
            | PspError::OutcomeUnknown(_)
            | PspError::NotTrusted(_)
            | PspError::NotThere(_)
            | PspError::Contradicts(_)
            | PspError::Malformed(_) => self.later(lookup, None),
        }
    }

    fn later_unless_believed(&self, lookup: &Lookup) -> Answer {
        if self.now().since(lookup.created_at) >= BELIEVED_MS {
            return self.over(lookup);
        }
        self.later(lookup, None)
    }

    /// An answer of which nobody can tell whether there is money: what is signed does not wait for long.
    fn odd(&self, lookup: &Lookup) -> Answer {
        match lookup.rank {
            Rank::Signed => self.later_unless_believed(lookup),
            Rank::Recognised | Rank::Stranger => self.later(lookup, None),
        }
    }

    /// The end of asking. Where the provider has signed that there is money, a person has to see it,
    /// whatever its answers say.
    fn over(&self, lookup: &Lookup) -> Answer {
        if lookup.kind != LookupKind::Charge || lookup.rank != Rank::Signed {
            return Answer::Over;
        }
        let psp = self.providers().with_account(&lookup.provider, &lookup.account);
        Answer::Money(UnmatchedMoney {
            provider: lookup.provider.clone(),
            account: psp.map(|psp| psp.account().clone()),
            provider_id: lookup.provider_id.clone(),
            reference: None,
            amount: None,
            end_to_end_id: None,
            paid_at: None,
            payer_name: None,
        })
    }

    /// After 2 s, 8 s, 32 s … to half an hour, and no sooner than the provider asks for.
    fn later(&self, lookup: &Lookup, pause: Option<Duration>) -> Answer {
        let back_off_ms = (2 * SECOND_MS).saturating_mul(1 << (2 * lookup.failures.min(10)));
        let pause_ms = pause.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(HOUR_MS));
        let wait_ms = back_off_ms.min(LONGEST_PAUSE_MS).max(pause_ms);
        let at = self.now().plus_ms(wait_ms);
        self.or_over(lookup, Answer::Later { at, failed: true })
    }

    fn or_over(&self, lookup: &Lookup, otherwise: Answer) -> Answer {
        let is_old = self.now().since(lookup.created_at) >= GIVEN_UP_MS;
        if !is_old && lookup.failures.saturating_add(1) < MOST_TRIES {
            return otherwise;
        }
        tracing::warn!(id = %lookup.provider_id, "a look-up is given up without an answer");
        self.over(lookup)
    }
}

/// What came of a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Poll again.
    Later {
        /// When, on our clock.
        at: UnixMs,
        /// The question failed: no answer, or none that can be used.
        failed: bool,
    },
    /// Nothing to write down.
    Over,
    /// The provider has this money, or has signed that it has.
    Money(UnmatchedMoney),
    /// The provider's own word on the payout.
    Payout(PayoutSeen),
}

/// Writes down what came of a look-up. Money of a charge in this log makes the till poll about that charge
/// instead; an unmatched payment that is known already changes nothing. News that came while the question
/// was under way keeps the lookup open.
pub fn settle(
    store: &mut Store,
    lookup: &Lookup,
    now: UnixMs,
    answer: Answer,
) -> Result<(), store::Error> {
    store.write(&Actor::Till, now, |tx| {
        match answer {
            Answer::Later { at, failed } => return tx.repeat_lookup(lookup, at, failed),
            Answer::Over => {}
            Answer::Money(money) => match charge_of(tx, &money)? {
                Some(key) => tx.hasten(Which::One(key))?,
                None => tx.note_unmatched(&money)?,
            },
            Answer::Payout(seen) => {
                tx.note_payout(&lookup.provider, &seen, Some(Evidence::Polled))?;
            }
        }
        tx.end_lookup(lookup)
    })
}

/// The charge of this log that the money is for. A reference alone does not do where asking about the charge
/// would never show this money: it is registered under another id, or has ended before it was registered.
fn charge_of(tx: &Tx<'_>, money: &UnmatchedMoney) -> Result<Option<ChargeKey>, store::Error> {
    let names = ChargeNames {
        provider: &money.provider,
        account: money.account.as_ref().map_or("", |account| &account.fingerprint),
        ids: std::slice::from_ref(&money.provider_id),
        reference: money.reference.as_ref(),
    };
    let Some((order, attempt)) = tx.find(names, At::This)? else { return Ok(None) };
    let key = ChargeKey { order: order.number, attempt };
    let charge = attempt_of(&order, key)?;
    Ok((charge.can_be_polled() && charge.may_be(&money.provider_id)).then_some(key))
}
