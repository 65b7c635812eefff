//! What the till tells its doors without being asked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::attention::Attention;
use crate::house::HouseView;
use crate::order::OrderView;
use crate::slip::PrinterView;
use crate::till::{Listening, TillView};

/// One message of the till's single event stream. It is sent after the order log has committed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TillEvent {
    /// An order is new or has changed, here or in another process on the same log.
    OrderChanged {
        /// The whole order as it is now.
        order: Box<OrderView>,
    },
    /// How the till hears of payments has changed.
    ListeningChanged {
        /// The new way.
        listening: Listening,
    },
    /// What waits for the manager has changed.
    AttentionChanged {
        /// All that waits now.
        attention: Attention,
    },
    /// The till itself has changed: its settings, or what it is connected to, here or in another process.
    TillChanged {
        /// The whole till as it is now.
        till: Box<TillView>,
    },
    /// Another till is open behind the door than before, or none: what a page shows of the one before is void.
    HouseChanged {
        /// The house as it is now.
        house: Box<HouseView>,
    },
    /// How the printer does has changed, or how much waits for it.
    PrinterChanged {
        /// The printer as it is now.
        printer: PrinterView,
    },
    /// Who works here has changed, or somebody was locked out: a door should ask who is before it.
    OperatorsChanged,
    /// The door was too slow and missed some events: it should ask again for what it shows.
    Missed,
}
