//! Who is connected. A till has one session: the newest one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use relay_protocol::close;
use tokio::sync::Notify;

use crate::ids::TillId;

/// Tills that are told to dial again are told in so many steps.
const STEPS: u32 = 20;
/// A till comes back at a random time within this time for each that is connected.
const SPREAD_EACH_MS: u64 = 8;
/// How long a successor takes to be there.
const AFTER_MS: u64 = 1_500;

/// What a session is told from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Tell the till to dial again; go on until it does.
    Drain { after_ms: u64, spread_ms: u64 },
    /// End now, with this code and reason.
    Close(u16, &'static str),
}

#[derive(Default)]
struct Control {
    order: Mutex<Option<Order>>,
    given: Notify,
}

impl Control {
    fn give(&self, order: Order) {
        let mut given = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*given, Some(Order::Close(..))) {
            *given = Some(order);
        }
        drop(given);
        self.given.notify_one();
    }
}

/// All sessions.
#[derive(Default)]
pub struct Sessions {
    seats: Mutex<HashMap<TillId, Arc<Control>>>,
    left: Notify,
}

impl Sessions {
    /// How many tills are connected.
    pub fn count(&self) -> usize {
        self.seats().len()
    }

    /// Whether this till is connected.
    pub fn has(&self, till: &TillId) -> bool {
        self.seats().contains_key(till)
    }

    /// Ends the till's session, if it has one, with a code of [`close`] and a reason of at most 120
    /// bytes.
    pub fn close(&self, till: &TillId, code: u16, reason: &'static str) {
        if let Some(control) = self.seats().get(till) {
            control.give(Order::Close(code, reason));
        }
    }

    /// Tells all tills to dial again, step by step within `over`.
    pub async fn drain(&self, over: Duration) {
        let controls: Vec<_> = self.seats().values().cloned().collect();
        let tills = u64::try_from(controls.len()).unwrap_or(u64::MAX);
        let spread_ms = tills.saturating_mul(SPREAD_EACH_MS).clamp(500, 30_000);
        for step in controls.chunks(controls.len().div_ceil(STEPS as usize).max(1)) {
            for control in step {
                control.give(Order::Drain { after_ms: AFTER_MS, spread_ms });
            }
            tokio::time::sleep(over / STEPS).await;
        }
    }

    /// Ends all sessions and waits until they are gone, at most `patience`.
    pub async fn close_all(&self, patience: Duration) {
        let gone = async {
            loop {
                let left = self.left.notified();
                let seats: Vec<_> = self.seats().values().cloned().collect();
                if seats.is_empty() {
                    return;
                }
                for control in seats {
                    control.give(Order::Close(close::DRAIN, "the relay restarts; dial again"));
                }
                left.await;
            }
        };
        let _ = tokio::time::timeout(patience, gone).await;
    }

    /// A seat for a till's new session; one that it had before is told to end.
    pub(super) fn enter(&self, till: &TillId) -> Seat<'_> {
        let control = Arc::new(Control::default());
        let before = self.seats().insert(till.clone(), Arc::clone(&control));
        if let Some(before) = before {
            let reason = "a newer connection of this till has taken over";
            before.give(Order::Close(close::REPLACED, reason));
        }
        Seat { sessions: self, till: till.clone(), control }
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<TillId, Arc<Control>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session's place among [`Sessions`], until it is dropped.
pub(super) struct Seat<'a> {
    sessions: &'a Sessions,
    till: TillId,
    control: Arc<Control>,
}

impl Seat<'_> {
    /// The next order.
    pub(super) async fn order(&self) -> Order {
        loop {
            let given = self.control.order.lock().unwrap_or_else(PoisonError::into_inner).take();
            match given {
                Some(order) => return order,
                None => self.control.given.notified().await,
            }
        }
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut seats = self.sessions.seats();
        if seats.get(&self.till).is_some_and(|it| Arc::ptr_eq(it, &self.control)) {
            seats.remove(&self.till);
        }
        drop(seats);
        self.sessions.left.notify_one();
    }
}
