//! The sales on a screen: a person waits for them, so that they are asked about before all others.

use std::collections::VecDeque;
use std::sync::PoisonError;
use std::time::Duration;

use domain::{Order, OrderNumber};
use tokio::time::Instant;

use crate::till::Checkout;

/// So many are on the screens of one process at most: a window, some pages of a browser, a terminal.
const MOST: usize = 8;

/// For how long at least all others wait when a provider has asked for patience: what it grants is for the sale on
/// the screen.
const SHORTEST_REST: Duration = Duration::from_secs(5);
/// For how long at most.
const LONGEST_REST: Duration = Duration::from_secs(30);

/// What is on the screens of this process.
#[derive(Debug, Default)]
pub(crate) struct Screens {
    /// The one that was looked at last first.
    orders: VecDeque<OrderNumber>,
    /// Until when nobody else is asked about.
    others_rest_until: Option<Instant>,
}

impl Screens {
    fn forget(&mut self, order: OrderNumber) {
        self.orders.retain(|known| *known != order);
    }
}

impl Checkout {
    /// A person looks at this order in a door of this process, from now until some others are looked at: while it is
    /// open it is asked about first.
    pub fn looks_at(&self, order: &Order) {
        if !order.status().is_open() {
            return self.screens(|screens| screens.forget(order.number));
        }
        let is_news = self.screens(|screens| {
            let is_news = screens.orders.front() != Some(&order.number);
            screens.forget(order.number);
            screens.orders.push_front(order.number);
            screens.orders.truncate(MOST);
            is_news
        });
        if is_news {
            self.due.notify_one();
        }
    }

    /// The orders that a person looks at, the one that was looked at last first.
    pub(crate) fn on_screen(&self) -> Vec<OrderNumber> {
        self.screens(|screens| screens.orders.iter().copied().collect())
    }

    /// The order is on a screen of this process.
    pub(crate) fn is_on_screen(&self, order: OrderNumber) -> bool {
        self.screens(|screens| screens.orders.contains(&order))
    }

    /// What has ended is on no screen that anybody waits at.
    pub(crate) fn forget_ended(&self, order: &Order) {
        if !order.status().is_open() {
            self.screens(|screens| screens.forget(order.number));
        }
    }

    /// A provider asks for patience: where somebody waits at a screen, all other sales make way for a while.
    pub(crate) fn others_rest(&self, pause: Option<Duration>) {
        let rest = pause.unwrap_or_default().clamp(SHORTEST_REST, LONGEST_REST);
        self.screens(|screens| screens.others_rest_until = Some(Instant::now() + rest));
    }

    /// For how long nothing is asked about but what is on a screen; `None`: everything is.
    pub(crate) fn rest_of_others(&self) -> Option<Duration> {
        self.screens(|screens| {
            let until = screens.others_rest_until.filter(|_| !screens.orders.is_empty())?;
            until.checked_duration_since(Instant::now()).filter(|rest| !rest.is_zero())
        })
    }

    fn screens<T>(&self, look: impl FnOnce(&mut Screens) -> T) -> T {
        look(&mut self.screens.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
