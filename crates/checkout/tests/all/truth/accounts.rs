//! Every charge is asked about at the account that it was made with, and nowhere else.

use checkout::sale::attempt::NewAttempt;
use checkout::sale::attempt::NewOrder;
use std::path::Path;
use std::sync::Arc;

use checkout::{Checkout, Error, Providers, Trouble};
use domain::charge::{RefundState, Status};
use domain::{OrderNumber, SaleId};
use providers::Psp;
use store::Store;
use testkit::clock::Simulated;
use tokio::time::{Instant, sleep};

use crate::bank::{Bank, MINUTE, Shop, by, paid, process_with, refunded, wanted};
use crate::told::told;

/// Two accounts at the same provider.
struct Street {
    home: tempfile::TempDir,
    begun: Instant,
    a: Arc<Bank>,
    b: Arc<Bank>,
}

impl Street {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let [a, b] = ['a', 'b'].map(|it| Bank::new(&providers::connectpsp::MANIFEST, it));
        // Whatever is asked there: account B calls it paid.
        b.says(paid());
        Self { home, begun: Instant::now(), a, b }
    }

    /// A till at which these are connected, and those kept.
    fn till(&self, connected: &[&Arc<Bank>], kept: &[&Arc<Bank>]) -> Shop {
        let all = |banks: &[&Arc<Bank>]| -> Vec<Arc<dyn Psp>> {
            banks.iter().map(|bank| Arc::clone(bank) as Arc<dyn Psp>).collect()
        };
        let providers = Providers::new(all(connected), "connectpsp").with_kept(all(kept));
        let till = process_with(self.home.path(), providers, self.begun);
        Shop::of(till, Arc::clone(&self.a), Arc::clone(&self.b))
    }

    /// One charge of account A, in a process that has ended since.
    async fn sold_at_a(&self) -> OrderNumber {
        self.till(&[&self.a], &[]).sell("s1", None).await.number
    }

    fn path(&self) -> &Path {
        self.home.path()
    }
}

fn trouble(till: &Checkout, number: OrderNumber) -> Option<Trouble> {
    Trouble::of(&till.order(number).unwrap().polls[&1]).map(|(trouble, _)| trouble)
}

#[tokio::test(start_paused = true)]
async fn a_kept_account_is_asked_about_its_own_charges_and_sells_nothing() {
    let street = Street::new();
    let number = street.sold_at_a().await;
    let shop = street.till(&[&street.b], &[&street.a]);
    assert!(shop.till.is_kept(shop.charge(number).account.as_ref().unwrap()));
    shop.watch();
    sleep(MINUTE).await;
    shop.till.check_now(number).await.unwrap();
    assert!(street.a.asked().len() > 10);
    assert!(street.b.asked().is_empty(), "its ids are other charges");
    assert_eq!(shop.charge(number).status, Status::Pending);
    street.a.says(paid());
    sleep(MINUTE).await;
    assert_eq!(shop.charge(number).status, Status::Paid);

    // What is new is the connected account's.
    street.b.says(domain::charge::Seen::Waiting);
    let next = shop.sell("s2", None).await;
    assert_eq!(next.attempts[0].account.as_ref(), Some(street.b.account()));
    sleep(MINUTE).await;
    let id = format!("id of {}", next.reference);
    assert!(street.b.asked().iter().all(|asked| *asked == id));
    assert!(!street.a.asked().contains(&id));
}

