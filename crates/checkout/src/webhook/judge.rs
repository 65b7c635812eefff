//! What a webhook is worth: proof, a notice, a hint, or nothing.

use domain::charge::{Account, Charge, Event, Observation, Seen};
use domain::{EndToEndId, Order, PayoutSeen, PayoutStatus, Reference};
use providers::{Names, Notice, Trust, Webhook, WebhookContent};
use store::{ChargeKey, LookupKind, LookupRequest, Outcome, Rank};

use crate::webhook::verdict::Verdict;

use crate::poller::{Said, judged};

/// What a webhook says about a charge.
struct News {
    trust: Trust,
    kind: String,
    names: Names,
    observation: Result<Observation, String>,
    unreadable_amount: Option<String>,
    notice: Option<Notice>,
}

/// For whom a webhook came, and what is known beside it.
pub(super) struct Addressee<'a> {
    /// The account whose adapter has read it.
    pub(super) account: &'a Account,
    /// The account signs: what is not signed is nobody's.
    pub(super) signs: bool,
    /// The codes of the merchant's other tills that are alive.
    pub(super) other_tills: &'a [String],
    /// Whether another payment than this charge's has an end-to-end id.
    pub(super) taken: &'a dyn Fn(ChargeKey, &EndToEndId) -> bool,
}

/// Decides what a webhook is worth: proof, a hint, or nothing. `found`: the order and the attempt of the
/// charge that it names, if it is in this log.
pub(super) fn judge(to: &Addressee<'_>, webhook: Webhook, found: Option<(&Order, u32)>) -> Verdict {
    let trust = webhook.trust;
    let is_a_strangers = matches!(trust, Trust::Unsigned | Trust::BadSignature);
    if to.signs && is_a_strangers {
        return Verdict::Dropped;
    }
    let news = match webhook.says {
        WebhookContent::Charge { kind, names, observation, unreadable_amount, notice } => {
            News { trust, kind, names, observation, unreadable_amount, notice }
        }
        WebhookContent::Payout { kind, seen } => return payout(to, trust, kind, seen),
        WebhookContent::Other { kind } => {
            return Verdict::SetAside(Outcome::UnknownType, Some(kind));
        }
        WebhookContent::Malformed { reason } => {
            return Verdict::SetAside(Outcome::Malformed, Some(reason));
        }
    };
    let charge = found.and_then(|(order, attempt)| {
        let charge = order.attempts.iter().find(|charge| charge.attempt == attempt)?;
        Some((order, charge))
    });
    match charge {
        Some((_, charge)) if is_money_beside(&news, charge) || is_namesake(to, &news, charge) => {
            of_nobody(to, news)
        }
        Some((order, charge)) => of_ours(to, news, order, charge),
        None => of_nobody(to, news),
    }
}

/// What is signed is recorded; of anything else the provider is asked.
fn payout(to: &Addressee<'_>, trust: Trust, kind: String, seen: Box<PayoutSeen>) -> Verdict {
    let (provider, account) = (to.account.adapter.clone(), to.account.fingerprint.clone());
    if trust == Trust::Signed {
        return Verdict::Payout { provider, account, seen, kind };
    }
    let asking = LookupRequest {
        provider,
        account,
        kind: LookupKind::Payout,
        id: seen.id,
        rank: rank(trust),
    };
    Verdict::Lookup(asking, kind)
}

const fn rank(trust: Trust) -> Rank {
    match trust {
        Trust::Signed => Rank::Signed,
        Trust::Recognised => Rank::Recognised,
        Trust::Unsigned | Trust::BadSignature | Trust::NoSecret => Rank::Stranger,
    }
}

/// What to do with news of a charge in this log.
fn of_ours(to: &Addressee<'_>, news: News, order: &Order, charge: &Charge) -> Verdict {
    let News { trust, kind, names, observation, unreadable_amount, notice } = news;
    let key = ChargeKey { order: order.number, attempt: charge.attempt };
    if let (Trust::Signed, Ok(observation)) = (trust, &observation) {
        let said = Said {
            account: to.account,
            names: &names,
            observation,
            unreadable_amount: unreadable_amount.as_deref(),
        };
        return match judged(order, charge, &said, &|id| (to.taken)(key, id)) {
            Some(event) => Verdict::Proof(key, Box::new(event), kind),
            None => Verdict::Hint(key, "contradicting_names".to_owned()),
        };
    }
    if let (Trust::Signed, Err(why)) = (trust, &observation) {
        return Verdict::Hint(key, why.clone());
    }
    let agrees = agrees(&names, charge);
    if agrees && says_created(&observation) && charge.registration.is_some() {
        return Verdict::Known(key, kind);
    }
    match (trust, notice) {
        (Trust::Recognised, _) if !agrees => Verdict::Hint(key, "contradicting_names".to_owned()),
        // Meant for us, and it tells what a look-up may not tell.
        (Trust::Recognised, Some(Notice::Refund(notice))) => {
            Verdict::Notice(key, Box::new(Event::RefundNoticed(notice)), kind)
        }
        (Trust::Recognised, Some(Notice::Dispute(notice))) => {
            Verdict::Notice(key, Box::new(Event::DisputeNoticed(notice)), kind)
        }
        (trust, _) => Verdict::Hint(key, doubt(trust).map_or(kind, str::to_owned)),
    }
}

