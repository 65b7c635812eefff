//! A slip as the bytes that printers take (ESC/POS).

use std::cell::RefCell;

use escpos::driver::Driver;
use escpos::errors::{PrinterError, Result as EscPosResult};
use escpos::printer::Printer;
use escpos::printer_options::PrinterOptions;
use escpos::utils::{JustifyMode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption};

use crate::document::{Align, Columns, Document, Row, Style};
use crate::page::CodePage;
use crate::qr;

/// Opens the drawer: a pulse of 50 ms on its first pin, and 500 ms of rest (ESC p 0 25 250). The library's own
/// command stops before the two times, and swallows what comes next.
pub const DRAWER: [u8; 5] = [0x1B, 0x70, 0x00, 0x19, 0xFA];

/// Bytes are single letters from here on: many printers begin with Chinese, in which two make one (FS .).
const SINGLE_BYTES: [u8; 2] = [0x1C, 0x2E];

/// How many dots a module of a QR Code has, where it fits.
const MODULE_DOTS: usize = 4;

/// Where that is too large.
const SMALLEST_MODULE_DOTS: usize = 3;

/// A document that the library does not take: a QR Code without end.
#[derive(Debug, thiserror::Error)]
#[error("the printer's commands cannot be written: {0}")]
pub struct Error(#[from] PrinterError);

/// Takes what the library writes.
#[derive(Debug, Default)]
struct Buffer(RefCell<Vec<u8>>);

impl Driver for Buffer {
    fn name(&self) -> String {
        "buffer".to_owned()
    }

    fn write(&self, data: &[u8]) -> EscPosResult<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> EscPosResult<usize> {
        Ok(0)
    }

    fn flush(&self) -> EscPosResult<()> {
        Ok(())
    }
}

impl Document {
    /// The bytes for a printer that has this page of letters; it cuts the paper at the end, if it has a knife.
    pub fn to_escpos(&self, page: CodePage, cut: bool) -> Result<Vec<u8>, Error> {
        let options = PrinterOptions::new(page.of_printer(), None, 48);
        let mut printer = Printer::new(Buffer::default(), Protocol::default(), Some(options));
        printer.init()?.custom(&SINGLE_BYTES)?;
        self.rows().iter().try_fold(page, |page, row| self.print_row(&mut printer, page, row))?;
        printer.feeds(TO_THE_EDGE)?;
        if cut {
            printer.cut()?;
        }
        printer.print()?;
        Ok(printer.driver().0.into_inner())
    }

    /// Prints a row; the page of the letters that follow.
    fn print_row(
        &self,
        printer: &mut Printer<Buffer>,
        page: CodePage,
        row: &Row,
    ) -> EscPosResult<CodePage> {
        match row {
            Row::Text { text, style } => print_text(printer, &page.encode(text), *style)?,
            Row::Qr(text) => {
                let size = u8::try_from(self.module_dots(text)).unwrap_or(u8::MAX);
                let option = QRCodeOption::new(QRCodeModel::Model2, size, QRCodeCorrectionLevel::M);
                printer.justify(JustifyMode::CENTER)?.qrcode_option(text, option)?;
                printer.feed()?.justify(JustifyMode::LEFT)?;
            }
            Row::Ruler => {
                let ruler = Row::ruler(Columns::C48.count());
                print_text(printer, ruler.as_bytes(), Style::default())?;
            }
            Row::Page(next) => {
                if let Some(code) = next.of_printer() {
                    printer.page_code(code)?;
                }
                return Ok(*next);
            }
        }
        Ok(page)
    }

    /// How many whole dots a module has.
    fn module_dots(&self, text: &str) -> usize {
        let modules = qr::Grid::of(text).map_or(0, |grid| grid.side_with_quiet_zone());
        let fits = modules * MODULE_DOTS <= self.columns().dots();
        if fits { MODULE_DOTS } else { SMALLEST_MODULE_DOTS }
    }
}

/// So many lines lie between what is printed last and the edge at which the paper is torn.
const TO_THE_EDGE: u8 = 4;

/// What is set for a line is unset after it: what comes next is never large by what was lost before.
fn print_text(printer: &mut Printer<Buffer>, text: &[u8], style: Style) -> EscPosResult<()> {
    match style.align {
        Align::Left => {}
        Align::Centre => drop(printer.justify(JustifyMode::CENTER)?),
        Align::Right => drop(printer.justify(JustifyMode::RIGHT)?),
    }
    if style.bold {
        printer.bold(true)?;
    }
    if style.large {
        printer.size(2, 2)?;
    }
    if style.inverse {
        printer.reverse(true)?;
    }
    printer.custom(text)?.feed()?;
    if style.inverse {
        printer.reverse(false)?;
    }
    if style.large {
        printer.reset_size()?;
    }
    if style.bold {
        printer.bold(false)?;
    }
    if style.align != Align::Left {
        printer.justify(JustifyMode::LEFT)?;
    }
    Ok(())
}
