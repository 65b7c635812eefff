//! Slips and the printer.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use std::path::Path;

use contract::{
    Failure, FailureCode, Nothing, OrderRef, PrintShift, PrintSlip, PrinterView, ReportView,
    SavedFile, ShiftRef, SlipLink, SlipView,
};
use slip::Document;
use store::SlipOf;

use super::{Call, number};
use crate::failure::from_checkout;
use crate::open::Till;
use crate::{qr, saved, zone};

impl Till {
    /// An order's slip as it would be printed now, and the page on which the customer can look at it.
    pub(crate) async fn slip(&self, _: &Call, request: OrderRef) -> Result<SlipView, Failure> {
        // What is not there gets no page.
        let slip = self.slip_view(&request.order)?;
        let address = self.slip_pages.link(self.is_training(), &request.order);
        // An address that is too long for a code is no way for a telephone.
        let link = address.and_then(|address| {
            let qr = qr::draw(&address).ok()?;
            Some(SlipLink { address, qr })
        });
        Ok(SlipView { link, ..slip })
    }

    /// The slip of an order for the customer who has its page's name; `None`: it is none of this till's.
    pub(crate) fn slip_of_page(&self, name: &str) -> Option<SlipView> {
        let (training, order) = self.slip_pages.order(name)?;
        if training != self.is_training() {
            return None;
        }
        self.slip_view(&order).ok()
    }

    pub(crate) async fn print_slip(
        &self,
        call: &Call,
        request: PrintSlip,
    ) -> Result<PrinterView, Failure> {
        let number = number(&request.order)?;
        // Nobody is told of paper for what is not there.
        self.checkout.order(number).map_err(from_checkout)?;
        self.queue(call, &SlipOf::Order(number))
    }

    pub(crate) async fn print_shift(
        &self,
        call: &Call,
        request: PrintShift,
    ) -> Result<PrinterView, Failure> {
        self.check_printer()?;
        let report: ReportView = match request.number {
            Some(number) => self.closed_shift(call, ShiftRef { number: Some(number) }).await?,
            None => self.shift(call, Nothing {}).await?.report,
        };
        let number = match report.of {
            contract::ReportOf::Shift { number, .. } => number,
            contract::ReportOf::Day { .. } => 0,
        };
        let report = serde_json::to_string(&report)
            .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
        self.queue(call, &SlipOf::Shift { number, report })
    }

    pub(crate) async fn print_test(&self, call: &Call, _: Nothing) -> Result<PrinterView, Failure> {
        self.queue(call, &SlipOf::Test)
    }

    pub(crate) async fn printer(&self, _: &Call, _: Nothing) -> Result<PrinterView, Failure> {
        Ok(self.printing.view())
    }

    pub(crate) async fn open_drawer(
        &self,
        call: &Call,
        _: Nothing,
    ) -> Result<PrinterView, Failure> {
        self.queue(call, &SlipOf::Drawer)
    }

    /// Saves an order's slip as a PDF among the user's documents. No file is written over.
    pub(crate) async fn save_slip(
        &self,
        _: &Call,
        request: OrderRef,
    ) -> Result<SavedFile, Failure> {
        let zone = zone::of(&self.current_settings());
        let path = saved::place(&format!("venda-{}", request.order), "pdf", &zone)?;
        let bytes = self.save_slip_as(&request.order, &path)?;
        Ok(SavedFile { path: path.display().to_string(), bytes })
    }

    /// An order's slip as plain text.
    pub(crate) fn slip_text(&self, order: &str) -> Result<String, Failure> {
        Ok(self.document(order)?.to_text())
    }

    /// An order's slip as PDF, into a file that is not there yet; says how long it is.
    pub(crate) fn save_slip_as(&self, order: &str, path: &Path) -> Result<u64, Failure> {
        let pdf = self.document(order)?.to_pdf();
        let bytes = pdf.map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
        saved::save_bytes(path, &bytes)
    }

    fn slip_view(&self, order: &str) -> Result<SlipView, Failure> {
        let document = self.document(order)?;
        let printed = self.checkout.slips_of(number(order)?).map_err(from_checkout)?;
        let columns = u32::try_from(document.columns().count()).unwrap_or(u32::MAX);
        Ok(SlipView { columns, lines: document.to_lines(), printed, link: None })
    }

    fn document(&self, order: &str) -> Result<Document, Failure> {
        let order = self.view_of(number(order)?)?;
        Ok(self.printing.content().of_order(&order, Vec::new()))
    }

    fn check_printer(&self) -> Result<(), Failure> {
        let is_set = self.printing.view().kind.is_some();
        is_set.then_some(()).ok_or_else(|| Failure::new(FailureCode::NoPrinter))
    }

    fn queue(&self, call: &Call, of: &SlipOf) -> Result<PrinterView, Failure> {
        self.check_printer()?;
        self.checkout.queue_slip(of, &call.caller.operator).map_err(from_checkout)?;
        self.checkout.hasten_slips().map_err(from_checkout)?;
        self.printing.ask();
        Ok(self.printing.view())
    }
}
