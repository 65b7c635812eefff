//! Slips: what is printed, where, and how the printer does.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A slip of an order, as it would be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlipView {
    /// How many characters a line has: 32, 42 or 48.
    pub columns: u32,
    /// What stands on it, from the top.
    pub lines: Vec<SlipLine>,
    /// How often it was printed or asked for.
    pub printed: u32,
    /// Where a customer can look at it with a telephone; null where no door is open to others.
    pub link: Option<SlipLink>,
}

/// The page on which a customer looks at a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlipLink {
    /// Its address, such as `http://192.168.0.9:8080/slip/…`.
    pub address: String,
    /// The address as a QR Code.
    pub qr: crate::order::QrView,
}

/// A line of a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum SlipLine {
    /// Text.
    Text {
        /// At most as many characters as a line has; half as many where it is large.
        text: String,
        /// Twice as wide and as high.
        large: bool,
        /// White on black.
        inverse: bool,
        /// Bold.
        bold: bool,
        /// In the middle; else at the left.
        centred: bool,
    },
    /// A QR Code.
    Qr {
        /// The code.
        qr: crate::order::QrView,
    },
}

/// Asks for a slip on paper.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintSlip {
    /// The order's number.
    pub order: String,
}

/// Asks for a report on paper.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintShift {
    /// The shift's number; null: an X of the one that is open.
    pub number: Option<u32>,
}

/// The printer, and what waits for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterView {
    /// What kind it is; null: none is set.
    pub kind: Option<PrinterKind>,
    /// Where it is.
    pub address: Option<String>,
    /// How many slips wait for it.
    pub waiting: u32,
    /// What is wrong with it, since when nothing came out.
    pub trouble: Option<PrinterTroubleView>,
}

/// How a printer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterKind {
    /// TCP, port 9100.
    Network,
    /// USB, by the device's file or its ids.
    Usb,
    /// A serial port.
    Serial,
    /// A file, to which is written.
    File,
    /// The system's own print queue.
    Queue,
}

/// What is wrong with a printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterTroubleView {
    /// What.
    pub what: PrinterTrouble,
    /// Since when.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// The system's words.
    pub detail: Option<String>,
}

/// What can be wrong with a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterTrouble {
    /// Nobody is there.
    Unreachable,
    /// It takes nothing more, or does not answer in time.
    Hangs,
    /// It is out of paper.
    NoPaper,
    /// Its lid is open.
    LidOpen,
    /// It says that it is not well, or what it says makes no sense.
    Faulty,
    /// The system does not let the till write to it.
    NotAllowed,
}

/// A file that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedFile {
    /// Where it is.
    pub path: String,
    /// How large it is, in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// The dispute folder that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedFolder {
    /// The page for reading.
    pub pdf: SavedFile,
    /// All of it in one file, for the bank.
    pub zip: SavedFile,
}
