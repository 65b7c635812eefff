use super::ReceiptVerdict::{
    AlreadyUsed, NotReceived, NotYet, OtherAmount, OtherSale, Received, Unknown,
};
use super::*;

const NOW: UnixMs = UnixMs::new(1_795_900_000_000);
const MINUTE_MS: i64 = 60_000;

fn number(number: i64) -> OrderNumber {
    OrderNumber::new(number).unwrap()
}

/// Seventy reais that paid order 1 five minutes ago, as everybody saw.
fn paid() -> ReceiptMoney {
    ReceiptMoney {
        amount: Some(Centavos::new(7_000)),
        end_to_end_id: EndToEndId::typed("E00416968202611281524abcDEF12345"),
        came_at: NOW.plus_ms(-5 * MINUTE_MS),
        payer_name: None,
        whose: sale(1, SEEN),
    }
}

/// What became of a sale's money: it is whole, short, back, odd.
type Fate = [bool; 4];
const SEEN: Fate = [true, false, false, false];
const ODD: Fate = [true, false, false, true];
const UNDERPAID: Fate = [false, true, false, true];
const PARTLY_BACK: Fate = [true, true, false, false];
const BACK: Fate = [false, true, true, false];

fn sale(order: i64, [is_whole, is_short, is_back, is_odd]: Fate) -> Whose {
    Whose::Sale { order: number(order), is_whole, is_short, is_back, is_odd }
}

fn with(whose: Whose) -> ReceiptMoney {
    ReceiptMoney { whose, ..paid() }
}

fn unmatched() -> UnmatchedNumber {
    UnmatchedNumber::new(1).unwrap()
}

const NOTHING: Shown = Shown { amount: None, order: None, is_used: false };

fn of_order(order: i64) -> Shown {
    Shown { order: OrderNumber::new(order), ..NOTHING }
}

fn showing(centavos: i64) -> Shown {
    Shown { amount: Some(Centavos::new(centavos)), ..NOTHING }
}

#[test]
fn the_money_of_the_sale_has_come_however_often_it_is_shown() {
    for is_used in [false, true] {
        assert_eq!(verdict_of(&paid(), Shown { is_used, ..of_order(1) }, NOW), Received);
    }
    let shown = Shown { amount: Some(Centavos::new(7_000)), ..of_order(1) };
    assert_eq!(verdict_of(&paid(), shown, NOW), Received);
}

#[test]
fn first_fraud_a_scheduled_payment_has_not_come() {
    let id = |text| EndToEndId::typed(text).unwrap();
    let at = |text| id(text).stamped_at().unwrap();
    let tomorrow = id("E00416968202611291524abcDEF12345");
    assert!(is_scheduled(&tomorrow, at("E00416968202611281524abcDEF12345")));
    assert!(!is_scheduled(&tomorrow, at("E00416968202611291514abcDEF12345")), "ten minutes");
    assert!(is_scheduled(&tomorrow, at("E00416968202611291513abcDEF12345")));
    assert!(!is_scheduled(&EndToEndId::new("E1").unwrap(), NOW), "it names no minute");
    assert_ne!(NotYet, NotReceived);
}

#[test]
fn second_fraud_a_centavo_under_an_altered_picture_is_another_amount() {
    let centavo = ReceiptMoney { amount: Some(Centavos::new(1)), ..paid() };
    assert_eq!(verdict_of(&centavo, showing(7_000), NOW), OtherAmount);
    let underpaid = sale(1, UNDERPAID);
    let centavo = ReceiptMoney { whose: underpaid, ..centavo };
    let shown = Shown { amount: Some(Centavos::new(7_000)), ..of_order(1) };
    assert_eq!(verdict_of(&centavo, shown, NOW), OtherAmount);
    let as_paid = Shown { amount: Some(Centavos::new(1)), ..of_order(1) };
    for shown in [of_order(1), NOTHING, as_paid, showing(1)] {
        assert_eq!(verdict_of(&centavo, shown, NOW), OtherAmount, "whatever amount is typed");
    }
    let stray = ReceiptMoney { whose: Whose::Nobody { number: unmatched() }, ..centavo };
    assert_eq!(verdict_of(&stray, showing(7_000), NOW), OtherAmount);
}

#[test]
fn third_fraud_a_receipt_that_paid_another_sale_is_used() {
    assert_eq!(verdict_of(&paid(), of_order(2), NOW), AlreadyUsed);
    let shown = Shown { amount: Some(Centavos::new(9_900)), ..of_order(2) };
    assert_eq!(verdict_of(&paid(), shown, NOW), AlreadyUsed, "whatever amount it shows");
    assert_eq!(verdict_of(&paid(), Shown { is_used: true, ..NOTHING }, NOW), AlreadyUsed);
    let stray = with(Whose::Nobody { number: unmatched() });
    for shown in [NOTHING, of_order(2), showing(7_000), showing(9_900)] {
        let by_hand = Shown { is_used: true, ..shown };
        assert_eq!(verdict_of(&stray, by_hand, NOW), AlreadyUsed, "a sale was confirmed with it");
    }
}

