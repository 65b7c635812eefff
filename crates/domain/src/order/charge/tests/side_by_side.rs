//! Several refunds of one charge: parts that are asked for here, side by side or one after the other, and
//! what a provider lists under the ids of its refunds (API Pix).

use proptest::prelude::*;

use super::*;

fn sold_and(events: &[Event]) -> Charge {
    live(&[&[registered(), paid(1_250, "E1", 5_000)], events].concat())
}

fn id(text: &str) -> RefundId {
    RefundId::new(text).unwrap()
}

fn accepted(refund: &str) -> Event {
    let return_id = EndToEndId::new(format!("D{refund}")).ok();
    Event::RefundAccepted { refund: Some(id(refund)), return_id }
}

fn failed(refund: &str) -> Event {
    Event::RefundFailed { refund: Some(id(refund)), why: no() }
}

fn listed(refund: &str, amount: i64, outcome: RefundOutcome) -> RefundReport {
    let return_id = EndToEndId::new(format!("D{refund}")).ok();
    RefundReport { id: Some(id(refund)), return_id, outcome, ..returned(Some(amount), Some(7_000)) }
}

fn answer(reports: &[RefundReport]) -> Event {
    seen(Seen::Refunded(receipt(1_250, "E1", 5_000), reports.to_vec()))
}

fn state_of<'a>(charge: &'a Charge, refund: &str) -> &'a RefundState {
    &charge.refunds.iter().find(|it| it.id == id(refund)).unwrap().state
}

#[test]
fn parts_are_open_side_by_side_as_far_as_the_money_reaches() {
    let asked = [part_requested("a", Some(300)), part_requested("b", Some(500))];
    let charge = sold_and(&asked);
    assert_eq!((charge.status, charge.refundable()), (Status::Refunding, Centavos::new(450)));
    for too_much in [Some(451), Some(0), Some(-1)] {
        let event = part_requested("c", too_much);
        assert_eq!(apply(&charge, &event, UnixMs::new(9_000)), Decision::Unchanged, "{too_much:?}");
    }
    let rest = sold_and(&[&asked[..], &[refund_requested("c")]].concat());
    assert_eq!((rest.refunds.len(), rest.refundable()), (3, Centavos::new(0)));
    let (first, _) = rest.unsent_refund().unwrap();
    assert_eq!(first.id, id("a"), "what was asked for first is sent first");
}

#[test]
fn each_refund_goes_its_own_way_by_its_id() {
    let charge = sold_and(&[
        part_requested("a", Some(300)),
        part_requested("b", Some(300)),
        accepted("b"),
        failed("a"),
    ]);
    assert_eq!(charge.status, Status::Refunding, "the other one is still on its way");
    assert_eq!(state_of(&charge, "a"), &RefundState::Failed(no()));
    assert_eq!(state_of(&charge, "b"), &RefundState::Accepted);
    let unnamed = Event::RefundFailed { refund: None, why: no() };
    let none_left = after(charge, &[unnamed]);
    assert_eq!(none_left.status, Status::Paid, "without an id it is the only one that is open");
    let two = sold_and(&[part_requested("a", Some(300)), part_requested("b", Some(300))]);
    assert_eq!(
        apply(&two, &refund_failed(), UnixMs::new(9_000)),
        Decision::Unchanged,
        "without an id it may be either"
    );
}

#[test]
fn the_return_id_tells_equal_parts_apart() {
    let open = [
        part_requested("a", Some(300)),
        part_requested("b", Some(300)),
        accepted("a"),
        accepted("b"),
    ];
    let report =
        RefundReport { return_id: EndToEndId::new("Db").ok(), ..returned(Some(300), Some(7_000)) };
    let charge = sold_and(&[&open[..], &[answer(&[report])]].concat());
    assert_eq!(state_of(&charge, "b"), &RefundState::Settled);
    assert_eq!(state_of(&charge, "a"), &RefundState::Accepted);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunding, vec![300]));
}

#[test]
fn a_part_that_was_asked_for_is_settled_and_the_sale_stays_paid() {
    let charge = sold_and(&[part_requested("a", Some(300)), back(Some(300), Some(7_000))]);
    assert_eq!((charge.status, parts(&charge)), (Status::Paid, vec![300]));
    assert!(asked_here(charge.settled_refunds()[0]));
    let charge = sold_and(&[
        part_requested("a", Some(300)),
        back(Some(300), Some(7_000)),
        refund_requested("b"),
        back(None, Some(8_000)),
    ]);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![300, 950]));
}

#[test]
fn where_everything_went_back_nothing_is_on_its_way() {
    let open = [part_requested("a", Some(300)), part_requested("b", Some(300))];
    let charge = sold_and(&[&open[..], &[back(None, Some(7_000))]].concat());
    assert_eq!((charge.status, charge.refunded()), (Status::Refunded, Centavos::new(1_250)));
    assert!(charge.refunds.iter().all(|refund| !refund.is_open()));
    assert_eq!(charge.settled_refunds().len(), 3, "the rest went back in another way");
}

