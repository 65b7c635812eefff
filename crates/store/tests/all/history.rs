//! The history: filters alone and together, pages without a gap, totals, notes, and the life of an order.

use checkout::sale::attempt::{NewAttempt, NewOrder, create_order};
use domain::charge::{Event, Evidence, Observation, Receipt, Rejection, Seen, Status};
use domain::order::OrderEvidence;
use domain::{
    Actor, Caller, Centavos, Device, DocumentKey, EndToEndId, OperatorId, OrderNumber, SaleId,
    TaxId, UnixMs,
};
use proptest::prelude::*;
use store::{ChargeKey, Filter, Store, Totals};

use crate::shared::{self, NOW, attempt, open, record, register, seen};

fn person(id: &str) -> Actor {
    let operator = OperatorId::new(id).unwrap();
    Actor::Person(Caller { operator, approved_by: None, device: Device::Window })
}

/// One sale of somebody at a moment, and how it ends.
#[derive(Debug, Clone)]
struct Sold {
    seller: &'static str,
    provider: &'static str,
    at_ms: i64,
    centavos: i64,
    end: End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Waits,
    Asked,
    Signed,
    Odd,
    Expired,
    ByHand,
}

fn sell(store: &mut Store, count: usize, sold: &Sold) -> ChargeKey {
    let new = NewOrder {
        sale_id: SaleId::new(format!("s{count}")).unwrap(),
        reference: None,
        amount: Centavos::new(sold.centavos),
        document_key: None,
        attempt: NewAttempt { provider: sold.provider.into(), ..attempt() },
    };
    let at = UnixMs::new(sold.at_ms);
    let made = create_order(store, &new, &person(sold.seller), at, |_| "{}".into()).unwrap();
    let key = ChargeKey { order: made.0.number, attempt: 1 };
    register(store, key, &format!("id{count}"));
    let paid = |centavos: i64, evidence| {
        let receipt = Receipt {
            received: Some(Centavos::new(centavos)),
            end_to_end_id: Some(EndToEndId::new(format!("E{count}")).unwrap()),
            paid_at: None,
            payer_name: Some("Ana P***".into()),
        };
        Event::Seen(Observation { status: Seen::Paid(receipt), evidence })
    };
    let event = match sold.end {
        End::Waits => return key,
        End::Asked => paid(sold.centavos, Evidence::Polled),
        End::Signed => paid(sold.centavos, Evidence::SignedWebhook),
        End::Odd => paid(sold.centavos + 1, Evidence::Polled),
        End::Expired => seen(Seen::Expired),
        End::ByHand => Event::ConfirmedByHand { reason: "vi".into(), end_to_end_id: None },
    };
    record(store, key, event);
    key
}

fn sales() -> impl Strategy<Value = Vec<Sold>> {
    let ends = prop_oneof![
        Just(End::Waits),
        Just(End::Asked),
        Just(End::Signed),
        Just(End::Odd),
        Just(End::Expired),
        Just(End::ByHand)
    ];
    let sold = (
        prop_oneof![Just("ana"), Just("davi"), Just("owner")],
        prop_oneof![Just("connectpsp"), Just("integrapay")],
        // The clock may be set back.
        0_i64..10,
        prop_oneof![Just(500), Just(1_250), 1_i64..2_000],
        ends,
    )
        .prop_map(|(seller, provider, at_ms, centavos, end)| Sold {
            seller,
            provider,
            at_ms,
            centavos,
            end,
        });
    prop::collection::vec(sold, 1..24)
}

fn filters() -> impl Strategy<Value = Filter> {
    let maybe = |of: Vec<&'static str>| prop::option::weighted(0.4, prop::sample::select(of));
    (
        prop::option::weighted(
            0.3,
            prop::sample::select(vec![Status::Pending, Status::Paid, Status::Expired]),
        ),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.2),
        maybe(vec!["ana", "davi", "nobody"]),
        maybe(vec!["connectpsp", "integrapay"]),
        prop::option::weighted(
            0.3,
            prop::sample::select(vec![
                OrderEvidence::Polled,
                OrderEvidence::SignedWebhook,
                OrderEvidence::Manual,
            ]),
        ),
        prop::option::weighted(0.4, 0_i64..11),
        prop::option::weighted(0.4, 0_i64..11),
        maybe(vec!["ana", "5,00", "12,50", "3", "K7QD"]),
    )
        .prop_map(
            |(status, by_hand, odd, seller, provider, evidence, since, until, search)| Filter {
                status,
                by_hand,
                odd,
                seller: seller.map(str::to_owned),
                provider: provider.map(str::to_owned),
                evidence,
                since: since.map(UnixMs::new),
                until: until.map(UnixMs::new),
                search: search.map(str::to_owned),
                limit: 1_000,
                ..Filter::default()
            },
        )
}

