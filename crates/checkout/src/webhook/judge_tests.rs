//! What every kind of webhook is worth, by how far it can be believed and whom it names.

use domain::charge::{
    DisputeNotice, Doubt, Evidence, Receipt, RefundNotice, RefundReport, Registration, Status,
};
use domain::{Centavos, OrderNumber, PayoutSeen, ProviderId, Reference, SaleId, UnixMs};

use super::*;

const OURS: &str = "K7QD0000010123456789ABCDEF";

fn account(letter: &str) -> Account {
    Account {
        adapter: "psp".into(),
        address: format!("https://{letter}.example"),
        fingerprint: letter.repeat(16),
    }
}

fn order(registered: bool) -> Order {
    let reference = Reference::new(OURS).unwrap();
    let amount = Centavos::new(1_250);
    let now = UnixMs::new(1);
    let mut charge = Charge::requested(1, reference.clone(), "psp".into(), amount, 30, now);
    charge.account = Some(account("a"));
    charge.reference_is_ours = true;
    charge.registration = registered.then(|| Registration {
        provider_id: ProviderId::new("kk6").unwrap(),
        copy_and_paste: String::new(),
        expires_at: UnixMs::new(9),
        never_expires: false,
        clock_ahead_ms: 0,
    });
    Order {
        number: OrderNumber::new(1).unwrap(),
        sale_id: SaleId::new("s").unwrap(),
        reference,
        amount,
        created_at: now,
        opened_by: None,
        document_key: None,
        notes: Vec::new(),
        attempts: vec![charge],
    }
}

fn receipt() -> Receipt {
    let received = Some(Centavos::new(1_250));
    Receipt { received, end_to_end_id: EndToEndId::new("E1").ok(), paid_at: None, payer_name: None }
}

fn paid() -> Seen {
    Seen::Paid(receipt())
}

fn refunded() -> Seen {
    Seen::Refunded(receipt(), vec![RefundReport::default()])
}

fn disputed() -> Seen {
    Seen::Disputed(receipt(), DisputeNotice::default())
}

fn says(id: &str, reference: &str, status: Seen) -> WebhookContent {
    let names = Names {
        ids: vec![ProviderId::new(id).unwrap()],
        reference: Reference::new(reference).ok(),
        unreadable_end_to_end_id: None,
    };
    let evidence = Evidence::SignedWebhook;
    let observation = Ok(Observation { status, evidence });
    WebhookContent::Charge {
        kind: "K".into(),
        names,
        observation,
        unreadable_amount: None,
        notice: None,
    }
}

/// As an adapter does where the header is right.
fn with_notice(mut says: WebhookContent) -> WebhookContent {
    if let WebhookContent::Charge { observation: Ok(seen), notice, .. } = &mut says {
        *notice = match &seen.status {
            Seen::Refunded(..) => {
                Some(Notice::Refund(RefundNotice { amount: Some(Centavos::new(500)), at: None }))
            }
            Seen::Disputed(_, notice) => Some(Notice::Dispute(notice.clone())),
            _ => None,
        };
    }
    says
}

/// Of the same id and reference as the charge.
fn payout() -> WebhookContent {
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
    WebhookContent::Payout { kind: "K".into(), seen }
}

fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::SetAside(outcome, _) => outcome.word().to_owned(),
        Verdict::Hint(_, why) => why.clone(),
        Verdict::Proof(_, event, _) => match &**event {
            Event::Seen(_) => "proof".to_owned(),
            Event::Doubted(unproven) => format!("doubted {:?}", unproven.doubt),
            _ => panic!("{event:?}"),
        },
        Verdict::Notice(_, event, _) => match **event {
            Event::RefundNoticed(_) => "refund told".to_owned(),
            Event::DisputeNoticed(_) => "dispute told".to_owned(),
            _ => panic!("{event:?}"),
        },
        Verdict::Known(..) => "known".to_owned(),
        Verdict::Payout { .. } => "payout".to_owned(),
        Verdict::Lookup(asking, _) => format!("asked {}", asking.id),
        Verdict::Dropped => "dropped".to_owned(),
    }
}

