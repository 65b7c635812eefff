//! What is done with a webhook that came through the relay.

use domain::charge::{Charge, Event, Evidence, Observation, Seen};
use domain::{Order, PayoutStatus, ProviderId};
use providers::{Names, Notice, Says, Trust, Webhook};
use store::{ChargeKey, Outcome, Verdict};

use crate::ask::with_siblings;

/// The letters of a till's code (Crockford's).
const CODE_LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a webhook says about a charge.
struct News {
    trust: Trust,
    kind: String,
    names: Names,
    observation: Result<Observation, String>,
    notice: Option<Notice>,
}

/// Decides what a webhook for `provider` is worth: proof, a hint, or nothing. `found`: the order and
/// the attempt of the charge that it names, if it is in this log; `till_code`: the beginning of our own
/// references.
pub(super) fn judge(
    provider: &str,
    webhook: Webhook,
    found: Option<(&Order, u32)>,
    till_code: Option<&str>,
) -> Verdict {
    let trust = webhook.trust;
    let news = match webhook.says {
        Says::Charge { kind, names, observation, notice } => {
            News { trust, kind, names, observation, notice }
        }
        Says::Payout { kind, seen } => {
            let evidence = (trust == Trust::Signed).then_some(Evidence::SignedWebhook);
            return Verdict::Payout { provider: provider.to_owned(), seen, evidence, kind };
        }
        Says::Other { kind } => return Verdict::SetAside(Outcome::UnknownType, Some(kind)),
        Says::Malformed { reason } => return Verdict::SetAside(Outcome::Malformed, Some(reason)),
    };
    let charge = found.and_then(|(order, attempt)| {
        let charge = order.attempts.iter().find(|charge| charge.attempt == attempt)?;
        Some((order, charge))
    });
    match charge {
        Some((_, charge)) if is_money_beside(&news, charge) => of_nobody(provider, news, till_code),
        Some((order, charge)) => of_ours(news, order, charge),
        None => of_nobody(provider, news, till_code),
    }
}

/// What to do with news of a charge in this log.
fn of_ours(news: News, order: &Order, charge: &Charge) -> Verdict {
    let News { trust, kind, names, observation, notice } = news;
    let key = ChargeKey { order: order.number, attempt: charge.attempt };
    let agrees = agrees(&names, charge);
    if trust == Trust::Signed && agrees {
        return match observation {
            Ok(observation) => {
                let event = with_siblings(Event::Seen(observation), order, charge.attempt);
                Verdict::Proof(key, Box::new(event), kind)
            }
            Err(why) => Verdict::Hint(key, why),
        };
    }
    if agrees && says_created(&observation) && charge.registration.is_some() {
        return Verdict::Known(key, kind);
    }
    match (trust, notice) {
        (Trust::Signed | Trust::Recognised, _) if !agrees => {
            Verdict::Hint(key, "contradicting_names".to_owned())
        }
        // Meant for us, and it tells what a look-up may not tell.
        (Trust::Recognised, Some(Notice::Refund(notice))) => {
            Verdict::Told(key, Box::new(Event::RefundTold(notice)), kind)
        }
        (Trust::Recognised, Some(Notice::Dispute(complaint))) => {
            Verdict::Told(key, Box::new(Event::DisputeTold(complaint)), kind)
        }
        (trust, _) => Verdict::Hint(key, doubt(trust).map_or(kind, str::to_owned)),
    }
}

/// What to do with news of a charge that is not in this log.
fn of_nobody(provider: &str, news: News, till_code: Option<&str>) -> Verdict {
    let may_be_money = may_be_money(&news);
    let News { trust, kind, names, .. } = news;
    let why = doubt(trust).map_or_else(|| kind.clone(), str::to_owned);
    if names.reference.is_some_and(|it| is_of_other_till(it.as_str(), till_code)) {
        return Verdict::SetAside(Outcome::OtherTill, Some(why));
    }
    // A wrong signature is not the provider's: nobody has to be asked about what it tells.
    let is_forged = trust == Trust::BadSignature;
    match names.ids.into_iter().next().filter(|_| may_be_money && !is_forged) {
        Some(id) => Verdict::Inquire { provider: provider.to_owned(), id, kind },
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
pub(super) fn is_worth_keeping(says: &Says) -> bool {
    match says {
        Says::Charge { observation: Ok(observation), notice, .. } => {
            let is_odd = matches!(
                observation.status,
                Seen::Unknown(_) | Seen::Refunded(..) | Seen::Disputed(..)
            );
            is_odd || notice.is_some()
        }
        Says::Charge { observation: Err(_), notice, .. } => notice.is_some(),
        Says::Payout { seen, .. } => matches!(seen.status, PayoutStatus::Unknown(_)),
        Says::Other { .. } | Says::Malformed { .. } => true,
    }
}

/// Whether money may have come under our reference for another transaction than the one that was shown
/// to the customer: asking about the charge would never find it.
fn is_money_beside(news: &News, charge: &Charge) -> bool {
    let is_another = |id: &ProviderId| {
        charge.registration.as_ref().is_some_and(|known| known.provider_id != *id)
    };
    let is_forged = news.trust == Trust::BadSignature;
    let ids = &news.names.ids;
    !is_forged && may_be_money(news) && !ids.is_empty() && ids.iter().all(is_another)
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

/// Whether the reference has the form of one that a till makes by itself, with another till's code.
pub(crate) fn is_of_other_till(reference: &str, till_code: Option<&str>) -> bool {
    let Some((code, number)) = reference.split_once('-') else { return false };
    let is_code = code.len() == 4 && code.bytes().all(|byte| CODE_LETTERS.contains(&byte));
    let number = number.split_once('-').map_or(number, |(number, _)| number);
    let is_number = number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_code && is_number && Some(code) != till_code
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
