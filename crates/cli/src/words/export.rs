//! Exports in words.

/// One language.
pub(crate) struct ExportWords {
    /// Before the file's name.
    pub(crate) saved: &'static str,
    /// Behind how many.
    pub(crate) rows: &'static str,
    /// Before what they come to.
    total: &'static str,
}

impl ExportWords {
    /// What the rows come to, which is below nothing where more left than came.
    pub(crate) fn total(&self, centavos: i64) -> String {
        let sign = if centavos < 0 { "-" } else { "" };
        let amount = i64::try_from(centavos.unsigned_abs()).unwrap_or(i64::MAX);
        format!("{} {sign}{}", self.total, till::format_amount(amount))
    }
}

pub(super) static PORTUGUESE: ExportWords =
    ExportWords { saved: "Salvo em", rows: "linhas", total: "total" };

pub(super) static ENGLISH: ExportWords =
    ExportWords { saved: "Saved as", rows: "rows", total: "total" };