#[tokio::test(start_paused = true)]
async fn the_money_goes_back_through_the_account_that_has_it() {
    let street = Street::new();
    let number = street.sold_at_a().await;
    street.a.says(paid());
    let shop = street.till(&[&street.b], &[&street.a]);
    shop.till.check_now(number).await.unwrap();
    let charge = shop.refund(number).await;
    assert_eq!(charge.last_refund_request().unwrap().0.state, RefundState::Accepted);
    assert_eq!((street.a.sendings().len(), street.b.sendings().len()), (1, 0));
    street.a.says(refunded());
    shop.watch();
    sleep(MINUTE).await;
    assert_eq!(shop.charge(number).status, Status::Refunded);
    assert!(street.b.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_new_code_is_the_connected_accounts_and_the_old_one_stays_where_it_was_made() {
    let street = Street::new();
    let number = street.sold_at_a().await;
    street.b.says(domain::charge::Seen::Waiting);
    let shop = street.till(&[&street.b], &[&street.a]);
    let order = shop.till.new_code(number, &by()).await.unwrap();
    let accounts: Vec<_> = order.attempts.iter().map(|it| it.account.clone().unwrap()).collect();
    assert_eq!(accounts, [street.a.account().clone(), street.b.account().clone()]);
    shop.watch();
    sleep(MINUTE).await;
    for (bank, charge) in [(&street.a, &order.attempts[0]), (&street.b, &order.attempts[1])] {
        let id = charge.registration.as_ref().unwrap().provider_id.as_str();
        assert!(!bank.asked().is_empty() && bank.asked().iter().all(|asked| asked == id));
    }
}

#[tokio::test(start_paused = true)]
async fn without_its_account_a_charge_waits_and_nothing_is_lost() {
    let street = Street::new();
    let number = street.sold_at_a().await;
    let shop = street.till(&[&street.b], &[]);
    let watcher = tokio::spawn(Arc::clone(&shop.till).watch());
    sleep(MINUTE).await;
    assert_eq!(trouble(&shop.till, number), Some(Trouble::NotConnected));
    let heard = shop.till.check_now(number).await;
    assert!(matches!(heard, Err(Error::NotConnected)), "{heard:?}");
    let refused = shop.till.refund(number, wanted(), &by()).await;
    assert!(matches!(refused, Err(Error::NothingToRefund)), "{refused:?}");
    assert!(street.b.asked().is_empty());
    assert_eq!(shop.charge(number).status, Status::Pending);
    watcher.abort();
    drop(shop);

    // Nobody at all is connected: the same.
    let shop = street.till(&[], &[]);
    assert!(matches!(shop.till.check_now(number).await, Err(Error::NotConnected)));
    drop(shop);

    street.a.says(paid());
    let shop = street.till(&[&street.b], &[&street.a]);
    shop.watch();
    sleep(MINUTE).await;
    assert_eq!(shop.charge(number).status, Status::Paid);
    assert_eq!(trouble(&shop.till, number), None);
    assert!(street.b.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn money_without_a_sale_is_looked_up_and_matched_through_its_own_account() {
    let street = Street::new();
    // A webhook of account A tells of it, before A is replaced.
    drop(street.till(&[&street.a], &[]));
    told(street.path(), &["x1"]);
    street.a.says_of("x1", Ok(paid()));
    let shop = street.till(&[&street.b], &[&street.a]);
    shop.watch();
    sleep(MINUTE).await;
    let unmatched = shop.till.unmatched(false).unwrap().remove(0);
    assert_eq!(unmatched.money.account.as_ref(), Some(street.a.account()));
    assert_eq!((street.a.asked(), street.b.asked().len()), (vec!["x1".to_owned()], 0));
    street.b.says(domain::charge::Seen::Waiting);
    let number = shop.sell("s1", None).await.number;
    shop.till.match_unmatched(unmatched.number, number, "é esta", &by()).await.unwrap();
    assert_eq!(street.a.asked().len(), 2);
    assert!(!street.b.asked().contains(&"x1".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn where_the_account_is_gone_money_without_a_sale_is_not_asked_of_another() {
    let street = Street::new();
    drop(street.till(&[&street.a], &[]));
    told(street.path(), &["x1"]);
    let shop = street.till(&[&street.b], &[]);
    shop.watch();
    sleep(MINUTE * 5).await;
    assert!(street.b.asked().is_empty());
    assert!(shop.till.unmatched(true).unwrap().is_empty());
}

/// A charge as a version before accounts has left it, asked about still.
fn unbound(street: &Street, sale: &str) -> OrderNumber {
    drop(street.till(&[&street.a], &[]));
    let now = providers::Clock::now(&Simulated(street.begun));
    let mut store = Store::open(street.path(), now).unwrap();
    let new = NewOrder {
        document_key: None,
        sale_id: SaleId::new(sale).unwrap(),
        reference: None,
        amount: domain::Centavos::new(1_250),
        attempt: NewAttempt {
            provider: "connectpsp".into(),
            account: None,
            expires_in_min: 30,
            idempotency_key: domain::IdempotencyKey::new("k").unwrap(),
            webhook: false,
            chance: [5, 6],
        },
    };
    let (order, _) =
        checkout::sale::attempt::create_order(&mut store, &new, &by(), now, ToString::to_string)
            .unwrap();
    order.number
}

#[tokio::test(start_paused = true)]
async fn a_charge_of_an_older_log_belongs_to_the_account_that_it_was_bound_to() {
    let street = Street::new();
    let number = unbound(&street, "s1");
    {
        let mut store = Store::open(street.path(), domain::UnixMs::new(1)).unwrap();
        let now = domain::UnixMs::new(1_000_000);
        assert_eq!(store.bind(street.a.account(), now).unwrap(), 1);
        assert_eq!(store.bind(street.b.account(), now).unwrap(), 0, "for ever");
    }
    let shop = street.till(&[&street.b], &[&street.a]);
    assert_eq!(shop.charge(number).account.as_ref(), Some(street.a.account()));
    shop.watch();
    sleep(MINUTE).await;
    assert!(street.a.asked().len() > 10);
    assert!(street.b.asked().is_empty());
    shop.till.verify().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refund_binds_the_charge_of_an_older_log_before_it_is_sent() {
    let street = Street::new();
    let number = unbound(&street, "s1");
    street.a.says(paid());
    let shop = street.till(&[&street.a], &[]);
    shop.watch();
    sleep(MINUTE).await;
    assert_eq!((shop.charge(number).status, shop.charge(number).account), (Status::Paid, None));
    let charge = shop.refund(number).await;
    assert_eq!(
        (charge.status, charge.account.as_ref()),
        (Status::Refunding, Some(street.a.account()))
    );
    let events = shop.till.events(number).unwrap();
    let kinds: Vec<_> = events.iter().map(|it| it.kind.as_str()).collect();
    assert!(kinds.ends_with(&["bound", "refund_requested", "refund_accepted"]), "{kinds:?}");
}

#[tokio::test(start_paused = true)]
async fn a_charge_of_an_older_log_that_has_ended_is_asked_of_no_account() {
    let street = Street::new();
    let number = unbound(&street, "s1");
    let shop = street.till(&[&street.a], &[]);
    shop.till.check_now(number).await.unwrap();
    shop.till.cancel(number, &by()).await.unwrap();
    drop(shop);
    let before = street.a.asked().len();
    let shop = street.till(&[&street.b], &[]);
    shop.watch();
    sleep(MINUTE).await;
    let unheard = shop.till.check_now(number).await;
    assert!(!matches!(unheard, Ok(order) if order.status() == Status::Paid));
    assert!(street.b.asked().is_empty(), "nobody has said that it is of this account");
    assert_eq!(street.a.asked().len(), before);
}