/// What account A, which does not sign, makes of it; one till of the merchant is alive besides.
fn judged_at_a(trust: Trust, says: WebhookContent, found: Option<(&Order, u32)>) -> Verdict {
    let account = account("a");
    let other_tills = ["Z9XY".to_owned()];
    let taken = |_: ChargeKey, id: &EndToEndId| id.as_str() == "TAKEN";
    let to =
        Addressee { account: &account, signs: false, other_tills: &other_tills, taken: &taken };
    judge(&to, Webhook { trust, says }, found)
}

fn of_ours(trust: Trust, registered: bool, says: WebhookContent) -> String {
    let order = order(registered);
    word(&judged_at_a(trust, says, Some((&order, 1))))
}

fn of_nobody(trust: Trust, reference: &str, status: Seen) -> String {
    let says = says("x9", reference, status);
    let says = if trust == Trust::Recognised { with_notice(says) } else { says };
    word(&judged_at_a(trust, says, None))
}

#[test]
fn only_a_signed_webhook_whose_names_agree_is_proof() {
    use Trust::{BadSignature, NoSecret, Recognised, Signed, Unsigned};
    for (trust, registered, id, reference, expected) in [
        (Signed, true, "kk6", OURS, "proof"),
        (Signed, false, "kk6", OURS, "proof"),
        (Signed, true, "another", OURS, "asked another"),
        (Signed, true, "kk6", "K7QD-000002", "doubted OtherReference"),
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
        assert_ne!(of_ours(trust, false, created()), "known", "it makes the till poll");
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
        // Of a till that is lost, or of another merchant's: nobody else hears of it.
        (Signed, "W4TR-000001", paid(), "asked x9"),
        (Signed, "Z9XY0000010123456789ABCDEF", paid(), "other_till"),
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
        if let WebhookContent::Charge { observation, .. } = &mut says {
            *observation = Err("the amount is not money".to_owned());
        }
        says
    };
    assert_eq!(of_ours(Trust::Signed, true, unreadable("kk6")), "the amount is not money");
    assert_eq!(word(&judged_at_a(Trust::Signed, unreadable("x9"), None)), "asked x9");
}

#[test]
fn what_is_signed_and_does_not_prove_the_charge_is_a_doubt_and_no_payment() {
    let with = |change: &dyn Fn(&mut Receipt, &mut Option<String>)| {
        let mut says = says("kk6", OURS, paid());
        if let WebhookContent::Charge { observation: Ok(seen), unreadable_amount, .. } = &mut says
            && let Seen::Paid(receipt) = &mut seen.status
        {
            change(receipt, unreadable_amount);
        }
        of_ours(Trust::Signed, true, says)
    };
    assert_eq!(with(&|_, _| {}), "proof");
    assert_eq!(with(&|receipt, _| receipt.received = Some(Centavos::new(900))), "proof", "odd");
    assert_eq!(with(&|receipt, _| receipt.received = None), "doubted AmountAbsent");
    let unreadable = |receipt: &mut Receipt, text: &mut Option<String>| {
        receipt.received = None;
        *text = Some("12,5O".into());
    };
    assert_eq!(with(&unreadable), "doubted AmountUnreadable");
    let taken = |receipt: &mut Receipt, _: &mut Option<String>| {
        receipt.end_to_end_id = EndToEndId::new("TAKEN").ok();
    };
    assert_eq!(with(&taken), "doubted EndToEndIdTaken");
    // Another account's charge under the same id.
    let mut foreign = order(true);
    foreign.attempts[0].account = Some(account("b"));
    let verdict = judged_at_a(Trust::Signed, says("kk6", OURS, paid()), Some((&foreign, 1)));
    assert_eq!(word(&verdict), format!("doubted {:?}", Doubt::OtherAccount));
    // What claims no money and is about something else is only a reason to poll.
    assert_eq!(
        of_ours(Trust::Signed, true, says("kk6", "x", Seen::Expired)),
        "contradicting_names"
    );
}

