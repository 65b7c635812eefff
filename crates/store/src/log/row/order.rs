//! What stands in events of an order as a whole: its opening, and what people wrote to it.

use domain::order::Opened;
use domain::{Centavos, DocumentKey, Reference, SaleId};
use serde::{Deserialize, Serialize};

use super::{bad_id, internal, unreadable, words};
use crate::error::Error;

/// The first event of every order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenedRow {
    sale_id: String,
    /// The first attempt's, to the letter.
    reference: String,
    amount_centavos: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document_key: Option<String>,
}

impl OpenedRow {
    pub(crate) fn of(opened: &Opened) -> Self {
        Self {
            sale_id: opened.sale_id.as_str().to_owned(),
            reference: opened.reference.as_str().to_owned(),
            amount_centavos: opened.amount.get(),
            document_key: opened.document_key.as_ref().map(ToString::to_string),
        }
    }

    /// The document that the sale belongs to, as it was written.
    pub(crate) fn document_key(self) -> Option<String> {
        self.document_key
    }

    pub(crate) fn into_domain(self) -> Result<Opened, Error> {
        let document_key = self.document_key.map(DocumentKey::new).transpose();
        Ok(Opened {
            document_key: document_key.map_err(|_| bad_id("document key"))?,
            sale_id: SaleId::new(self.sale_id).map_err(|_| bad_id("sale id"))?,
            reference: Reference::new(self.reference).map_err(|_| bad_id("reference"))?,
            amount: Centavos::new(self.amount_centavos),
        })
    }
}

/// What a person wrote to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NotedRow {
    #[serde(deserialize_with = "words")]
    note: String,
}

/// The body of an `order_opened` event.
pub(crate) fn read_opened(body: &str) -> Result<OpenedRow, Error> {
    serde_json::from_str(body).map_err(|error| unreadable(&error))
}

/// The body of a `noted` event.
pub(crate) fn write_noted(text: &str) -> Result<String, Error> {
    serde_json::to_string(&NotedRow { note: text.to_owned() }).map_err(|error| internal(&error))
}

/// The words of a `noted` event; none where they were blanked.
pub(crate) fn read_noted(body: &str) -> Result<String, Error> {
    let row: NotedRow = serde_json::from_str(body).map_err(|error| unreadable(&error))?;
    Ok(row.note)
}
