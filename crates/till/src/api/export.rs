//! Exports, and the folder for a dispute.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{ExportRequest, ExportedView, Failure, OrderRef, SavedFolder};

use super::Call;
use crate::open::Till;

impl Till {
    /// Saves the folder for a dispute among the user's documents.
    pub(crate) async fn save_dispute_folder(
        &self,
        call: &Call,
        request: OrderRef,
    ) -> Result<SavedFolder, Failure> {
        self.save_folder(call, &request.order, None).await
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
