//! Which printer, as the settings say.

use contract::PrinterKind;
use slip::{CodePage, Columns};

use crate::settings::Settings;

/// A printer that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) kind: PrinterKind,
    /// Host and port, device, file or name: what the kind takes. Never empty.
    pub(crate) address: String,
    pub(crate) columns: Columns,
    pub(crate) page: CodePage,
    /// It has a knife.
    pub(crate) cuts: bool,
}

impl Target {
    /// The one that the settings name; `None`: none is set, or it has no address yet.
    pub(crate) fn of(settings: &Settings) -> Option<Self> {
        let address = settings.printer_address().unwrap_or_default().trim().to_owned();
        let kind = settings.printer_kind().filter(|_| !address.is_empty())?;
        let (columns, page) = (columns(settings), settings.printer_page());
        Some(Self { kind, address, columns, page, cuts: settings.printer_cuts() })
    }
}

/// How wide the paper is; also where slips are only shown and saved.
pub(crate) fn columns(settings: &Settings) -> Columns {
    Columns::try_from(settings.printer_columns()).unwrap_or(Columns::C48)
}
