use checkout::sale::attempt::{NewAttempt, NewOrder, create_order};
use contract::FailureCode;
use domain::charge::{Event, Evidence, Observation, Receipt, RefundReport, Registration, Seen};
use domain::{
    Actor, Centavos, DocumentKey, EndToEndId, IdempotencyKey, OrderNumber, ProviderId, SaleId,
    UnmatchedMoney, UnmatchedNumber, fiscal_payments,
};
use proptest::prelude::*;
use store::{ChargeKey, Store, Why};

use super::*;
use crate::operator::Known;
use crate::settings::Settings;

fn there(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

#[test]
fn a_period_is_of_the_shops_days_also_of_those_of_23_and_25_hours() {
    let hours = |zone: &str, from: &str, to: &str| {
        let Period { from, to } = period(from, to, &there(zone)).unwrap();
        to.since(from) / 3_600_000
    };
    assert_eq!(hours("America/Sao_Paulo", "2026-11-01", "2026-11-01"), 24);
    assert_eq!(hours("America/Sao_Paulo", "2018-11-04", "2018-11-04"), 23, "summer time begins");
    assert_eq!(hours("America/Sao_Paulo", "2018-02-17", "2018-02-17"), 25, "and ends");
    assert_eq!(hours("America/Sao_Paulo", "2026-11-01", "2026-11-30"), 30 * 24);
    let day = period("2026-11-28", "2026-11-28", &there("America/Sao_Paulo")).unwrap();
    assert_eq!(day.from.get(), 1_795_834_800_000);
}

#[test]
fn what_is_no_period_is_refused() {
    for (from, to) in [
        ("2026-11-02", "2026-11-01"),
        ("2026-02-30", "2026-03-01"),
        ("", "2026-03-01"),
        ("2026-01-01", "2036-12-31"),
        ("26-01-01", "2026-01-01"),
        ("01/11/2026", "2026-11-30"),
    ] {
        let refused = period(from, to, &there("America/Sao_Paulo")).unwrap_err();
        assert_eq!(refused.code, FailureCode::InvalidPeriod, "{from} {to}");
    }
}

/// 1 November 2026, midnight in São Paulo.
const BEGIN_MS: i64 = 1_793_502_000_000;
const HOUR_MS: i64 = 3_600_000;

/// What came for a sale and when, and what of it went back an hour later.
#[derive(Debug, Clone)]
struct Sold {
    asked: i64,
    came: i64,
    after_h: i64,
    back: Option<i64>,
}

fn sold() -> impl Strategy<Value = Sold> {
    (1_i64..100_000, 1_i64..100_000, 0_i64..70, any::<bool>(), 1_i64..100_000).prop_map(
        |(asked, came, after_h, is_back, back)| Sold {
            asked,
            came,
            after_h,
            back: is_back.then_some(back.min(came)),
        },
    )
}

/// A sale with a code that a customer can pay.
fn begin(store: &mut Store, at: usize, asked: i64, document_key: Option<&str>) -> ChargeKey {
    let new = NewOrder {
        sale_id: SaleId::new(format!("s{at}")).unwrap(),
        reference: None,
        document_key: document_key.map(|key| DocumentKey::new(key).unwrap()),
        amount: Centavos::new(asked),
        attempt: NewAttempt {
            provider: "connectpsp".into(),
            expires_in_min: 30,
            idempotency_key: IdempotencyKey::new(format!("k{at}")).unwrap(),
            webhook: false,
            account: None,
            chance: [u64::try_from(at).unwrap(), 7],
        },
    };
    let now = UnixMs::new(BEGIN_MS);
    let (order, _) = create_order(store, &new, &Actor::Till, now, |_| "{}".into()).unwrap();
    let key = ChargeKey { order: order.number, attempt: 1 };
    let registered = Event::Registered(Registration {
        provider_id: ProviderId::new(format!("p{at}")).unwrap(),
        copy_and_paste: String::new(),
        expires_at: now.plus_ms(HOUR_MS),
        never_expires: false,
        clock_ahead_ms: 0,
    });
    record(store, key, now, registered);
    key
}

fn record(store: &mut Store, key: ChargeKey, now: UnixMs, event: Event) {
    let events = |_: &domain::Order, _: &dyn Fn(&EndToEndId) -> bool| vec![event];
    checkout::record::record(store, key, &Actor::Till, now, events, |_, poll| poll.clone())
        .unwrap();
}

fn sell(store: &mut Store, at: usize, sold: &Sold) {
    let key = begin(store, at, sold.asked, None);
    let paid_at = BEGIN_MS + sold.after_h * HOUR_MS;
    let receipt = Receipt {
        received: Some(Centavos::new(sold.came)),
        end_to_end_id: EndToEndId::new(format!("E{at:031}")).ok(),
        paid_at: Some(UnixMs::new(paid_at)),
        payer_name: Some("=cmd|' /C calc'!A0".to_owned()),
    };
    let report = |back| RefundReport {
        amount: Some(Centavos::new(back)),
        at: Some(UnixMs::new(paid_at + HOUR_MS)),
        return_id: EndToEndId::new(format!("D{at:031}")).ok(),
        ..RefundReport::default()
    };
    let back = sold.back.map(|back| Seen::Refunded(receipt.clone(), vec![report(back)]));
    for status in std::iter::once(Seen::Paid(receipt.clone())).chain(back) {
        let event = Event::Seen(Observation { status, evidence: Evidence::Polled });
        record(store, key, UnixMs::new(BEGIN_MS + 80 * HOUR_MS), event);
    }
}

fn shop() -> Shop {
    let (known, settings) = (Known::default(), Settings::default());
    Shop::new(known, "K7QD".into(), &settings)
}

fn table(
    log: &Reader,
    kind: ExportKind,
    format: ExportFormat,
    days: (&str, &str),
) -> (Exported, String) {
    let zone = there("America/Sao_Paulo");
    let period = period(days.0, days.1, &zone).unwrap();
    let mut out = Vec::new();
    let table = Table::begin(&mut out, format, kinds::columns(kind), &zone).unwrap();
    let Ok(exported) = kinds::rows(kind, log, period, &shop(), table) else { panic!("{kind:?}") };
    (exported, String::from_utf8(out).unwrap())
}

const ALL_DAYS: (&str, &str) = ("2026-11-01", "2026-11-04");

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn totals_are_the_sums_of_the_orders_themselves_to_the_centavo(
        sales in proptest::collection::vec(sold(), 0..8),
    ) {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
        store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
        for (at, sold) in sales.iter().enumerate() {
            sell(&mut store, at, sold);
        }
        let log = store.reader().unwrap();
        // Replayed from the events alone, beside every index.
        let number = |at: usize| OrderNumber::new(i64::try_from(at).unwrap() + 1).unwrap();
        let orders: Vec<_> = (0..sales.len()).map(|at| store.order(number(at)).unwrap()).collect();
        let came: i64 = orders.iter().map(|order| order.received().get()).sum();
        let back: i64 = orders.iter().map(|order| order.refunded().get()).sum();
        prop_assert_eq!(came, sales.iter().map(|sold| sold.came).sum::<i64>());
        for (kind, total) in [
            (ExportKind::Payments, came),
            (ExportKind::Refunds, back),
            (ExportKind::Orders, came),
        ] {
            let (exported, text) = table(&log, kind, ExportFormat::CsvMachine, ALL_DAYS);
            prop_assert_eq!(exported.total_centavos, Some(total));
            prop_assert_eq!(text.lines().count() as u64, exported.rows + 1);
            let at = kinds::columns(kind).iter().position(|it| match kind {
                ExportKind::Orders => it.name == "received_centavos",
                _ => it.name == "amount_centavos",
            });
            let cell = |line: &str| line.split(',').nth(at.unwrap()).unwrap().parse::<i64>().unwrap();
            prop_assert_eq!(text.lines().skip(1).map(cell).sum::<i64>(), total);
            let days = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"];
            let of_day = |day| table(&log, kind, ExportFormat::Jsonl, (day, day)).0;
            let by_day: i64 = days.into_iter().map(|day| of_day(day).total_centavos.unwrap()).sum();
            prop_assert_eq!(by_day, total, "each row is of one day");
        }
        let zone = there("America/Sao_Paulo");
        let all = period(ALL_DAYS.0, ALL_DAYS.1, &zone).unwrap();
        let mut out = Vec::new();
        let now = UnixMs::new(BEGIN_MS);
        let Ok(exported) = statement(&log, all, "K7QD", (&zone, now), &mut out) else { panic!() };
        prop_assert_eq!(exported.total_centavos, Some(came - back));
        let text = String::from_utf8(out).unwrap();
        for at in 0..sales.len() {
            let id = format!("<FITID>E{at:031}</FITID>");
            prop_assert_eq!(text.matches(&id).count(), 1, "{}", id);
        }
    }
}

