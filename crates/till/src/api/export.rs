//! Exports, and the folder for a dispute.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{ExportRequest, ExportedView, Failure, OrderRef, SavedFolder};

use super::{Call, bad};
use crate::open::Till;

impl Till {
    pub(crate) async fn save_dispute_folder(
        &self,
        _: &Call,
        _: OrderRef,
    ) -> Result<SavedFolder, Failure> {
        Err(bad("save_dispute_folder"))
    }

    /// Saves an export among the user's documents.
    pub(crate) async fn save_export(
        &self,
        _: &Call,
        request: ExportRequest,
    ) -> Result<ExportedView, Failure> {
        self.export_among_documents(&request)
    }
}
