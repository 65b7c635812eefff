//! The cashier: sells, asks, cancels, makes new codes, gives money back, confirms by hand, gives up, hangs up,
//! and types the same sale twice.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use checkout::{Checkout, Confirmation, Error, Sale};
use domain::{
    Actor, Caller, Centavos, Device, Order, OrderNumber, Payer, Reference, SaleId, TaxId,
};
use testkit::chance::Chance;
use tokio::time::{sleep, timeout};

use super::non_idempotent;
use super::process::Process;
use super::world::World;

const CHECK_NOW: &str = "check now";
const NEW_CODE: &str = "new code";
const BY_HAND: &str = "confirm by hand";
const GIVE_UP: &str = "give up";
/// Most sales of a run: its calm end polls about each for a day.
const MOST_SALES: usize = 4;

/// What is often sold where something was sold before.
pub(crate) const USUAL_CENTAVOS: i64 = 1_000;

/// The reference that a caller gives a sale.
pub(crate) fn callers(shop: usize, at: usize) -> String {
    format!("Mesa {}", 100 * shop + at)
}

/// A caller has given it, or the till has made it from one.
pub(crate) fn is_callers(reference: &str) -> bool {
    reference.starts_with("Mesa ")
}

/// The sales that doors have begun, with the order that each has got.
#[derive(Default)]
pub(crate) struct Sales(Vec<(Sale, Option<OrderNumber>)>);

/// Who sells in the torture.
pub(super) fn by() -> Actor {
    Actor::Person(Caller::owner(Device::Terminal))
}

impl Sales {
    pub(crate) fn begun(&self) -> &[(Sale, Option<OrderNumber>)] {
        &self.0
    }

    /// What a copy of the home knows of: the rest is sold by its original.
    pub(crate) fn of_a_copy(&self) -> Self {
        Self(self.0.iter().filter(|(_, order)| order.is_some()).cloned().collect())
    }

    /// The log has only these orders any more.
    pub(crate) fn forget_all_but(&mut self, numbers: &BTreeSet<OrderNumber>) {
        for (_, order) in &mut self.0 {
            *order = order.filter(|number| numbers.contains(number));
        }
    }
}

/// One cashier at one door of a process.
pub(crate) struct Cashier {
    pub(crate) world: Arc<World>,
    pub(crate) process: Arc<Process>,
    pub(crate) checkout: Arc<Checkout>,
    pub(crate) chance: Chance,
}

impl Cashier {
    /// Works until dropped.
    pub(crate) async fn work(mut self) {
        loop {
            let pause = self.chance.magnitude(50, 40_000);
            sleep(Duration::from_millis(pause)).await;
            let step = self.chance.below(14);
            // A door that hangs up drops the call half way.
            let patience = if self.chance.one_in(4) {
                Duration::from_millis(self.chance.magnitude(1, 8_000))
            } else {
                Duration::from_hours(1)
            };
            if timeout(patience, self.act(step)).await.is_err() {
                self.world.note(&self.process.name, "the door hangs up");
            }
            self.world.look();
        }
    }

    async fn act(&mut self, step: u64) {
        match step {
            0..3 => self.sell().await,
            3 => self.sell_again().await,
            4..8 => {
                self.with_an_order(CHECK_NOW, async |till, it| till.check_now(it).await).await;
            }
            8 => self.with_an_order("cancel", async |till, it| till.cancel(it, &by()).await).await,
            9 | 10 => self.refund().await,
            12 => {
                let said = || Confirmation {
                    reason: "vi".into(),
                    end_to_end_id: None,
                    allowance: checkout::Allowance::Any,
                };
                self.with_an_order(BY_HAND, async |till, it| {
                    till.confirm_by_hand(it, said(), &by()).await
                })
                .await;
            }
            13 => {
                let world = Arc::clone(&self.world);
                self.with_an_order(GIVE_UP, async move |till, it| {
                    world.state().given_up.insert(it);
                    till.give_up(it, "foi", &by()).await
                })
                .await;
            }
            _ => {
                self.with_an_order(NEW_CODE, async |till, it| till.new_code(it, &by()).await).await;
            }
        }
    }

