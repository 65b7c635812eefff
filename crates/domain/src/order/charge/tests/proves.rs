//! What proves a payment, and each doubt by its name.

use super::*;

const ID: &str = "kk6g232xel65a0daee4dd13kk2912714964";

fn account(fingerprint: &str) -> Account {
    Account {
        adapter: "connectpsp".into(),
        address: "https://psp.example".into(),
        fingerprint: fingerprint.into(),
    }
}

/// A sale whose only attempt has lived through `events`, at an account.
fn sale(events: &[Event]) -> Order {
    let bound = [&[Event::Bound(account("a1"))], events].concat();
    let charge = Charge { reference_is_ours: true, ..live(&bound) };
    Order {
        number: crate::OrderNumber::new(1).unwrap(),
        sale_id: crate::SaleId::new("s1").unwrap(),
        reference: charge.reference.clone(),
        amount: charge.amount,
        created_at: UnixMs::new(0),
        opened_by: None,
        document_key: None,
        notes: Vec::new(),
        attempts: vec![charge],
    }
}

/// What an answer calls its charge; by itself everything fits.
struct Told {
    account: Option<Account>,
    ids: Vec<ProviderId>,
    reference: Option<Reference>,
    unreadable: Option<&'static str>,
    unreadable_id: Option<&'static str>,
    taken: bool,
}

fn ids(ids: &[&str]) -> Vec<ProviderId> {
    ids.iter().map(|id| ProviderId::new(*id).unwrap()).collect()
}

fn reference(text: &str) -> Reference {
    Reference::new(text).unwrap()
}

impl Told {
    fn ours() -> Self {
        Self {
            account: Some(account("a1")),
            ids: ids(&[ID]),
            reference: Some(reference("K7QD-000001")),
            unreadable: None,
            unreadable_id: None,
            taken: false,
        }
    }

    fn proves(&self, order: &Order, status: &Seen, evidence: Evidence) -> Result<(), Unproven> {
        let claim = Claim {
            account: self.account.as_ref(),
            ids: &self.ids,
            reference: self.reference.as_ref(),
            unreadable_amount: self.unreadable,
            unreadable_end_to_end_id: self.unreadable_id,
            evidence,
        };
        proves(order, order.current().unwrap(), status, &claim, |_| self.taken)
    }

    /// The doubt, which is the same for an answer and for a signed webhook.
    fn doubt(&self, order: &Order, status: &Seen) -> Option<(Doubt, Option<String>)> {
        let [polled, signed] = [Evidence::Polled, Evidence::SignedWebhook].map(|evidence| {
            let unproven = self.proves(order, status, evidence).err()?;
            assert_eq!(unproven.evidence, evidence);
            Some((unproven.doubt, unproven.said))
        });
        assert_eq!(polled, signed);
        polled
    }
}

fn money(id: Option<&str>) -> Seen {
    let end_to_end_id = id.map(|id| EndToEndId::new(id).unwrap());
    Seen::Paid(Receipt { end_to_end_id, ..receipt(1_250, "E1", 5_000) })
}

fn every_word() -> [Seen; 7] {
    [
        Seen::Waiting,
        Seen::Expired,
        Seen::Cancelled,
        Seen::Unknown("PARKED".into()),
        money(Some("E1")),
        Seen::Refunded(receipt(1_250, "E1", 5_000), vec![RefundReport::default()]),
        Seen::Disputed(receipt(1_250, "E1", 5_000), DisputeNotice::default()),
    ]
}

#[test]
fn an_answer_about_this_sale_with_its_amount_is_proof() {
    let order = sale(&[registered()]);
    for status in every_word() {
        assert_eq!(Told::ours().doubt(&order, &status), None, "{status:?}");
    }
    assert_eq!(Told::ours().doubt(&order, &money(None)), None, "not all name an end-to-end id");
    let several = Told { ids: ids(&["US7B1JQ", ID]), ..Told::ours() };
    assert_eq!(several.doubt(&order, &money(Some("E1"))), None, "one of its names is ours");
    let silent = Told { account: None, ..Told::ours() };
    assert_eq!(silent.doubt(&order, &money(Some("E1"))), None, "a log from before accounts");
    let other_amount = Seen::Paid(receipt(900, "E1", 5_000));
    assert_eq!(Told::ours().doubt(&order, &other_amount), None, "an anomaly, not a doubt");
}