/// What to do with news of a charge that is not in this log.
fn of_nobody(to: &Addressee<'_>, news: News) -> Verdict {
    let may_be_money = may_be_money(&news);
    let News { trust, kind, names, .. } = news;
    let why = doubt(trust).map_or_else(|| kind.clone(), str::to_owned);
    if names.reference.is_some_and(|it| is_of_other_till(&it, to.other_tills)) {
        return Verdict::SetAside(Outcome::OtherTill, Some(why));
    }
    // A wrong signature is not the provider's: nobody has to be asked about what it tells.
    let is_forged = trust == Trust::BadSignature;
    match names.ids.into_iter().next().filter(|_| may_be_money && !is_forged) {
        Some(id) => {
            let (provider, account) = (to.account.adapter.clone(), to.account.fingerprint.clone());
            let kind_of = LookupKind::Charge;
            let asking = LookupRequest { provider, account, kind: kind_of, id, rank: rank(trust) };
            Verdict::Lookup(asking, kind)
        }
        None => Verdict::SetAside(Outcome::UnknownCharge, Some(why)),
    }
}

/// Whether it may tell of money that is here: paid, or not to be told from this webhook.
fn may_be_money(news: &News) -> bool {
    match &news.observation {
        Ok(observation) => matches!(observation.status, Seen::Paid(_)),
        Err(_) => news.notice.is_none(),
    }
}

fn says_created(observation: &Result<Observation, String>) -> bool {
    observation.as_ref().is_ok_and(|it| it.status == Seen::Waiting)
}

/// Whether the body shall be kept where the webhook is not understood wholly, or tells of money that
/// went back or is claimed back for a charge that is not here.
pub(super) fn is_worth_keeping(says: &WebhookContent) -> bool {
    match says {
        WebhookContent::Charge { observation: Ok(observation), notice, .. } => {
            let is_odd = matches!(
                observation.status,
                Seen::Unknown(_) | Seen::Refunded(..) | Seen::Disputed(..)
            );
            is_odd || notice.is_some()
        }
        WebhookContent::Charge { observation: Err(_), notice, .. } => notice.is_some(),
        WebhookContent::Payout { seen, .. } => matches!(seen.status, PayoutStatus::Unknown(_)),
        WebhookContent::Other { .. } | WebhookContent::Malformed { .. } => true,
    }
}

/// Whether money may have come under our reference for another transaction than the one that was shown
/// to the customer: asking about the charge would never find it.
fn is_money_beside(news: &News, charge: &Charge) -> bool {
    let is_forged = news.trust == Trust::BadSignature;
    let ids = &news.names.ids;
    !is_forged && may_be_money(news) && !ids.is_empty() && !ids.iter().any(|id| charge.may_be(id))
}

/// Whether the charge is another account's, and shares no more than an id with what is told of.
fn is_namesake(to: &Addressee<'_>, news: &News, charge: &Charge) -> bool {
    let is_others = charge.account.as_ref().is_some_and(|account| account != to.account);
    is_others && !agrees(&news.names, charge)
}

/// Why a webhook is no proof, as a word of the journal; `None` if it may be the provider's.
const fn doubt(trust: Trust) -> Option<&'static str> {
    match trust {
        Trust::Signed | Trust::Recognised => None,
        Trust::Unsigned => Some("unsigned"),
        Trust::BadSignature => Some("bad_signature"),
        Trust::NoSecret => Some("no_secret"),
    }
}

/// No name speaks against the charge: a transaction of another id under our reference, or another
/// reference under its id, is not what was shown to the customer.
fn agrees(names: &Names, charge: &Charge) -> bool {
    let ids_agree = match &charge.registration {
        Some(known) => names.ids.is_empty() || names.ids.contains(&known.provider_id),
        None => true,
    };
    ids_agree && names.reference.as_ref().is_none_or(|it| *it == charge.reference)
}

/// Whether another till of this merchant made the reference, and that till is alive: then it hears of the
/// money itself. What a till made that is lost is nobody's, and a person has to see it.
pub(crate) fn is_of_other_till(reference: &Reference, other_tills: &[String]) -> bool {
    let code = reference.till_code();
    code.is_some_and(|code| other_tills.iter().any(|other| other == code))
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
