//! The shop at the top of its slips.

use domain::{TaxId, TaxIdKind};

use crate::document::{Document, Style};

/// Whose slip it is.
#[derive(Debug, Clone)]
pub struct Shop {
    /// What customers call it.
    pub name: String,
    /// Its CNPJ, which is public and stands whole; a person's CPF is masked.
    pub document: Option<TaxId>,
    /// Street and number.
    pub address: Option<String>,
    /// Where it is.
    pub city: Option<String>,
}

impl Shop {
    pub(crate) fn write(&self, slip: &mut Document) {
        slip.text(&self.name, Style { large: true, ..Style::CENTRE_BOLD });
        if let Some(document) = &self.document {
            slip.text(&named(document), Style::CENTRE);
        }
        let place = [&self.address, &self.city].into_iter().flatten();
        let parts: Vec<&str> = place.map(|part| part.trim()).filter(|it| !it.is_empty()).collect();
        let line = parts.join(" - ");
        if line.chars().count() <= slip.count() {
            if !line.is_empty() {
                slip.text(&line, Style::CENTRE);
            }
        } else {
            for part in parts {
                slip.text(part, Style::CENTRE);
            }
        }
        slip.rule();
    }
}

/// A document with its name: `CNPJ 12.345.678/0001-95`, `CPF ***.456.789-**`.
pub(crate) fn named(document: &TaxId) -> String {
    let (kind, shown) = kind_and_number(document);
    format!("{kind} {shown}")
}

/// A company's number is public and stands whole; a person's is masked.
pub(crate) fn kind_and_number(document: &TaxId) -> (&'static str, String) {
    match document.kind() {
        TaxIdKind::Cnpj => ("CNPJ", document.written()),
        TaxIdKind::Cpf => ("CPF", document.masked()),
    }
}