#[test]
fn without_a_sale_only_fresh_money_or_money_that_nobody_saw_is_this_customers() {
    assert_eq!(verdict_of(&paid(), NOTHING, NOW), Received);
    let ago = |minutes: i64| ReceiptMoney { came_at: NOW.plus_ms(-minutes * MINUTE_MS), ..paid() };
    assert_eq!(verdict_of(&ago(60), NOTHING, NOW), Received);
    assert_eq!(verdict_of(&ago(61), NOTHING, NOW), AlreadyUsed);
    let odd = sale(1, ODD);
    let late = ReceiptMoney { whose: odd, ..ago(600) };
    assert_eq!(verdict_of(&late, NOTHING, NOW), Received);
    assert_eq!(verdict_of(&late, Shown { is_used: true, ..NOTHING }, NOW), AlreadyUsed);
}

#[test]
fn money_of_an_open_sale_or_of_none_can_be_matched() {
    let open = sale(1, UNDERPAID);
    assert_eq!(verdict_of(&with(open), of_order(2), NOW), OtherSale);
    let stray = with(Whose::Nobody { number: unmatched() });
    for shown in [NOTHING, of_order(2), showing(7_000)] {
        assert_eq!(verdict_of(&stray, shown, NOW), OtherSale);
    }
    let unsaid = ReceiptMoney { amount: None, ..stray };
    assert_eq!(verdict_of(&unsaid, showing(7_000), NOW), OtherSale);
}

#[test]
fn what_went_back_or_is_no_sale_of_this_till_is_used() {
    let back = sale(1, BACK);
    for shown in [NOTHING, of_order(1), of_order(2), showing(1)] {
        assert_eq!(verdict_of(&with(back), shown, NOW), AlreadyUsed);
        let dismissed = with(Whose::Dismissed { number: unmatched() });
        assert_eq!(verdict_of(&dismissed, shown, NOW), AlreadyUsed);
    }
}

#[test]
fn money_of_which_a_part_went_back_is_not_received_for_its_sale_and_pays_no_other() {
    let partly = with(sale(1, PARTLY_BACK));
    for shown in [NOTHING, of_order(1), showing(7_000)] {
        assert_eq!(verdict_of(&partly, shown, NOW), OtherAmount);
    }
    assert_eq!(verdict_of(&partly, of_order(2), NOW), AlreadyUsed);
}

#[test]
fn of_several_only_the_sales_own_is_certain() {
    let other = sale(2, SEEN);
    let two = [paid(), with(other)];
    assert_eq!(verdict_of_several(&two, of_order(2), NOW), (Received, Some(&two[1])));
    assert_eq!(verdict_of_several(&two, of_order(3), NOW), (AlreadyUsed, None));
    assert_eq!(verdict_of_several(&two, NOTHING, NOW), (AlreadyUsed, None));
    let stray = [paid(), with(Whose::Nobody { number: unmatched() })];
    assert_eq!(verdict_of_several(&stray, NOTHING, NOW), (Unknown, None));
}

#[test]
fn not_received_is_said_only_where_everybody_was_heard() {
    assert_eq!(verdict_of_nothing([true, true]), NotReceived);
    assert_eq!(verdict_of_nothing([true, false]), Unknown);
    assert_eq!(verdict_of_nothing([]), Unknown, "nobody was asked");
}

proptest::proptest! {
    #[test]
    fn only_proved_money_of_the_named_sale_is_received_for_it(
        named in 1_i64..3, paid_by in 1_i64..3, amount in 1_i64..3, shown in proptest::option::of(1_i64..3),
        is_whole: bool, is_short: bool, is_back: bool, is_odd: bool, is_used: bool, ago_ms in 0_i64..10_000_000,
    ) {
        let money = ReceiptMoney {
            amount: Some(Centavos::new(amount)),
            came_at: NOW.plus_ms(-ago_ms),
            whose: sale(paid_by, [is_whole && !is_back, is_short || is_back, is_back, is_odd]),
            ..paid()
        };
        let shown = Shown { amount: shown.map(Centavos::new), order: OrderNumber::new(named), is_used };
        let verdict = verdict_of(&money, shown, NOW);
        if verdict == Received {
            proptest::prop_assert!(named == paid_by && !is_back && !is_short);
            proptest::prop_assert!(shown.amount.is_none_or(|it| it.get() == amount));
        }
        proptest::prop_assert!(!matches!(verdict, NotReceived | NotYet | Unknown), "money is there");
    }
}
