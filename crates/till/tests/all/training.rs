//! A training till, both of the sandbox's faces behind it, over real HTTP on loopback.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use contract::{
    Attention, CloseDispute, CustomerPays, DismissUnmatched, DisputeOutcome, FailureCode,
    LastPayouts, ListAll, MatchUnmatched, Nothing, OrderRef, OrderView, RefundOffer, RefundOrder,
    RefundReason, Status, TillEvent,
};
use till::{Desk, Device, Options, SaleRequest, Session, Till};
use tokio::sync::broadcast::Receiver;

/// Longer than anything here takes, and short enough to tell a person.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn open(home: &tempfile::TempDir) -> Arc<Till> {
    let home = Some(home.path().to_owned());
    let options = Options { home, training: true, ..Options::default() };
    Till::open(options).await.unwrap()
}

fn session() -> &'static Session {
    static SESSION: LazyLock<Session> = LazyLock::new(|| Session::new(Device::Terminal));
    &SESSION
}

/// The till as its owner uses it from a terminal.
pub(crate) fn desk(till: &Till) -> Desk<'_> {
    till.desk(session())
}

/// A sale through that provider, paid.
pub(crate) async fn paid(till: &Till, provider: Option<&str>) -> OrderView {
    let sale = SaleRequest {
        document_key: None,
        sale_id: uuid::Uuid::new_v4().to_string(),
        amount_centavos: 1_250,
        reference: None,
        provider: provider.map(str::to_owned),
        payer: None,
        expires_in_min: None,
        above_ceiling: false,
    };
    let mut news = till.events();
    let order = desk(till).sell(sale).await.unwrap().order;
    let order = until(till, &mut news, &order, |it| it.status == Status::Pending).await;
    let pays = CustomerPays { order: order.order.clone(), amount_centavos: None };
    desk(till).customer_pays(pays).await.unwrap();
    until(till, &mut news, &order.order, |it| it.status == Status::Paid).await
}

