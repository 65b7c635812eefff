//! Refunds that webhooks without proof tell of: they count when the provider, asked, says that money
//! went back.

use super::*;

fn sold_and(events: &[Event]) -> Charge {
    live(&[&[registered(), paid(1_250, "E1", 5_000)], events].concat())
}

#[test]
fn a_told_refund_moves_nothing_until_the_provider_is_asked() {
    let told = [refund_noticed(300, 7_000)];
    let charge = sold_and(&told);
    assert_eq!((charge.status, charge.refunded()), (Status::Paid, Centavos::new(0)));
    let denied = sold_and(&[&told[..], &[paid(1_250, "E1", 5_000)]].concat());
    assert_eq!((denied.status, denied.refunded()), (Status::Paid, Centavos::new(0)));
    let signed = signed(Seen::Paid(receipt(1_250, "E1", 5_000)));
    assert_eq!(sold_and(&[&told[..], &[signed]].concat()).refunded(), Centavos::new(0));
    assert_eq!(live(&[registered(), refund_noticed(300, 7_000)]).status, Status::Pending);
}

#[test]
fn told_parts_add_up_whatever_amount_the_answer_bears() {
    const PART: i64 = 200;
    const SUM: i64 = 500;
    const WHOLE: i64 = 1_250;
    for amount in [PART, SUM, WHOLE] {
        // The stamp of the last part, or one from before the refunds, or none.
        for at in [Some(8_000), Some(5_000), None] {
            let answer = back(Some(amount), at);
            let charge = sold_and(&[
                refund_noticed(300, 7_000),
                back(Some(300), Some(7_000)),
                refund_noticed(PART, 8_000),
                answer.clone(),
                answer,
            ]);
            let found = (charge.status, parts(&charge));
            assert_eq!(found, (Status::Paid, vec![300, PART]), "{amount} at {at:?}");
            assert!(charge.settled_refunds().iter().all(|refund| refund.by_notice));
            assert!(waiting_notices(&charge) == 0 && charge.refund_noticed_at().is_none());
        }
    }
}

#[test]
fn an_answer_that_was_given_between_two_parts_covers_the_first_alone() {
    let charge = sold_and(&[
        refund_noticed(300, 7_000),
        refund_noticed(200, 8_000),
        back(Some(200), Some(8_000)),
        refund_noticed(100, 9_000),
    ]);
    assert_eq!((charge.refunded(), waiting_notices(&charge)), (Centavos::new(500), 1));
}

#[test]
fn a_redelivered_notice_counts_once() {
    let told = || refund_noticed(300, 7_000);
    let answer = || back(Some(300), Some(7_000));
    let charge = sold_and(&[told(), told(), answer(), told(), told(), answer()]);
    assert_eq!(parts(&charge), [300]);
    assert!(waiting_notices(&charge) == 0, "known, so that nobody waits for an answer");
}

#[test]
fn the_same_amount_at_another_time_is_another_refund() {
    let answer = |at| back(Some(300), Some(at));
    let charge = sold_and(&[
        refund_noticed(300, 7_000),
        answer(7_000),
        refund_noticed(300, 8_000),
        answer(8_000),
    ]);
    assert_eq!(parts(&charge), [300, 300]);
    let untold = sold_and(&[refund_noticed(300, 7_000), answer(7_000), answer(8_000)]);
    assert_eq!(parts(&untold), [300, 300], "the webhook of the second was lost");
}

#[test]
fn another_amount_at_the_same_time_is_another_refund() {
    let charge = sold_and(&[
        refund_noticed(300, 7_000),
        back(Some(300), Some(7_000)),
        refund_noticed(200, 7_000),
        back(Some(200), Some(7_000)),
    ]);
    assert_eq!(parts(&charge), [300, 200]);
}

#[test]
fn only_an_answer_covers_what_is_told() {
    let said =
        signed(Seen::Refunded(receipt(1_250, "E1", 5_000), vec![returned(Some(200), Some(8_000))]));
    let charge = sold_and(&[refund_noticed(300, 7_000), said]);
    assert_eq!((parts(&charge), waiting_notices(&charge)), (vec![200], 1));
    assert!(charge.refund_noticed_at().is_some(), "it is still to be asked about");
}

#[test]
fn a_notice_that_comes_after_the_answer_is_known_already() {
    let charge = sold_and(&[back(Some(300), Some(7_000)), refund_noticed(300, 7_000)]);
    assert_eq!((parts(&charge), waiting_notices(&charge)), (vec![300], 0));
    let silent = Event::RefundNoticed(notice(Some(300), None));
    let charge = sold_and(&[back(Some(300), Some(7_000)), silent]);
    assert_eq!((parts(&charge), waiting_notices(&charge)), (vec![300], 0), "without a stamp");
}

#[test]
fn told_parts_that_make_the_whole_are_a_refund_of_everything() {
    let whole = back(Some(1_250), Some(8_000));
    let charge = sold_and(&[refund_noticed(300, 7_000), refund_noticed(950, 8_000), whole.clone()]);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![300, 950]));
    let charge = sold_and(&[refund_noticed(1_250, 8_000), whole.clone()]);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![1_250]));
    let everything = Event::RefundNoticed(notice(None, Some(8_000)));
    let charge = sold_and(&[everything, whole]);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![1_250]));
}

#[test]
fn what_is_told_never_gives_back_more_than_was_received() {
    let charge = sold_and(&[
        refund_noticed(900, 7_000),
        refund_noticed(900, 8_000),
        refund_noticed(-900, 8_500),
        back(Some(1_250), Some(8_000)),
    ]);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![900, 350]));
    assert_eq!(
        apply(&charge, &refund_noticed(900, 9_000), UnixMs::new(99_000)),
        Decision::Unchanged,
        "nothing is left to go back"
    );
}

#[test]
fn a_sender_of_many_notices_fills_nothing() {
    let many: Vec<_> = (0..1_000).map(|at| refund_noticed(1, at)).collect();
    assert_eq!(waiting_notices(&sold_and(&many)), 100);
}

#[test]
fn an_answer_that_says_another_part_bears_out_nothing_that_was_told() {
    let charge = sold_and(&[refund_noticed(1_250, 7_000), back(Some(300), Some(7_000))]);
    assert_eq!((charge.status, parts(&charge)), (Status::Paid, vec![300]));
    assert!(waiting_notices(&charge) == 0);
}