#[test]
fn a_list_of_the_provider_says_how_each_of_them_stands() {
    let asked = [part_requested("a", Some(300)), part_requested("b", Some(500))];
    let list = [
        listed("a", 300, RefundOutcome::Settled),
        listed("b", 500, RefundOutcome::Failed(no())),
        listed("x", 100, RefundOutcome::Processing),
        RefundReport { of_dispute: true, ..listed("m", 50, RefundOutcome::Settled) },
    ];
    let charge = sold_and(&[&asked[..], &[answer(&list), answer(&list)]].concat());
    assert_eq!((charge.status, parts(&charge)), (Status::Paid, vec![300, 50]));
    assert_eq!(state_of(&charge, "b"), &RefundState::Failed(no()));
    assert_eq!(state_of(&charge, "x"), &RefundState::Accepted, "made elsewhere, and not made yet");
    assert_eq!(charge.refunds.last().unwrap().source, RefundSource::Dispute);
    assert_eq!(charge.refundable(), Centavos::new(1_250 - 300 - 50 - 100));
}

#[test]
fn a_refund_that_failed_here_is_settled_when_the_provider_lists_it_so() {
    let charge = sold_and(&[
        part_requested("a", Some(300)),
        failed("a"),
        answer(&[listed("a", 300, RefundOutcome::Settled)]),
        answer(&[listed("a", 300, RefundOutcome::Failed(no()))]),
    ]);
    assert_eq!((charge.status, parts(&charge)), (Status::Paid, vec![300]), "and stays so");
    assert!(asked_here(charge.settled_refunds()[0]));
}

fn any_event() -> impl Strategy<Value = Event> {
    let name = || prop::sample::select(vec!["a", "b", "c"]);
    let amount = || 1_i64..900;
    let outcome = prop_oneof![
        Just(RefundOutcome::Processing),
        Just(RefundOutcome::Settled),
        Just(RefundOutcome::Failed(no())),
    ];
    prop_oneof![
        (name(), prop::option::of(amount())).prop_map(|(it, sum)| part_requested(it, sum)),
        name().prop_map(accepted),
        name().prop_map(failed),
        (name(), amount(), outcome).prop_map(|(it, sum, how)| answer(&[listed(it, sum, how)])),
        (prop::option::of(amount()), prop::option::of(0_i64..3))
            .prop_map(|(sum, at)| back(sum, at)),
        (amount(), 0_i64..3).prop_map(|(sum, at)| refund_noticed(sum, at)),
        Just(paid(1_250, "E1", 5_000)),
        Just(paid(2_500, "E2", 6_000)),
        Just(matched(1, 500)),
    ]
}

proptest! {
    #[test]
    fn no_more_goes_back_than_came_and_nothing_that_went_back_is_forgotten(
        events in prop::collection::vec(any_event(), 0..20)) {
        let mut gone = Centavos::new(0);
        for end in 0..=events.len() {
            let charge = sold_and(&events[..end]);
            prop_assert!(charge.refunded() <= charge.received_there());
            prop_assert!(charge.refunded() >= gone, "{:?}", &events[..end]);
            gone = charge.refunded();
            let is_open = charge.refunds.iter().any(Refund::is_open_here);
            prop_assert_eq!(charge.status == Status::Refunding, is_open, "{:?}", charge);
            prop_assert!(matches!(
                charge.status,
                Status::Paid | Status::Refunding | Status::Refunded
            ));
        }
    }

    #[test]
    fn what_is_asked_for_and_what_went_back_never_exceeds_what_came(
        sums in prop::collection::vec(prop::option::of(1_i64..900), 0..8)) {
        let asked = sums.iter().enumerate();
        let asked = asked.map(|(at, sum)| part_requested(&format!("r{at}"), *sum));
        let charge = sold_and(&asked.collect::<Vec<_>>());
        let known: i64 = charge.refunds.iter().filter_map(|it| it.amount).map(Centavos::get).sum();
        prop_assert!(known <= 1_250);
        let wholes = charge.refunds.iter().filter(|refund| refund.amount.is_none()).count();
        prop_assert!(wholes <= 1, "all that is there is asked for once");
    }

    #[test]
    fn an_event_applied_twice_changes_nothing_the_second_time(
        events in prop::collection::vec(any_event(), 1..12)) {
        let once = sold_and(&events);
        let last = events.last().unwrap();
        prop_assert_eq!(apply(&once, last, UnixMs::new(99_000)), Decision::Unchanged);
    }

    #[test]
    fn several_refunds_that_are_shuffled_and_doubled_end_in_the_same_place(
        mut late in Just(vec![
            accepted("a"), accepted("b"), paid(1_250, "E1", 5_000),
            answer(&[listed("a", 300, RefundOutcome::Processing)]),
            answer(&[listed("a", 300, RefundOutcome::Settled)]),
            answer(&[listed("b", 500, RefundOutcome::Settled),
                     listed("a", 300, RefundOutcome::Processing)]),
            answer(&[listed("x", 450, RefundOutcome::Settled)]),
        ]).prop_shuffle(), doubled in 0_usize..7) {
        let again = late[doubled].clone();
        late.push(again);
        let asked = [part_requested("a", Some(300)), part_requested("b", Some(500))];
        let charge = sold_and(&[&asked[..], &late].concat());
        let mut parts = parts(&charge);
        parts.sort_unstable();
        prop_assert_eq!((charge.status, parts), (Status::Refunded, vec![300, 450, 500]));
        prop_assert_eq!(state_of(&charge, "a"), &RefundState::Settled);
        prop_assert_eq!(state_of(&charge, "b"), &RefundState::Settled);
    }
}
