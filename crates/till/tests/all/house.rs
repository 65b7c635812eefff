//! The house: two tills in one home, begun by a person and by nobody else.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use contract::{
    ChargeRequest, FailureCode, HouseState, HouseView, LastSales, Nothing, StartTill, TillEvent,
    TillKind,
};
use till::{Device, House, HouseDesk, Options, Session};

/// Longer than anything here takes, and short enough to tell a person.
const PATIENCE: Duration = Duration::from_secs(30);

fn house(home: &Path) -> Arc<House> {
    House::new(Options { home: Some(home.to_owned()), ..Options::default() })
}

fn desk(house: &House) -> HouseDesk<'_> {
    static SESSION: LazyLock<Session> = LazyLock::new(|| Session::new(Device::Window));
    house.desk(&SESSION)
}

async fn look(house: &House) -> HouseView {
    desk(house).house(Nothing {}).await.unwrap()
}

async fn start(house: &House, kind: TillKind) -> HouseView {
    desk(house).start(StartTill { kind, leave_open: false }).await.unwrap()
}

fn is_empty(home: &Path) -> bool {
    fs::read_dir(home).unwrap().next().is_none()
}

fn a_sale() -> ChargeRequest {
    ChargeRequest {
        document_key: None,
        sale_id: "5f0c6d6e-7d53-4a3c-9a9e-0c8e6f4f1a01".to_owned(),
        amount_centavos: 1250,
        payer: None,
        provider: None,
        above_ceiling: false,
    }
}

#[tokio::test]
async fn nothing_is_made_in_an_empty_home_before_a_person_chooses() {
    let home = tempfile::tempdir().unwrap();
    let house = house(home.path());
    let view = look(&house).await;
    assert_eq!(view.state, HouseState::New);
    assert!(!view.has_shop && !view.has_training);
    let refused = desk(&house).hello(Nothing {}).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::NoTill);
    house.close().await;
    assert!(is_empty(home.path()));
}

#[tokio::test]
async fn shop_and_training_take_turns_and_never_meet() {
    let home = tempfile::tempdir().unwrap();
    let house = house(home.path());
    let mut news = house.events();
    let view = start(&house, TillKind::Training).await;
    assert_eq!(view.state, HouseState::Open);
    assert!(view.training && view.has_training && !view.has_shop);
    assert!(matches!(news.recv().await.unwrap(), TillEvent::HouseChanged { .. }));
    // Not at the first one of training.
    let chosen = ChargeRequest { provider: Some("integrapay".to_owned()), ..a_sale() };
    let order = desk(&house).charge(chosen).await.unwrap();
    assert_eq!(order.attempts[0].provider, "integrapay");
    let heard =
        async { while !matches!(news.recv().await.unwrap(), TillEvent::OrderChanged { .. }) {} };
    tokio::time::timeout(PATIENCE, heard).await.expect("the house tells what its till tells");

    // A customer who waits in training is none.
    let view = start(&house, TillKind::Shop).await;
    assert_eq!(view.state, HouseState::Open);
    assert!(!view.training && view.has_training && view.has_shop);
    let shop = desk(&house).hello(Nothing {}).await.unwrap();
    assert!(!shop.training && shop.provider.is_none());
    let sales = LastSales { limit: 10, odd: false, by_hand: false };
    assert!(desk(&house).last_sales(sales.clone()).await.unwrap().orders.is_empty());

    start(&house, TillKind::Training).await;
    assert_eq!(desk(&house).last_sales(sales).await.unwrap().orders.len(), 1);
    house.close().await;
}

#[tokio::test]
async fn what_a_lost_shop_has_left_is_no_place_for_a_new_one() {
    for trace in ["backups/order-log-1.db", "order-log.mark", "news", "identity.lock", "relay.lock"]
    {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join(trace);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "what was").unwrap();
        let house = house(home.path());
        for view in [look(&house).await, start(&house, TillKind::Shop).await] {
            let HouseState::Closed { failure } = view.state else {
                panic!("{trace}: {:?}", view.state)
            };
            assert_eq!(failure.code, FailureCode::LogBehind, "{trace}");
            assert!(view.has_shop, "{trace}");
        }
        // Training stands apart.
        let view = start(&house, TillKind::Training).await;
        assert_eq!(view.state, HouseState::Open, "{trace}");
        house.close().await;
    }
}