#[test]
fn a_payment_has_the_fields_of_a_fiscal_note() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
    sell(&mut store, 0, &Sold { asked: 1_250, came: 1_250, after_h: 10, back: None });
    let log = store.reader().unwrap();
    let (_, text) = table(&log, ExportKind::Payments, ExportFormat::Jsonl, ALL_DAYS);
    let row: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
    let id = format!("E{:031}", 0);
    for (name, value) in [
        ("tPag", "17"),
        ("tpIntegra", "1"),
        ("cAut", &id),
        ("idTermPag", "K7QD"),
        ("dPag", "2026-11-01"),
        ("paid_at", "2026-11-01T13:00:00Z"),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
}

/// Money that comes without a sale.
fn find(store: &mut Store, number: i64, centavos: i64) -> UnmatchedNumber {
    let money = UnmatchedMoney {
        provider: "connectpsp".into(),
        account: None,
        provider_id: ProviderId::new(format!("u{number}")).unwrap(),
        reference: None,
        amount: Some(Centavos::new(centavos)),
        end_to_end_id: EndToEndId::new(format!("U{number:031}")).ok(),
        paid_at: Some(UnixMs::new(BEGIN_MS + HOUR_MS)),
        payer_name: None,
    };
    let now = UnixMs::new(BEGIN_MS + 2 * HOUR_MS);
    store.write(&Actor::Till, now, |tx| tx.note_unmatched(&money)).unwrap();
    UnmatchedNumber::new(number).unwrap()
}