    async fn sell(&mut self) {
        let shop = self.process.shop;
        let (at, sold_before) = {
            let state = self.world.state();
            (state.shops[shop].sales.0.len(), state.sold_before)
        };
        if at >= MOST_SALES {
            return;
        }
        let chance = &mut self.chance;
        // Where the references of callers may be old, they are what is looked at.
        let own_reference = if sold_before { !chance.one_in(4) } else { chance.one_in(3) };
        let is_non_idempotent = if sold_before { !chance.one_in(4) } else { chance.one_in(4) };
        let payer = TaxId::parse("529.982.247-25").ok();
        let payer = payer.and_then(|document| Payer::new("Ana Souza", document).ok());
        let sale = Sale {
            document_key: None,
            sale_id: SaleId::new(format!("sale-{shop}-{at}")).unwrap(),
            reference: own_reference.then(|| Reference::new(callers(shop, at)).unwrap()),
            amount: Centavos::new(if sold_before && !chance.one_in(4) {
                USUAL_CENTAVOS
            } else {
                i64::try_from(chance.magnitude(1, 5_000_000)).unwrap()
            }),
            expires_in_min: *chance.pick(&[1, 1, 2, 5, 15, 30]).unwrap(),
            payer: payer.filter(|_| chance.one_in(3)),
            provider: is_non_idempotent.then(|| non_idempotent::ID.to_owned()),
        };
        self.sales(|sales| sales.push((sale, None)));
        self.charge(at).await;
    }

    async fn sell_again(&mut self) {
        // A sale that was lost is the first to be tried again.
        let (begun, lost) = self.sales(|sales| {
            let lost = sales.iter().position(|(_, order)| order.is_none());
            (sales.len(), lost.filter(|_| !sales.is_empty()))
        });
        let at = self.chance.below(u64::try_from(begun).unwrap());
        let at = lost.unwrap_or(usize::try_from(at).unwrap());
        if begun > 0 {
            self.charge(at).await;
        }
    }

    fn sales<T>(&self, look: impl FnOnce(&mut Vec<(Sale, Option<OrderNumber>)>) -> T) -> T {
        look(&mut self.world.state().shops[self.process.shop].sales.0)
    }

    async fn charge(&mut self, at: usize) {
        let sale = self.sales(|sales| sales[at].0.clone());
        self.world.note(&self.process.name, &format!("charge {}", sale.sale_id));
        let result = self.checkout.charge(sale.clone(), &by()).await;
        let Some(order) = self.judge("charge", result) else { return };
        let known = self.sales(|sales| sales[at].1.replace(order.number));
        if known.is_some_and(|known| known != order.number) {
            self.world.find(format!("{} got a second order {}", sale.sale_id, order.number));
        }
        if order.amount != sale.amount || order.sale_id != sale.sale_id {
            self.world.find(format!("{} got another sale's order", sale.sale_id));
        }
    }

    async fn with_an_order(
        &mut self,
        what: &str,
        act: impl AsyncFnOnce(&Arc<Checkout>, OrderNumber) -> Result<Order, Error>,
    ) {
        let numbers = self.orders(what == NEW_CODE);
        let Some(number) = self.chance.pick(&numbers).copied() else { return };
        self.world.note(&self.process.name, &format!("{what} {number}"));
        let result = act(&self.checkout, number).await;
        self.judge(what, result);
    }

    /// The orders in the log. Both tills of a copied home would name a further attempt under a caller's
    /// reference alike, as the caller wants it: `but_those` are left out then.
    pub(crate) fn orders(&self, but_those: bool) -> Vec<OrderNumber> {
        let state = self.world.state();
        let tills = state.shops.len();
        let shop = &state.shops[self.process.shop];
        let is_shared = |order: &Order| tills > 1 && Some(order.number) <= state.shared_up_to();
        let orders = shop.state_checker().orders();
        let orders = orders.iter().filter(|order| {
            !(but_those && is_shared(order) && is_callers(order.reference.as_str()))
        });
        orders.map(|order| order.number).collect()
    }

    /// Commit before you tell: what a door is told stands in the log. And no error but the ones
    /// that a cashier can be told.
    pub(crate) fn judge(&self, what: &str, result: Result<Order, Error>) -> Option<Order> {
        match result {
            Ok(order) => {
                let state = self.world.state();
                let log = state.shops[self.process.shop].state_checker().log();
                let written = log.order(order.number);
                drop(state);
                let is_written = written.is_ok_and(|written| {
                    order.attempts.iter().all(|told| {
                        written.attempts.iter().any(|it| {
                            it.reference == told.reference
                                && it.received() >= told.received()
                                && (told.registration.is_none()
                                    || it.registration == told.registration)
                        })
                    })
                });
                if !is_written {
                    self.world.find(format!("{what}: told what is not in the log: {order:?}"));
                }
                Some(order)
            }
            Err(Error::Store(store::Error::AlreadyPaid | store::Error::ConfirmedByHand)) => None,
            Err(Error::Store(store::Error::NothingToConfirm)) if what == BY_HAND => None,
            // Nobody knows how the charge stands, which is the cashier's to hear.
            Err(Error::Provider(_)) if what == CHECK_NOW => None,
            // Its task was killed a moment before itself.
            Err(Error::Interrupted) if self.process.is_dead() => None,
            Err(error) => {
                self.world.find(format!("{what} failed: {error}"));
                None
            }
        }
    }
}