#[test]
fn what_is_said_of_another_account_id_or_reference_proves_nothing_whatever_it_says() {
    let order = sale(&[registered()]);
    let said = |text: &str| Some(text.to_owned());
    for (told, doubt) in [
        (
            Told { account: Some(account("b2")), ..Told::ours() },
            (Doubt::OtherAccount, said("https://psp.example")),
        ),
        (Told { ids: ids(&["1000", "1001"]), ..Told::ours() }, (Doubt::OtherId, said("1000"))),
        (
            Told { reference: Some(reference("pedido de outra loja")), ..Told::ours() },
            (Doubt::OtherReference, said("pedido de outra loja")),
        ),
    ] {
        for status in every_word() {
            assert_eq!(told.doubt(&order, &status), Some(doubt.clone()), "{status:?}");
        }
    }
}

#[test]
fn who_asked_by_the_id_knows_what_it_is_about_and_a_webhook_says_so_itself() {
    let order = sale(&[registered()]);
    let paid = money(Some("E1"));
    let nameless = Told { ids: Vec::new(), reference: None, ..Told::ours() };
    assert_eq!(nameless.proves(&order, &paid, Evidence::Polled), Ok(()));
    let doubt = nameless.proves(&order, &paid, Evidence::SignedWebhook).unwrap_err();
    assert_eq!((doubt.doubt, doubt.said), (Doubt::NoName, None));
    for named in
        [Told { ids: Vec::new(), ..Told::ours() }, Told { reference: None, ..Told::ours() }]
    {
        assert_eq!(named.doubt(&order, &paid), None);
    }
    // Before the answer to the creation no id is known, so that only the reference can tell.
    let early = sale(&[]);
    assert_eq!(Told::ours().doubt(&early, &paid), None);
    let by_id = Told { reference: None, ..Told::ours() };
    let doubt = by_id.proves(&early, &paid, Evidence::SignedWebhook).unwrap_err();
    assert_eq!(doubt.doubt, Doubt::NoName);
}

#[test]
fn money_without_an_amount_proves_nothing() {
    let order = sale(&[registered()]);
    let of = |received: Option<i64>| Receipt {
        received: received.map(Centavos::new),
        ..receipt(0, "E1", 5_000)
    };
    let says = |receipt: Receipt| {
        [
            Seen::Paid(receipt.clone()),
            Seen::Refunded(receipt.clone(), vec![returned(Some(1_250), None)]),
            Seen::Disputed(receipt, DisputeNotice::default()),
        ]
    };
    for status in says(of(None)) {
        let doubt = Some((Doubt::AmountAbsent, None));
        assert_eq!(Told::ours().doubt(&order, &status), doubt, "{status:?}");
        let unreadable = Told { unreadable: Some("12,5O"), ..Told::ours() };
        let doubt = Some((Doubt::AmountUnreadable, Some("12,5O".to_owned())));
        assert_eq!(unreadable.doubt(&order, &status), doubt, "{status:?}");
    }
    for (centavos, said) in [(0, "0"), (-1, "-1")] {
        for status in says(of(Some(centavos))) {
            let doubt = Some((Doubt::AmountUnreadable, Some(said.to_owned())));
            assert_eq!(Told::ours().doubt(&order, &status), doubt, "{status:?}");
        }
    }
    let unreadable = Told { unreadable: Some("x"), ..Told::ours() };
    for status in [Seen::Waiting, Seen::Expired, Seen::Cancelled, Seen::Unknown("X".into())] {
        assert_eq!(unreadable.doubt(&order, &status), None, "it needs no amount: {status:?}");
    }
}

