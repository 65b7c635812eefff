//! Slips and the printer.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{
    Failure, Nothing, OrderRef, PrintShift, PrintSlip, PrinterView, SavedFile, SlipView,
};

use super::{Call, bad};
use crate::open::Till;

impl Till {
    pub(crate) async fn slip(&self, _: &Call, _: OrderRef) -> Result<SlipView, Failure> {
        Err(bad("slip"))
    }

    pub(crate) async fn print_slip(&self, _: &Call, _: PrintSlip) -> Result<PrinterView, Failure> {
        Err(bad("print_slip"))
    }

    pub(crate) async fn print_shift(
        &self,
        _: &Call,
        _: PrintShift,
    ) -> Result<PrinterView, Failure> {
        Err(bad("print_shift"))
    }

    pub(crate) async fn print_test(&self, _: &Call, _: Nothing) -> Result<PrinterView, Failure> {
        Err(bad("print_test"))
    }

    pub(crate) async fn printer(&self, _: &Call, _: Nothing) -> Result<PrinterView, Failure> {
        Err(bad("printer"))
    }

    pub(crate) async fn open_drawer(&self, _: &Call, _: Nothing) -> Result<PrinterView, Failure> {
        Err(bad("open_drawer"))
    }

    pub(crate) async fn save_slip(&self, _: &Call, _: OrderRef) -> Result<SavedFile, Failure> {
        Err(bad("save_slip"))
    }
}
