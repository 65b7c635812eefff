//! The printer: how it is reached, what it says of itself, and who prints what waits for it. Every wait is bounded, and
//! whatever a printer does keeps no sale, no screen and no end of the program waiting.

mod channel;
mod content;
mod file;
mod job;
mod network;
mod queue;
mod serial;
mod status;
mod target;
mod worker;

use std::fmt::Display;

use contract::{PrinterTrouble, PrinterTroubleView};
use domain::UnixMs;

pub(crate) use content::Content;
pub(crate) use target::Target;
pub(crate) use worker::Printing;

/// What is wrong with a printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) what: PrinterTrouble,
    /// The system's words.
    pub(crate) detail: Option<String>,
}

impl Trouble {
    fn new(what: PrinterTrouble) -> Self {
        Self { what, detail: None }
    }

    fn told(what: PrinterTrouble, detail: &dyn Display) -> Self {
        Self { what, detail: Some(detail.to_string()) }
    }

    /// Of a channel that does not open.
    fn opening(error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{PermissionDenied, ResourceBusy, WouldBlock};
        let what = match error.kind() {
            PermissionDenied => PrinterTrouble::NotAllowed,
            // A device that somebody else is writing to.
            WouldBlock | ResourceBusy => PrinterTrouble::Hangs,
            _ => PrinterTrouble::Unreachable,
        };
        Self::told(what, &error)
    }

    /// Of a channel that is open.
    fn using(error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{TimedOut, WouldBlock};
        let what = match error.kind() {
            TimedOut | WouldBlock => PrinterTrouble::Hangs,
            _ => PrinterTrouble::Unreachable,
        };
        Self::told(what, &error)
    }

    /// The word in the outbox.
    const fn word(&self) -> &'static str {
        match self.what {
            PrinterTrouble::Unreachable => "unreachable",
            PrinterTrouble::Hangs => "hangs",
            PrinterTrouble::NoPaper => "no_paper",
            PrinterTrouble::LidOpen => "lid_open",
            PrinterTrouble::Faulty => "faulty",
            PrinterTrouble::NotAllowed => "not_allowed",
        }
    }

    fn view(self, since: UnixMs) -> PrinterTroubleView {
        PrinterTroubleView { what: self.what, since_ms: since.get(), detail: self.detail }
    }
}