/// Whether a sale passes, told from what was sold alone.
fn passes(filter: &Filter, number: i64, sold: &Sold) -> bool {
    let (status, evidence) = match sold.end {
        End::Waits => (Some(Status::Pending), None),
        End::Asked | End::Odd => (Some(Status::Paid), Some(OrderEvidence::Polled)),
        End::Signed => (Some(Status::Paid), Some(OrderEvidence::SignedWebhook)),
        End::Expired => (Some(Status::Expired), None),
        End::ByHand => (None, Some(OrderEvidence::Manual)),
    };
    let is_paid = status == Some(Status::Paid);
    let found = match filter.search.as_deref() {
        None | Some("K7QD") => true,
        Some("ana") => is_paid,
        Some("5,00") => sold.centavos == 500,
        Some("12,50") => sold.centavos == 1_250,
        // A number, an amount, or what begins a word: numbers and references are of this form.
        Some(_) => number == 3 || sold.centavos == 300 || (30..40).contains(&number),
    };
    found
        && (!filter.by_hand || sold.end == End::ByHand)
        && (filter.by_hand || filter.status.is_none_or(|it| Some(it) == status))
        && (!filter.odd || matches!(sold.end, End::Odd | End::ByHand))
        && filter.seller.as_deref().is_none_or(|it| it == sold.seller)
        && filter.provider.as_deref().is_none_or(|it| it == sold.provider)
        && filter.evidence.is_none_or(|it| Some(it) == evidence)
        && filter.since.is_none_or(|it| sold.at_ms >= it.get())
        && filter.until.is_none_or(|it| sold.at_ms < it.get())
}

fn numbers(store: &Store, filter: &Filter) -> Vec<i64> {
    let numbers = store.reader().unwrap().numbers(filter).unwrap();
    numbers.iter().map(|number| number.get()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn a_filter_finds_what_passes_it_in_pages_without_a_gap_and_sums_it_up(
        sales in sales(), filters in prop::collection::vec(filters(), 12), page in 1_u32..5) {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        for (count, sold) in sales.iter().enumerate() {
            sell(&mut store, count, sold);
        }
        prop_assert!(store.verify().is_ok());
        for filter in filters {
            let mut wanted: Vec<i64> = (1_i64..).zip(&sales)
                .filter(|(number, sold)| passes(&filter, *number, sold))
                .map(|(number, _)| number)
                .collect();
            wanted.reverse();
            if filter.search.as_deref() == Some("3") && wanted.contains(&3) {
                // The order of that number comes first.
                wanted.retain(|number| *number != 3);
                wanted.insert(0, 3);
            }
            prop_assert_eq!(numbers(&store, &filter), wanted.clone(), "{:?}", &filter);
            let mut paged = Vec::new();
            loop {
                let before = paged.last().copied().and_then(OrderNumber::new);
                let some = numbers(&store, &Filter { before, limit: page, ..filter.clone() });
                if some.is_empty() {
                    break;
                }
                paged.extend(some);
                prop_assert!(paged.len() <= sales.len(), "{:?} by {}", &filter, page);
            }
            prop_assert_eq!(&paged, &wanted, "{:?} by {}", &filter, page);
            let of = |end: &dyn Fn(End) -> bool, count: &dyn Fn(&Sold) -> i64| {
                let sold = wanted.iter().map(|number| &sales[usize::try_from(*number - 1).unwrap()]);
                Centavos::new(sold.filter(|it| end(it.end)).map(count).sum())
            };
            let received = |sold: &Sold| sold.centavos + i64::from(sold.end == End::Odd);
            let is_paid = |end| matches!(end, End::Asked | End::Signed | End::Odd);
            let totals = Totals {
                sales: wanted.len() as u64,
                received: of(&is_paid, &received),
                refunded: Centavos::new(0),
                open: of(&|end| end == End::Waits, &|sold| sold.centavos),
                by_hand: of(&|end| end == End::ByHand, &|sold| sold.centavos),
                is_cut: false,
            };
            prop_assert_eq!(store.reader().unwrap().totals(&filter).unwrap(), totals);
        }
    }
}

#[test]
fn who_has_sold_and_where_is_told_once_each() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let none: [&str; 0] = [];
    assert_eq!(store.reader().unwrap().sellers().unwrap(), none);
    for (count, (seller, provider)) in
        [("davi", "integrapay"), ("ana", "connectpsp"), ("davi", "connectpsp")].iter().enumerate()
    {
        let sold = Sold { seller, provider, at_ms: 1, centavos: 1, end: End::Waits };
        sell(&mut store, count, &sold);
    }
    shared::sell(&mut store, "by the till");
    let reader = store.reader().unwrap();
    assert_eq!(reader.sellers().unwrap(), ["ana", "davi"]);
    assert_eq!(reader.providers().unwrap(), ["connectpsp", "integrapay"]);
}