#[test]
fn a_refund_or_a_dispute_may_be_silent_about_money_that_is_known() {
    let silent = Receipt { received: None, paid_at: None, ..receipt(0, "E1", 5_000) };
    let refunded = Seen::Refunded(silent.clone(), vec![returned(Some(300), None)]);
    let disputed = Seen::Disputed(silent.clone(), DisputeNotice::default());
    let known = sale(&[registered(), paid(1_250, "E1", 5_000)]);
    for status in [&refunded, &disputed] {
        assert_eq!(Told::ours().doubt(&known, status), None, "{status:?}");
    }
    let doubt = Some((Doubt::AmountAbsent, None));
    assert_eq!(Told::ours().doubt(&known, &Seen::Paid(silent)), doubt, "which payment is it?");
    // What a person has matched did not come here.
    let beside = sale(&[registered(), matched(1, 1_250)]);
    for status in [&refunded, &disputed] {
        assert_eq!(Told::ours().doubt(&beside, status), doubt, "{status:?}");
    }
}

#[test]
fn an_end_to_end_id_is_of_one_payment_in_the_whole_log() {
    let again = money(Some("E1"));
    let taken = Some((Doubt::EndToEndIdTaken, Some("E1".to_owned())));
    let known = sale(&[registered(), paid(1_250, "E1", 5_000)]);
    let elsewhere = Told { taken: true, ..Told::ours() };
    assert_eq!(elsewhere.doubt(&known, &again), None, "news of our own payment, which the log has");
    assert_eq!(elsewhere.doubt(&known, &money(Some("E2"))).unwrap().0, Doubt::EndToEndIdTaken);
    assert_eq!(elsewhere.doubt(&known, &money(None)), None, "nothing is repeated");
    assert_eq!(elsewhere.doubt(&sale(&[registered()]), &again), taken);
    // An unmatched payment that was matched here is a payment of its own.
    let beside = sale(&[registered(), matched(1, 500)]);
    let unmatched = Some((Doubt::EndToEndIdTaken, Some("E91".to_owned())));
    assert_eq!(Told::ours().doubt(&beside, &money(Some("E91"))), unmatched);

    let mut twice = known;
    let second =
        Charge { attempt: 2, reference: reference("K7QD-000001-2"), ..live(&[registered()]) };
    twice.attempts.push(second);
    let told = Told { reference: Some(reference("K7QD-000001-2")), ..Told::ours() };
    assert_eq!(told.doubt(&twice, &again), taken, "the first attempt has it");
    assert_eq!(told.doubt(&twice, &money(Some("E2"))), None);
}

#[test]
fn what_was_said_is_kept_short_and_clean() {
    let said = format!("\u{1b}[31m{}", "ç".repeat(200));
    let unproven = Unproven::new(Doubt::OtherReference, Some(&said), Evidence::Polled);
    let kept = unproven.said.unwrap();
    assert_eq!(kept.chars().count(), 100);
    assert!(kept.starts_with("[31mç"));
}

#[test]
fn a_payment_whose_end_to_end_id_cannot_be_read_may_be_another_sales() {
    let order = sale(&[registered()]);
    let told = Told { unreadable_id: Some("[\"E1\"]"), ..Told::ours() };
    let doubt = Some((Doubt::EndToEndIdUnreadable, Some("[\"E1\"]".to_owned())));
    assert_eq!(told.doubt(&order, &money(None)), doubt);
    assert_eq!(told.doubt(&order, &Seen::Waiting), None, "it claims no money");
}

#[test]
fn an_end_to_end_id_in_another_case_is_the_same() {
    let mut order = sale(&[registered(), paid(1_250, "E1a", 5_000)]);
    let next = live(&[registered()]);
    order.attempts.push(Charge { attempt: 2, ..next });
    let doubt = Some((Doubt::EndToEndIdTaken, Some("e1A".to_owned())));
    assert_eq!(Told::ours().doubt(&order, &money(Some("e1A"))), doubt);
}

#[test]
fn before_an_id_is_known_a_callers_reference_proves_nothing() {
    let told = Told::ours();
    let with = |is_ours: bool| {
        let mut order = sale(&[]);
        for charge in &mut order.attempts {
            charge.reference_is_ours = is_ours;
        }
        told.doubt(&order, &money(Some("E1")))
    };
    assert_eq!(with(true), None, "80 random bits are nobody else's");
    assert_eq!(with(false), Some((Doubt::MayBeOlder, Some("K7QD-000001".to_owned()))));
}
