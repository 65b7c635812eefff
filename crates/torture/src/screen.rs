//! A screen: shows what it was told, and must end up showing what the log holds, whichever process
//! wrote it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use checkout::Checkout;
use domain::{Order, OrderNumber};
use store::Filter;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::process::Process;
use super::world::World;

/// News of another process may take this long.
const SLOWEST_NEWS_MS: i64 = 1_000;

/// Listens until dropped; after a quiet moment compares what it shows with the log.
pub(crate) async fn listen(world: &Arc<World>, process: &Process, checkout: &Arc<Checkout>) {
    let mut changes = checkout.changes();
    let mut shown = all(checkout);
    loop {
        match timeout(Duration::from_secs(2), changes.recv()).await {
            Ok(Ok(number)) => {
                let order = checkout.order(number).expect("the log can be read").order;
                shown.insert(number, order);
            }
            Ok(Err(RecvError::Lagged(_))) => shown = all(checkout),
            Ok(Err(RecvError::Closed)) => return,
            Err(_) => compare(world, process, &shown),
        }
    }
}

fn all(checkout: &Arc<Checkout>) -> BTreeMap<OrderNumber, Order> {
    let every = Filter { limit: 1_000, ..Filter::default() };
    let orders = checkout.orders(&every).expect("the log can be read");
    orders.into_iter().map(|history| (history.order.number, history.order)).collect()
}

fn compare(world: &Arc<World>, process: &Process, shown: &BTreeMap<OrderNumber, Order>) {
    world.look();
    let (written, changed_at_ms) = {
        let state = world.state();
        let shop = &state.shops[process.shop];
        (shop.state_checker().orders(), shop.log_changed_at_ms)
    };
    if world.now_ms() - changed_at_ms < SLOWEST_NEWS_MS {
        return;
    }
    for order in written {
        if shown.get(&order.number) != Some(&order) {
            let process = &process.name;
            world.find(format!("{process}: the screen was never told of order {}", order.number));
        }
    }
}