#[test]
fn where_the_account_signs_what_it_has_not_signed_is_dropped_whatever_it_says() {
    let account = account("a");
    let to = Addressee { account: &account, signs: true, other_tills: &[], taken: &|_, _| false };
    let order = order(true);
    for trust in [Trust::Unsigned, Trust::BadSignature] {
        for says in [
            says("kk6", OURS, paid()),
            says("x9", "Mesa 4", paid()),
            payout(),
            WebhookContent::Other { kind: "K".into() },
            WebhookContent::Malformed { reason: "no".into() },
        ] {
            for found in [None, Some((&order, 1))] {
                let webhook = Webhook { trust, says: says.clone() };
                assert_eq!(judge(&to, webhook, found), Verdict::Dropped, "{trust:?} {says:?}");
            }
        }
    }
    let webhook = Webhook { trust: Trust::Signed, says: says("kk6", OURS, paid()) };
    assert_eq!(word(&judge(&to, webhook, Some((&order, 1)))), "proof");
}

#[test]
fn an_inquiry_has_the_rank_of_its_webhook_and_goes_to_the_account_that_has_read_it() {
    for (trust, expected) in [
        (Trust::Signed, Rank::Signed),
        (Trust::Recognised, Rank::Recognised),
        (Trust::Unsigned, Rank::Stranger),
        (Trust::NoSecret, Rank::Stranger),
    ] {
        let Verdict::Lookup(asking, _) = judged_at_a(trust, says("x9", "x", paid()), None) else {
            panic!("{trust:?}")
        };
        assert_eq!((asking.rank, asking.account.as_str()), (expected, "aaaaaaaaaaaaaaaa"));
        assert_eq!(asking.kind, LookupKind::Charge);
    }
}

#[test]
fn what_is_no_charge_never_touches_one() {
    let order = order(true);
    let judged = |trust, says| word(&judged_at_a(trust, says, Some((&order, 1))));
    assert_eq!(judged(Trust::Signed, payout()), "payout");
    for trust in [Trust::Recognised, Trust::Unsigned, Trust::BadSignature, Trust::NoSecret] {
        assert_eq!(judged(trust, payout()), "asked kk6", "{trust:?}");
    }
    assert_eq!(judged(Trust::Signed, WebhookContent::Other { kind: "K".into() }), "unknown_type");
    assert_eq!(
        judged(Trust::Signed, WebhookContent::Malformed { reason: "no".into() }),
        "malformed"
    );
}

#[test]
fn bodies_are_kept_of_what_is_not_understood_and_of_money_that_went_back() {
    for (says, expected) in [
        (says("x", OURS, paid()), false),
        (says("x", OURS, Seen::Waiting), false),
        (says("x", OURS, refunded()), true),
        (says("x", OURS, disputed()), true),
        (says("x", OURS, Seen::Unknown("odd".into())), true),
        (WebhookContent::Other { kind: "K".into() }, true),
        (WebhookContent::Malformed { reason: "no".into() }, true),
    ] {
        assert_eq!(is_worth_keeping(&says), expected, "{says:?}");
    }
}

#[test]
fn under_a_callers_reference_a_notice_may_be_of_an_older_sale() {
    let judged = |status: Status, is_registered: bool| {
        let mut order = order(is_registered);
        for charge in &mut order.attempts {
            charge.reference_is_ours = false;
            charge.status = status;
        }
        word(&judged_at_a(Trust::Signed, says("kk6", OURS, paid()), Some((&order, 1))))
    };
    assert_eq!(judged(Status::Pending, true), "proof", "the id tells");
    assert_eq!(judged(Status::Registering, false), "doubted MayBeOlder");
    assert_eq!(judged(Status::Rejected, false), "asked kk6", "no transaction is its own");
}
