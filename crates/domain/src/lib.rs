//! Pure words and rules of a Pix sale: money, ids, BR Code, the life of a charge.

pub mod brcode;
mod end_to_end;
mod fiscal;
mod ids;
mod institution;
mod money;
mod operator;
pub mod order;
mod payer;
mod payout;
pub mod pin;
mod printable;
mod receipt_check;
#[cfg(feature = "sabotage")]
pub mod sabotage;
mod shift;
pub mod spoken;
mod tax_id;
mod time;
mod unmatched;

pub use fiscal::{DYNAMIC_PIX, DocumentKey, FiscalPayment, Integration, fiscal_payments};
pub use ids::{
    CashMoveId, EndToEndId, IdError, IdempotencyKey, OrderNumber, ProviderId, Reference, RefundId,
    SaleId,
};
pub use institution::name_of_institution;
pub use money::{AmountError, Centavos};
pub use operator::{
    Actor, BadActor, Caller, Device, OperatorChange, OperatorEvent, OperatorId, Role, is_same_name,
};
pub use order::{Order, charge};
pub use payer::{BadName, Payer, mask_name};
pub use payout::{Payout, PayoutSeen, PayoutStatus, apply_payout};
pub use printable::Printable;
pub use receipt_check::{
    ReceiptCheck, ReceiptMoney, ReceiptVerdict, Shown, Whose, is_scheduled, verdict_of,
    verdict_of_nothing, verdict_of_several,
};
pub use shift::{CashMove, Closing, Shift, ShiftEvent, ShiftNumber, ShiftRefusal};
pub use tax_id::{TaxId, TaxIdError, TaxIdKind};
pub use time::UnixMs;
pub use unmatched::{UnmatchedMoney, UnmatchedNumber, UnmatchedPayment, UnmatchedState};