/// The order, as soon as it is so.
async fn until(
    till: &Till,
    news: &mut Receiver<TillEvent>,
    order: &str,
    is_so: impl Fn(&OrderView) -> bool,
) -> OrderView {
    let waiting = async {
        loop {
            let now = desk(till).order(OrderRef { order: order.to_owned() }).await.unwrap();
            if is_so(&now) {
                return now;
            }
            let _ = news.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

/// The payer's bank claims the money of this charge back, as the sandbox's control has it.
fn dispute(bank_url: &str, charge: &str) {
    let authority = bank_url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut connection = TcpStream::connect(authority).unwrap();
    let body = r#"{"reason":"Golpe"}"#;
    let length = body.len();
    write!(
        connection,
        "POST /_sandbox/charges/{charge}/dispute HTTP/1.1\r\nHost: {authority}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// The next word on what waits for the manager.
async fn attention(news: &mut Receiver<TillEvent>) -> Attention {
    let told = async {
        loop {
            if let Ok(TillEvent::AttentionChanged { attention }) = news.recv().await {
                return attention;
            }
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap()
}

fn refund_of(order: &str) -> RefundOrder {
    RefundOrder {
        order: order.to_owned(),
        attempt: None,
        reason: RefundReason::CustomerRequest,
        description: Some("  mudou de ideia ".to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_faces_sell_and_the_first_charges_unasked() {
    let home = tempfile::tempdir().unwrap();
    let till = open(&home).await;
    let view = desk(&till).hello(Nothing {}).await.unwrap();
    let ids: Vec<_> = view.providers.iter().map(|provider| provider.id.as_str()).collect();
    assert_eq!(ids, ["connectpsp", "integrapay"]);
    assert_eq!(view.provider, view.providers.first().cloned());

    let unasked = paid(&till, None).await;
    assert_eq!(unasked.attempts[0].provider, "connectpsp");
    assert!(!unasked.attempts[0].never_expires);
    let asked = paid(&till, Some("integrapay")).await;
    assert_eq!(
        (asked.attempts[0].provider.as_str(), asked.received_centavos),
        ("integrapay", 1_250)
    );
    assert!(asked.attempts[0].never_expires, "its code has no end there");

    let nobody = SaleRequest {
        document_key: None,
        sale_id: uuid::Uuid::new_v4().to_string(),
        amount_centavos: 1,
        reference: None,
        provider: Some("bancodozé".to_owned()),
        payer: None,
        expires_in_min: None,
        above_ceiling: false,
    };
    let failure = desk(&till).sell(nobody).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::UnknownProvider);
    assert_eq!(failure.detail.as_deref(), Some("bancodozé"));
}

#[tokio::test(flavor = "multi_thread")]
async fn money_goes_back_once_and_only_from_where_it_can() {
    let home = tempfile::tempdir().unwrap();
    let till = open(&home).await;
    let order = paid(&till, None).await;
    assert!(matches!(order.attempts[0].refund_offer, RefundOffer::Full { .. }));

    let mut news = till.events();
    desk(&till).refund(refund_of(&order.order)).await.unwrap();
    let back = until(&till, &mut news, &order.order, |it| it.status == Status::Refunded).await;
    assert_eq!((back.received_centavos, back.refunded_centavos), (1_250, 1_250));
    let attempt = &back.attempts[0];
    let (refund, request) = (&attempt.refunds[0], attempt.refund_request.as_ref().unwrap());
    assert!(refund.asked_here && refund.end_to_end_id.as_ref().unwrap().starts_with('D'));
    assert_eq!(request.end_to_end_id, refund.end_to_end_id);
    assert_eq!(request.description.as_deref(), Some("mudou de ideia"));
    assert_eq!(attempt.refund_offer, RefundOffer::None);
    let again = desk(&till).refund(refund_of(&order.order)).await.unwrap_err();
    assert_eq!(again.code, FailureCode::NothingToRefund);

    let there = paid(&till, Some("integrapay")).await;
    assert!(matches!(there.attempts[0].refund_offer, RefundOffer::AtProvider { .. }));
    let failure = desk(&till).refund(refund_of(&there.order)).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::RefundNotOffered);
    assert_eq!(failure.detail.as_deref(), Some("IntegraPay"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_is_told_until_somebody_has_settled_it() {
    let home = tempfile::tempdir().unwrap();
    let till = open(&home).await;
    let order = paid(&till, Some("integrapay")).await;
    let mut news = till.events();
    let bank_url = desk(&till).hello(Nothing {}).await.unwrap().customer_bank_url.unwrap();
    dispute(&bank_url, order.attempts[0].provider_id.as_deref().unwrap());
    desk(&till).check_now(OrderRef { order: order.order.clone() }).await.unwrap();
    assert_eq!(attention(&mut news).await, Attention { disputes: 1, ..Attention::default() });
    assert_eq!(desk(&till).hello(Nothing {}).await.unwrap().attention.disputes, 1);

    let open = desk(&till).disputes(ListAll { all: false }).await.unwrap().disputes;
    let open = open.first().unwrap();
    assert_eq!((open.order.as_str(), open.amount_centavos), (order.order.as_str(), 1_250));
    assert_eq!((open.reason.as_deref(), open.confirmed), (Some("Golpe"), true));
    let reason = " recusada pelo banco ".to_owned();
    let settled = CloseDispute { order: order.order.clone(), outcome: DisputeOutcome::Won, reason };
    let order = desk(&till).close_dispute(settled).await.unwrap();
    assert_eq!(order.anomalies, []);
    assert_eq!(attention(&mut news).await, Attention::default());
    assert!(desk(&till).disputes(ListAll { all: false }).await.unwrap().disputes.is_empty());
    let all = desk(&till).disputes(ListAll { all: true }).await.unwrap().disputes;
    assert_eq!(all.first().unwrap().settlement.as_deref(), Some("recusada pelo banco"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrong_is_refused_before_anything_is_done() {
    let home = tempfile::tempdir().unwrap();
    let till = open(&home).await;
    let order = paid(&till, None).await.order;

    let typed = |order: &str, attempt, description: &str| RefundOrder {
        attempt,
        description: Some(description.to_owned()),
        ..refund_of(order)
    };
    for (wrong, code) in [
        (typed("99", None, ""), FailureCode::OrderNotFound),
        (typed("x", None, ""), FailureCode::OrderNotFound),
        (typed(&order, Some(2), ""), FailureCode::InvalidRequest),
        (typed(&order, None, &"x".repeat(141)), FailureCode::InvalidRequest),
        (typed(&order, None, "a\nb"), FailureCode::InvalidRequest),
    ] {
        assert_eq!(desk(&till).refund(wrong.clone()).await.unwrap_err().code, code, "{wrong:?}");
    }

    let long = "x".repeat(201);
    for (number, reason, code) in [
        ("99", "acabou", FailureCode::OrderNotFound),
        (order.as_str(), "acabou", FailureCode::NoDispute),
        (&order, " ", FailureCode::ReasonNeeded),
        (&order, &long, FailureCode::ReasonNeeded),
        (&order, "a\tb", FailureCode::ReasonNeeded),
    ] {
        let settled = CloseDispute {
            order: number.to_owned(),
            outcome: DisputeOutcome::Won,
            reason: reason.to_owned(),
        };
        assert_eq!(
            desk(&till).close_dispute(settled).await.unwrap_err().code,
            code,
            "{number} {reason}"
        );
    }
    for (id, number, reason, code) in [
        ("1", order.as_str(), "é esta", FailureCode::UnmatchedNotFound),
        ("0", &order, "é esta", FailureCode::UnmatchedNotFound),
        ("x", &order, "é esta", FailureCode::UnmatchedNotFound),
        ("1", "99", "é esta", FailureCode::OrderNotFound),
        ("1", &order, "", FailureCode::ReasonNeeded),
    ] {
        let (id, reason) = (id.to_owned(), reason.to_owned());
        let aside = DismissUnmatched { id: id.clone(), reason: reason.clone() };
        let matched = MatchUnmatched { id, order: number.to_owned(), reason };
        assert_eq!(desk(&till).match_unmatched(matched).await.unwrap_err().code, code);
        if code != FailureCode::OrderNotFound {
            assert_eq!(desk(&till).dismiss_unmatched(aside).await.unwrap_err().code, code);
        }
    }
    let order = desk(&till).order(OrderRef { order }).await.unwrap();
    assert_eq!((order.status, order.refunded_centavos), (Status::Paid, 0));
    assert_eq!(order.attempts[0].refund_request, None);

    let all = ListAll { all: true };
    assert!(desk(&till).disputes(all).await.unwrap().disputes.is_empty());
    assert!(desk(&till).unmatched(all).await.unwrap().unmatched.is_empty());
    assert!(desk(&till).payouts(LastPayouts { limit: 0 }).await.unwrap().payouts.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_process_does_is_told_by_another() {
    let home = tempfile::tempdir().unwrap();
    let (window, terminal) = (open(&home).await, open(&home).await);
    let mut seen = window.events();
    let order = paid(&terminal, None).await;
    let told = tokio::time::timeout(PATIENCE, async {
        loop {
            if let TillEvent::OrderChanged { order: told } = seen.recv().await.unwrap()
                && told.order == order.order
                && told.status == Status::Paid
            {
                return;
            }
        }
    });
    told.await.expect("the window hears of it");
}
