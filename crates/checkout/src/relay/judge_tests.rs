//! What every kind of webhook is worth, by how far it can be believed and whom it names.

use domain::charge::{Complaint, Receipt, RefundNotice, Registration, Returned};
use domain::{Centavos, OrderNumber, PayoutSeen, ProviderId, Reference, SaleId, UnixMs};

use super::*;

const OURS: &str = "K7QD-000001";

fn order(registered: bool) -> Order {
    let reference = Reference::new(OURS).unwrap();
    let amount = Centavos::new(1_250);
    let now = UnixMs::new(1);
    let mut charge = Charge::requested(1, reference.clone(), "psp".into(), amount, 30, now);
    charge.registration = registered.then(|| Registration {
        provider_id: ProviderId::new("kk6").unwrap(),
        copy_and_paste: String::new(),
        expires_at: UnixMs::new(9),
        lives_on: false,
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

fn receipt() -> Receipt {
    Receipt { received: None, end_to_end_id: None, paid_at: None, payer_name: None }
}

fn paid() -> Seen {
    Seen::Paid(receipt())
}

fn refunded() -> Seen {
    Seen::Refunded(receipt(), Returned::default())
}

fn disputed() -> Seen {
    Seen::Disputed(receipt(), Complaint::default())
}

fn says(id: &str, reference: &str, status: Seen) -> Says {
    let names = Names {
        ids: vec![ProviderId::new(id).unwrap()],
        reference: Reference::new(reference).ok(),
    };
    let evidence = Evidence::SignedWebhook;
    let observation = Ok(Observation { status, evidence, sibling_paid: false });
    Says::Charge { kind: "K".into(), names, observation, notice: None }
}

/// As an adapter does where the header is right.
fn with_notice(mut says: Says) -> Says {
    if let Says::Charge { observation: Ok(seen), notice, .. } = &mut says {
        *notice = match &seen.status {
            Seen::Refunded(..) => {
                Some(Notice::Refund(RefundNotice { amount: Some(Centavos::new(500)), at: None }))
            }
            Seen::Disputed(_, complaint) => Some(Notice::Dispute(complaint.clone())),
            _ => None,
        };
    }
    says
}

fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::SetAside(outcome, _) => outcome.word().to_owned(),
        Verdict::Hint(_, why) => why.clone(),
        Verdict::Proof(..) => "proof".to_owned(),
        Verdict::Told(_, event, _) => match **event {
            Event::RefundTold(_) => "refund told".to_owned(),
            Event::DisputeTold(_) => "dispute told".to_owned(),
            _ => panic!("{event:?}"),
        },
        Verdict::Known(..) => "known".to_owned(),
        Verdict::Payout { evidence, .. } => format!("payout {evidence:?}"),
        Verdict::Inquire { id, .. } => format!("asked {id}"),
    }
}

fn of_ours(trust: Trust, registered: bool, says: Says) -> String {
    let order = order(registered);
    word(&judge("psp", Webhook { trust, says }, Some((&order, 1)), Some("K7QD")))
}

fn of_nobody(trust: Trust, reference: &str, status: Seen) -> String {
    let says = says("x9", reference, status);
    let says = if trust == Trust::Recognised { with_notice(says) } else { says };
    word(&judge("psp", Webhook { trust, says }, None, Some("K7QD")))
}

#[test]
fn only_a_signed_webhook_whose_names_agree_is_proof() {
    use Trust::{BadSignature, NoSecret, Recognised, Signed, Unsigned};
    for (trust, registered, id, reference, expected) in [
        (Signed, true, "kk6", OURS, "proof"),
        (Signed, false, "kk6", OURS, "proof"),
        (Signed, true, "another", OURS, "asked another"),
        (Signed, true, "kk6", "K7QD-000002", "contradicting_names"),
        (Recognised, true, "kk6", OURS, "K"),
        (Recognised, true, "another", OURS, "asked another"),
        (Unsigned, true, "another", OURS, "asked another"),
        (BadSignature, true, "another", OURS, "bad_signature"),
        (Unsigned, true, "kk6", OURS, "unsigned"),
        (BadSignature, true, "kk6", OURS, "bad_signature"),
        (NoSecret, false, "kk6", OURS, "no_secret"),
    ] {
        let found = of_ours(trust, registered, says(id, reference, paid()));
        assert_eq!(found, expected, "{trust:?} {registered} {id} {reference}");
    }
}

#[test]
fn a_static_header_makes_a_refund_or_a_dispute_told_and_nothing_else() {
    for (status, recognised, beside) in [
        (refunded(), "refund told", "contradicting_names"),
        (disputed(), "dispute told", "contradicting_names"),
        (paid(), "K", "asked another"),
    ] {
        let said = with_notice(says("kk6", OURS, status.clone()));
        assert_eq!(of_ours(Trust::Recognised, true, said), recognised);
        let said = with_notice(says("another", OURS, status.clone()));
        assert_eq!(of_ours(Trust::Recognised, true, said), beside);
        // Adapters give no notice then; one that did would be told nothing more.
        for (trust, why) in [(Trust::Unsigned, "unsigned"), (Trust::BadSignature, "bad_signature")]
        {
            let said = with_notice(says("kk6", OURS, status.clone()));
            assert_eq!(of_ours(trust, true, said), why, "{status:?}");
        }
    }
}

#[test]
fn a_charge_that_was_made_is_no_news_but_where_its_answer_is_missing() {
    for trust in [Trust::Recognised, Trust::Unsigned] {
        let created = || says("kk6", OURS, Seen::Waiting);
        assert_eq!(of_ours(trust, true, created()), "known");
        assert_ne!(of_ours(trust, false, created()), "known", "it makes the till ask");
    }
}

#[test]
fn news_of_nobody_here_is_asked_about_only_where_it_may_be_money() {
    use Trust::{BadSignature, NoSecret, Recognised, Signed, Unsigned};
    for (trust, reference, status, expected) in [
        // A log that was restored has lost orders of its own.
        (Signed, "K7QD-000009", paid(), "asked x9"),
        (Recognised, "Mesa 4", paid(), "asked x9"),
        (Unsigned, "ABCD-12", paid(), "asked x9"),
        (NoSecret, "", paid(), "asked x9"),
        (BadSignature, "Mesa 4", paid(), "unknown_charge"),
        (Recognised, "Mesa 4", Seen::Waiting, "unknown_charge"),
        (Recognised, "Mesa 4", refunded(), "unknown_charge"),
        (Recognised, "Mesa 4", disputed(), "unknown_charge"),
        (Signed, "Mesa 4", Seen::Unknown("odd".into()), "unknown_charge"),
        (Signed, "Z9XY-000001", paid(), "other_till"),
        (Unsigned, "Z9XY-000001-2", paid(), "other_till"),
        (Recognised, "Z9XY-000001", refunded(), "other_till"),
        // No till's code has such letters.
        (Signed, "LOJA-000001", paid(), "asked x9"),
    ] {
        let found = of_nobody(trust, reference, status.clone());
        assert_eq!(found, expected, "{trust:?} {reference} {status:?}");
    }
}

#[test]
fn a_webhook_whose_charge_cannot_be_read_makes_the_till_ask() {
    let unreadable = |id: &str| {
        let mut says = says(id, OURS, paid());
        if let Says::Charge { observation, .. } = &mut says {
            *observation = Err("the amount is not money".to_owned());
        }
        says
    };
    assert_eq!(of_ours(Trust::Signed, true, unreadable("kk6")), "the amount is not money");
    let webhook = Webhook { trust: Trust::Signed, says: unreadable("x9") };
    assert_eq!(word(&judge("psp", webhook, None, None)), "other_till", "as any reference");
    let webhook = Webhook { trust: Trust::Signed, says: unreadable("x9") };
    assert_eq!(word(&judge("psp", webhook, None, Some("K7QD"))), "asked x9");
}

#[test]
fn what_is_no_charge_never_touches_one() {
    let order = order(true);
    let judged =
        |trust, says| word(&judge("psp", Webhook { trust, says }, Some((&order, 1)), Some("K7QD")));
    let payout = || {
        let seen = Box::new(PayoutSeen {
            id: ProviderId::new("kk6").unwrap(),
            reference: Reference::new(OURS).ok(),
            status: PayoutStatus::Completed,
            amount: None,
            end_to_end_id: None,
            return_id: None,
            payee_name: None,
            failure: None,
            at: None,
        });
        Says::Payout { kind: "K".into(), seen }
    };
    assert_eq!(judged(Trust::Signed, payout()), "payout Some(SignedWebhook)");
    for trust in [Trust::Recognised, Trust::Unsigned, Trust::BadSignature, Trust::NoSecret] {
        assert_eq!(judged(trust, payout()), "payout None", "{trust:?}");
    }
    assert_eq!(judged(Trust::Signed, Says::Other { kind: "K".into() }), "unknown_type");
    assert_eq!(judged(Trust::Signed, Says::Malformed { reason: "no".into() }), "malformed");
}

#[test]
fn bodies_are_kept_of_what_is_not_understood_and_of_money_that_went_back() {
    for (says, expected) in [
        (says("x", OURS, paid()), false),
        (says("x", OURS, Seen::Waiting), false),
        (says("x", OURS, refunded()), true),
        (says("x", OURS, disputed()), true),
        (says("x", OURS, Seen::Unknown("odd".into())), true),
        (Says::Other { kind: "K".into() }, true),
        (Says::Malformed { reason: "no".into() }, true),
    ] {
        assert_eq!(is_worth_keeping(&says), expected, "{says:?}");
    }
}
