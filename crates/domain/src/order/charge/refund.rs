//! Money that goes back.

pub(super) mod report;

use super::Rejection;
use crate::ids::{EndToEndId, IdempotencyKey};
use crate::money::Centavos;
use crate::time::UnixMs;

/// Money that went back to the payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// How much.
    pub amount: Centavos,
    /// The devolution's own end-to-end id (`D…`).
    pub end_to_end_id: Option<EndToEndId>,
    /// When it went back, on the provider's clock.
    pub refunded_at: Option<UnixMs>,
    /// A webhook told how much; the provider only confirmed that money went back.
    pub told: bool,
    /// It was asked for at this till.
    pub asked_here: bool,
    /// When we learned of it, on our clock.
    pub seen_at: UnixMs,
}

/// A refund that was asked for at this till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    /// What was asked.
    pub order: RefundOrder,
    /// When it was written down, on our clock.
    pub requested_at: UnixMs,
    /// How it stands.
    pub state: RefundState,
}

/// What a refund needs to be sent, as often as needed, to the byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOrder {
    /// Why.
    pub reason: RefundReason,
    /// A note for the shop's books, which the payer does not see.
    pub description: Option<String>,
    /// The provider executes a key once.
    pub idempotency_key: IdempotencyKey,
    /// The exact body of the request.
    pub body: String,
}

/// How a refund that was asked for stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundState {
    /// Written down; the provider has not taken it yet, as far as we know.
    Asked,
    /// The provider has taken it. That is not "refunded".
    Accepted {
        /// The devolution's own end-to-end id (`D…`), if it was told.
        end_to_end_id: Option<EndToEndId>,
    },
    /// The provider refused it, or it never left the machine; the money is still here.
    Failed(Rejection),
    /// The money went back.
    Done,
}

/// Why money goes back (`ConnectPSP`, refundcashin: the reasons that a bank understands).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundReason {
    /// A fraud.
    Fraud,
    /// The customer paid twice.
    DuplicatedPayment,
    /// The customer wants it.
    CustomerRequest,
    /// The shop was wrong.
    MerchantError,
}

/// What a provider tells about money that went back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// How much; a provider may mean the last part or all of them. Absent: everything.
    pub amount: Option<Centavos>,
    /// The devolution's own end-to-end id (`D…`).
    pub end_to_end_id: Option<EndToEndId>,
    /// When, on the provider's clock.
    pub at: Option<UnixMs>,
}

/// A refund that a webhook tells of without proof: it counts when the provider, asked, says that
/// money went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundNotice {
    /// The part that went back; absent: everything.
    pub amount: Option<Centavos>,
    /// When, on the provider's clock. The same amount at the same time is the same refund.
    pub at: Option<UnixMs>,
}