/// One sale of each way in which money is known, and one that nobody has paid; then money without a sale, set aside and
/// not.
fn all_ways(store: &mut Store) {
    store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
    let later = UnixMs::new(BEGIN_MS + 3 * HOUR_MS);
    sell(store, 0, &Sold { asked: 100, came: 100, after_h: 1, back: None });
    let matched = begin(store, 1, 200, Some("NFCe-1"));
    let stray = find(store, 1, 250);
    let (amount, by) = (Centavos::new(250), Actor::Till);
    checkout::unmatched::match_payment(store, stray, matched.order, amount, "mesa", &by, later)
        .unwrap();
    for (at, id) in [(2, Some("E2")), (3, None), (4, Some("E4"))] {
        let key = begin(store, at, 300, Some("NFCe-2"));
        let end_to_end_id = id.map(|id| EndToEndId::new(id).unwrap());
        record(store, key, later, Event::ConfirmedByHand { reason: "vi".into(), end_to_end_id });
        if at == 4 {
            let receipt = Receipt {
                received: Some(Centavos::new(300)),
                end_to_end_id: EndToEndId::new("E5").ok(),
                paid_at: Some(UnixMs::new(BEGIN_MS + HOUR_MS)),
                payer_name: None,
            };
            let (status, evidence) = (Seen::Paid(receipt), Evidence::SignedWebhook);
            record(store, key, later, Event::Seen(Observation { status, evidence }));
        }
    }
    let _ = begin(store, 5, 400, Some("NFCe-5"));
    let dismissed = find(store, 2, 70);
    checkout::unmatched::dismiss_payment(store, dismissed, "é do bar", &by, later).unwrap();
    let _ = find(store, 3, 7);
}

