//! What is done with a webhook that came through the relay.

use domain::Order;
use domain::charge::{Charge, Event};
use providers::{Names, Says, Trust, Webhook};
use store::{ChargeKey, Outcome, Verdict};

use crate::ask::with_siblings;

/// Decides what a webhook is worth: proof, a hint, or nothing. `found`: the order and the attempt of
/// the charge that it names, if it is in this log; `till_code`: the beginning of our own references.
pub(super) fn judge(
    webhook: Webhook,
    found: Option<(&Order, u32)>,
    till_code: Option<&str>,
) -> Verdict {
    let (kind, names, observation) = match webhook.says {
        Says::Charge { kind, names, observation } => (kind, names, observation),
        Says::Other { kind } => return Verdict::SetAside(Outcome::UnknownType, Some(kind)),
        Says::Malformed { reason } => return Verdict::SetAside(Outcome::Malformed, Some(reason)),
    };
    let charge = found.and_then(|(order, attempt)| {
        let charge = order.attempts.iter().find(|charge| charge.attempt == attempt)?;
        Some((order, charge))
    });
    let Some((order, charge)) = charge else {
        let is_other = names.reference.is_some_and(|it| is_of_other_till(it.as_str(), till_code));
        let outcome = if is_other { Outcome::OtherTill } else { Outcome::UnknownCharge };
        return Verdict::SetAside(outcome, Some(doubt(webhook.trust).map_or(kind, str::to_owned)));
    };
    let key = ChargeKey { order: order.number, attempt: charge.attempt };
    if let Some(why) = doubt(webhook.trust) {
        return Verdict::Hint(key, why.to_owned());
    }
    if !agrees(&names, charge) {
        return Verdict::Hint(key, "contradicting_names".to_owned());
    }
    match observation {
        Ok(observation) => {
            let event = with_siblings(Event::Seen(observation), order, charge.attempt);
            Verdict::Proof(key, Box::new(event), kind)
        }
        Err(why) => Verdict::Hint(key, why),
    }
}

/// Why a webhook is no proof, as a word of the journal; `None` if it is.
const fn doubt(trust: Trust) -> Option<&'static str> {
    match trust {
        Trust::Signed => None,
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
fn is_of_other_till(reference: &str, till_code: Option<&str>) -> bool {
    let Some((code, number)) = reference.split_once('-') else { return false };
    let is_code = code.len() == 4
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let number = number.split_once('-').map_or(number, |(number, _)| number);
    let is_number = number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_code && is_number && Some(code) != till_code
}

#[cfg(test)]
mod tests {
    use domain::charge::{Evidence, Observation, Registration, Seen};
    use domain::{Centavos, OrderNumber, ProviderId, Reference, SaleId, UnixMs};

    use super::*;

    fn order(registered: bool) -> Order {
        let reference = Reference::new("K7QD-000001").unwrap();
        let amount = Centavos::new(1_250);
        let now = UnixMs::new(1);
        let mut charge =
            Charge::requested(1, reference.clone(), "connectpsp".into(), amount, 30, now);
        charge.registration = registered.then(|| Registration {
            provider_id: ProviderId::new("kk6").unwrap(),
            copy_and_paste: String::new(),
            expires_at: UnixMs::new(9),
            clock_ahead_ms: 0,
        });
        Order {
            number: OrderNumber::new(1).unwrap(),
            sale_id: SaleId::new("s").unwrap(),
            reference,
            amount,
            created_at: now,
            attempts: vec![charge],
        }
    }

    fn webhook(trust: Trust, id: &str, reference: &str) -> Webhook {
        let names = Names {
            ids: vec![ProviderId::new(id).unwrap()],
            reference: Some(Reference::new(reference).unwrap()),
        };
        let evidence = Evidence::SignedWebhook;
        let observation = Ok(Observation { status: Seen::Expired, evidence, sibling_paid: false });
        Webhook { trust, says: Says::Charge { kind: "K".into(), names, observation } }
    }

    fn word(verdict: &Verdict) -> &str {
        match verdict {
            Verdict::SetAside(outcome, _) => outcome.word(),
            Verdict::Hint(_, why) => why,
            Verdict::Proof(..) => "proof",
        }
    }

    #[test]
    fn only_a_signed_webhook_whose_names_agree_is_proof() {
        use Trust::{BadSignature, NoSecret, Signed, Unsigned};
        for (trust, registered, id, reference, expected) in [
            (Signed, true, "kk6", "K7QD-000001", "proof"),
            (Signed, false, "kk6", "K7QD-000001", "proof"),
            (Signed, true, "another", "K7QD-000001", "contradicting_names"),
            (Signed, true, "kk6", "K7QD-000002", "contradicting_names"),
            (Unsigned, true, "kk6", "K7QD-000001", "unsigned"),
            (BadSignature, true, "kk6", "K7QD-000001", "bad_signature"),
            (NoSecret, false, "kk6", "K7QD-000001", "no_secret"),
        ] {
            let order = order(registered);
            let verdict = judge(webhook(trust, id, reference), Some((&order, 1)), Some("K7QD"));
            assert_eq!(word(&verdict), expected, "{trust:?} {registered} {id} {reference}");
        }
    }

    #[test]
    fn a_webhook_that_names_nobody_here_is_set_aside_with_the_reason() {
        for (reference, expected) in [
            ("K7QD-000009", "unknown_charge"),
            ("Mesa 4", "unknown_charge"),
            ("ABCD-12", "unknown_charge"),
            ("Z9XY-000001", "other_till"),
            ("Z9XY-000001-2", "other_till"),
        ] {
            let verdict = judge(webhook(Trust::Signed, "x", reference), None, Some("K7QD"));
            assert_eq!(word(&verdict), expected, "{reference}");
        }
        let other = Webhook { trust: Trust::Signed, says: Says::Other { kind: "X".into() } };
        assert_eq!(word(&judge(other, None, None)), "unknown_type");
    }

    #[test]
    fn a_signed_webhook_whose_charge_cannot_be_read_makes_the_till_ask() {
        let names = Names { ids: vec![ProviderId::new("kk6").unwrap()], reference: None };
        let observation = Err("the amount is not money".to_owned());
        let says = Says::Charge { kind: "K".into(), names, observation };
        let order = order(true);
        let verdict = judge(Webhook { trust: Trust::Signed, says }, Some((&order, 1)), None);
        assert_eq!(word(&verdict), "the amount is not money");
    }
}