fn note(store: &mut Store, order: OrderNumber, text: &str) {
    let noted = store.write(&person("ana"), NOW, |tx| tx.note(&tx.order(order)?, text)).unwrap();
    assert_eq!(store.order(order).unwrap(), noted);
}

#[test]
fn a_note_stands_with_its_order_changes_nothing_and_is_forgotten_with_whom_it_names() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = shared::sell(&mut store, "s1");
    register(&mut store, key, "40");
    note(&mut store, key.order, "ficou de voltar, CPF 529.982.247-25");
    note(&mut store, key.order, "mesa 4");
    let order = store.order(key.order).unwrap();
    let texts: Vec<_> = order.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["ficou de voltar, CPF 529.982.247-25", "mesa 4"]);
    assert_eq!(order.status(), Status::Pending);
    record(&mut store, key, seen(Seen::Expired));
    store.verify().unwrap();
    drop(store);
    let mut store = Store::open(home.path(), NOW).unwrap();
    let document = TaxId::parse("52998224725").unwrap();
    let erased = store.erase_person(&document, 90, &person("ana"), NOW.plus_ms(9)).unwrap();
    assert_eq!(erased.kept, [], "the sale is over");
    let order = store.order(key.order).unwrap();
    assert!(order.notes.iter().all(|note| note.text.is_empty()), "{:?}", order.notes);
    assert_eq!(order.notes.len(), 2);
    store.verify().unwrap();
    let log = std::fs::read(home.path().join(store::DATABASE)).unwrap();
    let has = |text: &[u8]| log.windows(text.len()).any(|window| window == text);
    assert!(!has(b"529.982.247") && !has(b"mesa 4"), "what was written is overwritten");
}

#[test]
fn the_life_of_an_order_tells_each_event_with_who_did_it() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let sold =
        Sold { seller: "ana", provider: "connectpsp", at_ms: 1, centavos: 700, end: End::Signed };
    let key = sell(&mut store, 0, &sold);
    note(&mut store, key.order, "obrigado");
    let life = store.reader().unwrap().life(key.order).unwrap();
    let acted: Vec<_> = life.iter().map(|step| step.by.as_ref().map(ToString::to_string)).collect();
    let [ana, till] = ["ana/window", "till"].map(|by| Some(by.to_owned()));
    assert_eq!(acted, [ana.clone(), ana.clone(), till.clone(), till, ana]);
    assert!(life[0].event.is_none() && life[0].before.is_none());
    assert!(life.windows(2).all(|pair| pair[1].before.as_ref() == Some(&pair[0].after)));
    assert_eq!(life.last().unwrap().after, store.order(key.order).unwrap());
    let nobody = OrderNumber::new(99).unwrap();
    assert!(store.reader().unwrap().life(nobody).unwrap().is_empty());
}

#[test]
fn a_document_key_stands_with_its_order_and_is_searched_for() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = DocumentKey::new("NFCe-3526/001").unwrap();
    let new = NewOrder {
        sale_id: SaleId::new("s1").unwrap(),
        reference: None,
        amount: Centavos::new(500),
        document_key: Some(key.clone()),
        attempt: attempt(),
    };
    let made = create_order(&mut store, &new, &person("ana"), NOW, |_| "{}".into()).unwrap().0;
    shared::sell(&mut store, "s2");
    assert_eq!(store.order(made.number).unwrap().document_key, Some(key));
    let found = Filter { search: Some("3526/00".into()), limit: 9, ..Filter::default() };
    assert_eq!(numbers(&store, &found), [made.number.get()]);
    for number in 0..40 {
        shared::sell(&mut store, &format!("many-{number}"));
    }
    assert_eq!(numbers(&store, &found), [made.number.get()], "also from the index");
    store.verify().unwrap();
}

#[test]
fn given_up_and_blanked_words_do_not_stop_a_life_from_being_told() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = shared::sell(&mut store, "s1");
    register(&mut store, key, "40");
    record(&mut store, key, Event::GivenUp(Rejection::by_hand("CPF 529.982.247-25")));
    note(&mut store, key.order, "foi");
    let document = TaxId::parse("52998224725").unwrap();
    store.erase_person(&document, 90, &person("ana"), NOW.plus_ms(9)).unwrap();
    assert_eq!(store.reader().unwrap().life(key.order).unwrap().len(), 5);
}