#[test]
fn the_fiscal_fields_are_those_of_the_orders_themselves() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
    all_ways(&mut store);
    let log = store.reader().unwrap();
    let rows = |kind| {
        let (_, text) = table(&log, kind, ExportFormat::Jsonl, ALL_DAYS);
        let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
        rows.collect::<Vec<serde_json::Value>>()
    };
    let (orders, payments) = (rows(ExportKind::Orders), rows(ExportKind::Payments));
    let mut proved = 0;
    for (row, at) in orders.iter().zip(1..) {
        let order = store.order(OrderNumber::new(at).unwrap()).unwrap();
        let told = fiscal_payments(&order);
        let key = order.document_key.as_ref().map(DocumentKey::as_str);
        assert_eq!(row["document_key"].as_str(), key, "{row}");
        assert_eq!(row["tPag"].as_str(), told.first().map(|_| "17"), "{row}");
        let payment = payments.iter().find(|it| it["order"] == row["order"]);
        assert_eq!(payment.is_some(), order.received() > Centavos::new(0), "{row}");
        proved += usize::from(payment.is_some());
        for row in payment.into_iter().chain([row]) {
            let id = told.first().and_then(|it| it.authorisation.as_ref());
            assert_eq!(row["cAut"].as_str(), id.map(EndToEndId::as_str), "{row}");
            let code = told.first().map(|it| it.integration.code());
            assert_eq!(row["tpIntegra"].as_str(), code, "{row}");
            assert_eq!(row["dPag"].as_str(), code.map(|_| "2026-11-01"), "{row}");
            assert_eq!(row["document_key"].as_str(), key, "{row}");
        }
    }
    assert_eq!((orders.len(), payments.len(), proved), (6, 3, 3));
    let codes: Vec<_> = orders.iter().map(|row| row["tpIntegra"].as_str()).collect();
    assert_eq!(codes, [Some("1"), Some("2"), Some("2"), Some("2"), Some("1"), None]);
}

#[test]
fn a_statement_has_all_money_that_came_with_a_sale_or_without_one_once() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
    all_ways(&mut store);
    let log = store.reader().unwrap();
    let period = period(ALL_DAYS.0, ALL_DAYS.1, &there("America/Sao_Paulo")).unwrap();
    let mut out = Vec::new();
    let statement = statement(
        &log,
        period,
        "K7QD",
        (&there("America/Sao_Paulo"), UnixMs::new(BEGIN_MS)),
        &mut out,
    );
    let Ok(exported) = statement else { panic!() };
    // Proved: 1,00, 2,50 and 3,00; without a sale: 0,70 and 0,07.
    assert_eq!(exported, Exported { rows: 5, total_centavos: Some(727) });
    let text = String::from_utf8(out).unwrap();
    for id in [1, 2, 3] {
        assert_eq!(text.matches(&format!("<FITID>U{id:031}</FITID>")).count(), 1, "{text}");
    }
    assert_eq!(text.matches("<MEMO>Pix sem venda ConnectPSP</MEMO>").count(), 2, "{text}");
}

#[test]
fn a_moments_reads_see_nothing_that_is_written_meanwhile() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
    all_ways(&mut store);
    let log = store.reader().unwrap();
    let all = period(ALL_DAYS.0, ALL_DAYS.1, &there("America/Sao_Paulo")).unwrap();
    let count = || {
        let mut count = 0;
        let counted = log.export_unmatched::<store::Error>(all, |_| {
            count += 1;
            Ok(())
        });
        counted.map(|()| count)
    };
    let (before, meanwhile) = log
        .at_one_moment(|| {
            let before = count()?;
            let _ = find(&mut store, 4, 1);
            Ok::<_, store::Error>((before, count()?))
        })
        .unwrap();
    assert_eq!((before, meanwhile, count().unwrap()), (3, 3, 4));
}

#[test]
fn a_table_for_people_has_portuguese_words_and_the_others_those_of_the_log() {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
    all_ways(&mut store);
    let log = store.reader().unwrap();
    let shown = |kind, format| table(&log, kind, format, ALL_DAYS).1;
    for (kind, said, raw) in [
        (ExportKind::Orders, "confirmada à mão;à mão", "by_hand,manual"),
        (ExportKind::Payments, "por aviso assinado", "signed_webhook"),
        (ExportKind::Unmatched, "deixado de lado", "dismissed"),
    ] {
        let (people, programs) =
            (shown(kind, ExportFormat::Csv), shown(kind, ExportFormat::CsvMachine));
        assert!(people.contains(said) && programs.contains(raw), "{people}{programs}");
        assert!(raw.split(',').all(|raw| !people.contains(raw)), "{people}");
        assert!(said.split(';').all(|said| !programs.contains(said)), "{programs}");
    }
}
