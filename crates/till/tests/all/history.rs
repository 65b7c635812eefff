//! The history of a training till: filters by the shop's days, the life of a sale, notes, and fiscal fields.

use contract::{
    Evidence, FailureCode, HistoryQuery, MomentKind, NoteOrder, OrderEvidence, OrderRef, SetSetting,
};
use till::SaleRequest;

use crate::training::{desk, open, paid};

fn all() -> HistoryQuery {
    HistoryQuery { limit: 50, ..HistoryQuery::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn sales_are_found_by_day_and_filter_and_summed_up() {
    let home = tempfile::tempdir().unwrap();
    let till = open(&home).await;
    let first = paid(&till, None).await;
    let second = paid(&till, Some("integrapay")).await;
    let here = till::time_zone(&till::Options {
        home: Some(home.path().to_owned()),
        training: true,
        ..till::Options::default()
    });
    let made = jiff::Timestamp::from_millisecond(first.created_at_ms).unwrap();
    let day = made.to_zoned(here).date();
    let (today, before) = (day.to_string(), day.yesterday().unwrap().to_string());
    let numbers = |query: HistoryQuery| {
        let till = &till;
        async move {
            let page = desk(till).history(query).await.unwrap();
            let numbers: Vec<_> = page.rows.into_iter().map(|row| row.order).collect();
            (numbers, page.more)
        }
    };
    let both = (vec![second.order.clone(), first.order.clone()], false);
    assert_eq!(numbers(all()).await, both);
    let days = |from: &str, to: &str| HistoryQuery {
        from_day: Some(from.to_owned()),
        to_day: Some(to.to_owned()),
        ..all()
    };
    assert_eq!(numbers(days(&before, &today)).await, both);
    assert_eq!(numbers(days(&before, &before)).await, (vec![], false));
    let one = HistoryQuery { limit: 1, ..all() };
    assert_eq!(numbers(one.clone()).await, (vec![second.order.clone()], true));
    let next = HistoryQuery { before: Some(second.order.clone()), ..one };
    assert_eq!(numbers(next).await, (vec![first.order.clone()], false));
    let there = HistoryQuery { provider: Some("integrapay".to_owned()), ..all() };
    assert_eq!(numbers(there.clone()).await, (vec![second.order.clone()], false));
    let totals = desk(&till).history_totals(there).await.unwrap();
    assert_eq!((totals.sales, totals.received_centavos, totals.is_cut), (1, 1_250, false));
    let by_hand = HistoryQuery { evidence: Some(OrderEvidence::Manual), ..all() };
    assert_eq!(numbers(by_hand).await, (vec![], false));
    let view = desk(&till).history(all()).await.unwrap();
    let sellers: Vec<_> = view.operators.iter().map(|it| (it.id.as_str(), &it.name)).collect();
    assert_eq!(sellers, [("owner", &None)]);
    let providers: Vec<_> = view.providers.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(providers, ["connectpsp", "integrapay"]);
    for (from, to) in
        [("28/11/2026", "2026-11-28"), ("2026-02-30", "2026-03-01"), (&*today, &*before)]
    {
        let failure = desk(&till).history(days(from, to)).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::InvalidPeriod, "{from} {to}");
    }
    till.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_life_of_a_sale_is_told_in_order_with_its_notes() {
    let home = tempfile::tempdir().unwrap();
    let till = open(&home).await;
    let order = paid(&till, None).await.order;
    let note = |text: &str| NoteOrder { order: order.clone(), text: text.to_owned() };
    for bad in ["", "  ", "a\nb", &"x".repeat(201)] {
        let failure = desk(&till).note(note(bad)).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::ReasonNeeded, "{bad:?}");
    }
    let nobody = NoteOrder { order: "000099".to_owned(), text: "x".to_owned() };
    let failure = desk(&till).note(nobody).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::OrderNotFound);
    let life = desk(&till).note(note(" ficou o troco ")).await.unwrap();
    let again = desk(&till).timeline(OrderRef { order: order.clone() }).await.unwrap();
    assert_eq!(again.moments.len(), life.moments.len());
    assert!(life.moments.is_sorted_by_key(|moment| moment.at_ms));
    let what: Vec<_> = life.moments.iter().map(|moment| &moment.what).collect();
    assert!(matches!(what[0], MomentKind::Charged { amount_centavos: 1_250 }), "{what:?}");
    let is_registered =
        |it: &&&MomentKind| matches!(it, MomentKind::Registered { after_ms: 0.., .. });
    assert_eq!(what.iter().filter(is_registered).count(), 1, "{what:?}");
    let is_paid = |it: &&&MomentKind| {
        matches!(it, MomentKind::Paid { amount_centavos: 1_250, evidence: Evidence::Polled, .. })
    };
    assert_eq!(what.iter().filter(is_paid).count(), 1, "{what:?}");
    let last = life.moments.last().unwrap();
    let MomentKind::Noted { text } = &last.what else { panic!("{what:?}") };
    assert_eq!((text.as_str(), last.attempt), ("ficou o troco", 0));
    assert_eq!(last.by.as_ref().unwrap().name, None, "the owner");
    assert!(life.moments[0].by.is_some(), "a person has charged");
    till.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_sale_has_its_fiscal_fields_by_the_settings() {
    let home = tempfile::tempdir().unwrap();
    let till = open(&home).await;
    let order = paid(&till, None).await;
    let [told] = order.fiscal.as_slice() else { panic!("{:?}", order.fiscal) };
    assert_eq!(
        (told.t_pag.as_str(), told.v_pag.as_str(), told.tp_integra.as_str()),
        ("17", "12.50", "1")
    );
    assert_eq!((&told.cnpj, &told.cnpj_receb, &told.document_key), (&None, &None, &None));
    assert_eq!(told.c_aut, order.attempts[0].payments[0].end_to_end_id);
    assert!((1..=40).contains(&told.id_term_pag.len()), "{told:?}");
    for (key, value) in
        [("institution.connectpsp", "11.222.333/0001-81"), ("shop.document", "529.982.247-25")]
    {
        let (key, value) = (key.to_owned(), value.to_owned());
        desk(&till).set_setting(SetSetting { key, value }).await.unwrap();
    }
    let asked = || OrderRef { order: order.order.clone() };
    let told = desk(&till).order(asked()).await.unwrap().fiscal.remove(0);
    assert_eq!(told.cnpj.as_deref(), Some("11222333000181"));
    assert_eq!(told.cnpj_receb, None, "a CPF is no CNPJ");
    let sale = |key: &str| SaleRequest {
        sale_id: uuid::Uuid::new_v4().to_string(),
        amount_centavos: 100,
        reference: None,
        provider: None,
        payer: None,
        expires_in_min: None,
        above_ceiling: false,
        document_key: Some(key.to_owned()),
    };
    let sold = desk(&till).sell(sale("NFCe-35/1.2")).await.unwrap();
    assert_eq!((sold.document_key.as_deref(), sold.fiscal.len()), (Some("NFCe-35/1.2"), 0));
    for bad in ["", "a b", &"x".repeat(61)] {
        let failure = desk(&till).sell(sale(bad)).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::InvalidRequest, "{bad:?}");
    }
    till.close().await;
}
