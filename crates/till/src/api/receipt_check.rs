//! "Conferir comprovante": what a customer's receipt is worth.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{CheckReceipt, Failure, ReceiptCheckView, ReceiptCode, ReceiptCodeView};

use super::{Call, bad};
use crate::open::Till;

impl Till {
    pub(crate) async fn read_receipt_code(
        &self,
        _: &Call,
        _: ReceiptCode,
    ) -> Result<ReceiptCodeView, Failure> {
        Err(bad("read_receipt_code"))
    }

    pub(crate) async fn check_receipt(
        &self,
        _: &Call,
        _: CheckReceipt,
    ) -> Result<ReceiptCheckView, Failure> {
        Err(bad("check_receipt"))
    }
}
