//! An order as a screen needs it, and what is asked about it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::by_hand::{ByHandView, GivenUpView};
use crate::dispute::DisputeView;
use crate::failure::Failure;
use crate::fiscal::FiscalView;
use crate::obstacle::Obstacle;
use crate::refund::{RefundOffer, RefundRequestView, RefundView};

/// Names one order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderRef {
    /// The order's number, such as `000123`.
    pub order: String,
}

/// Asks for the newest orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LastSales {
    /// At most this many, 1 to 200.
    pub limit: u32,
    /// Only those of the last 30 days that went oddly, or may have.
    #[serde(default)]
    pub odd: bool,
    /// Only those that are confirmed by hand and not proved, however old.
    #[serde(default)]
    pub by_hand: bool,
}

/// An order with all its attempts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderView {
    /// The order's number, such as `000123`.
    pub order: String,
    /// The id that the door gave the sale: by it a page finds the order whose answer it missed.
    pub sale_id: String,
    /// What was asked for.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// When the order was made.
    #[ts(type = "number")]
    pub created_at_ms: i64,
    /// The order's status: `paid` if any attempt is; `by_hand` where only a person says so; else the last
    /// attempt's.
    pub status: Status,
    /// How we know that its money has come, in the best case: by proof, else by a person's word; null: we don't.
    pub evidence: Option<OrderEvidence>,
    /// What went oddly; several may hold at once.
    pub anomalies: Vec<Anomaly>,
    /// All that has arrived for this order, over all attempts.
    #[ts(type = "number")]
    pub received_centavos: i64,
    /// All that went back, over all attempts.
    #[ts(type = "number")]
    pub refunded_centavos: i64,
    /// The till's time when this was told: moments count from it, whatever the clock of the one who looks shows.
    #[ts(type = "number")]
    pub now_ms: i64,
    /// First to last, at least one.
    pub attempts: Vec<AttemptView>,
    /// What people have done to it, oldest first. What was done before that was kept is not among them.
    pub acts: Vec<ActView>,
    /// The document that it belongs to, as the caller gave it with the charge.
    pub document_key: Option<String>,
    /// What a fiscal note needs of each of its payments; in lists of orders it is not told.
    pub fiscal: Vec<FiscalView>,
}

/// What a person has done to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActView {
    /// What.
    pub act: Act,
    /// When.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Who.
    pub by: ActorView,
}

/// Who has done something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActorView {
    /// The operator's name; null: the owner, of a till without operators.
    pub name: Option<String>,
    /// The name of who has approved it, if somebody has.
    pub approved_by: Option<String>,
}

/// What people do to orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The first attempt was made.
    Charged,
    /// A further attempt was made.
    NewCode,
    /// It was to be cancelled.
    Cancelled,
    /// Money was to go back.
    Refunded,
    /// A dispute was closed.
    DisputeClosed,
    /// Money without a sale was matched to it.
    Matched,
    /// It was confirmed by hand.
    ConfirmedByHand,
    /// It was given up.
    GivenUp,
}

/// Newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrdersView {
    /// The orders.
    pub orders: Vec<OrderRow>,
}

/// An order as a list shows it: some 250 bytes. Its codes, and all that happened to it, are asked for one
/// order at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderRow {
    /// The order's number, such as `000123`.
    pub order: String,
    /// What was asked for.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// When the order was made.
    #[ts(type = "number")]
    pub created_at_ms: i64,
    /// When it was paid last; until then, when it was made.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// The order's status, as in [`OrderView`].
    pub status: Status,
    /// What went oddly; several may hold at once.
    pub anomalies: Vec<Anomaly>,
    /// All that has arrived for this order, over all attempts.
    #[ts(type = "number")]
    pub received_centavos: i64,
    /// All that went back, over all attempts.
    #[ts(type = "number")]
    pub refunded_centavos: i64,
    /// The name on screens of the last attempt's provider.
    pub provider_name: String,
    /// Whether the money of the last attempt's account is real; null in an old log.
    pub environment: Option<AccountEnvironment>,
    /// What else a list says of it.
    pub marks: Vec<RowMark>,
    /// How we know that its money has come, as in [`OrderView`].
    pub evidence: Option<OrderEvidence>,
    /// What a person has said of its money; proved or not.
    pub by_hand: Option<ByHandView>,
    /// The name of who has begun it; absent: the owner, or nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub seller: Option<String>,
    /// The name of who paid first, masked; absent: nobody, or nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub payer_name: Option<String>,
}

/// What a list says of an order beside its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RowMark {
    /// The last attempt's code has no end at the provider.
    NeverExpires,
    /// It is unproven, and nobody says "paid": the provider has answered something else than was sent.
    OtherAnswer,
    /// The provider has taken a refund and does not say for days that the money went back.
    RefundOverdue,
    /// It is rejected, and by nobody: the request never reached the provider.
    NotSent,
    /// A person has stopped waiting for it: its code need not have expired.
    GivenUp,
}

/// One charge at the provider.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttemptView {
    /// 1 for the first.
    pub attempt: u32,
    /// Our reference at the provider (`externalReference`).
    pub reference: String,
    /// The provider's adapter, such as `connectpsp`.
    pub provider: String,
    /// The provider's id, once it is known.
    pub provider_id: Option<String>,
    /// Where the charge is in its life.
    pub status: Status,
    /// The provider's own word where we don't know it.
    pub raw_status: Option<String>,
    /// The account that it was made with; null in an old log, until it is bound to one.
    pub account: Option<AccountView>,
    /// The provider says "paid", and what it says does not prove this sale.
    pub unproven: Option<UnprovenView>,
    /// Why asking about it brings nothing, where it does not.
    pub trouble: Option<TroubleView>,
    /// Registering only: an answer was lost, so we don't know yet whether the provider has the
    /// charge; the same request is being repeated.
    pub outcome_unknown: bool,
    /// When the attempt was written down.
    #[ts(type = "number")]
    pub created_at_ms: i64,
    /// The provider's name on screens.
    pub provider_name: String,
    /// The code has no end at the provider: `expires_at_ms` is when the till stops waiting, and
    /// `expired` means that it did.
    pub never_expires: bool,
    /// When the code expires, on the till's clock; null while registering.
    #[ts(type = "number | null")]
    pub expires_at_ms: Option<i64>,
    /// The same on the provider's clock.
    #[ts(type = "number | null")]
    pub provider_expires_at_ms: Option<i64>,
    /// The copy-and-paste code, only if it passed the check.
    pub copy_and_paste: Option<String>,
    /// The code drawn; present exactly when `copy_and_paste` is.
    pub qr: Option<QrView>,
    /// Why the provider's code is not shown, if it failed the check.
    pub code_refused: Option<String>,
    /// Why there is no charge (status `rejected`): nothing was charged and no code was shown; or why the till has
    /// stopped waiting for it (status `expired`).
    pub rejection: Option<Failure>,
    /// A person has stopped waiting for it.
    pub given_up: Option<GivenUpView>,
    /// A person says that its money has come; proved or not.
    pub by_hand: Option<ByHandView>,
    /// What arrived, in the order in which we saw it.
    pub payments: Vec<PaymentView>,
    /// What went back, in the order in which we saw it.
    pub refunds: Vec<RefundView>,
    /// Whether the money can go back from here.
    pub refund_offer: RefundOffer,
    /// The refund that was asked for here last.
    pub refund_request: Option<RefundRequestView>,
    /// The payer's bank claims the money back, or did.
    pub dispute: Option<DisputeView>,
}

/// The account at a provider that an attempt was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountView {
    /// The provider's adapter, such as `connectpsp`.
    pub adapter: String,
    /// Its base URL.
    pub address: String,
    /// 16 hexadecimal digits that tell two accounts apart and give nothing away.
    pub fingerprint: String,
    /// Whether its money is real, as far as its address tells.
    pub environment: AccountEnvironment,
    /// It is not connected any more, and kept only to be asked about what is open there.
    pub kept: bool,
}

/// Whether an account's money is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountEnvironment {
    /// A provider's production.
    Real,
    /// A provider's trial environment: no money moves.
    Trial,
    /// The sandbox of training mode.
    Training,
    /// An address that the till does not know.
    Unknown,
}

/// "The provider says paid, but …", or an answer to the creation that is about something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnprovenView {
    /// Why it is not believed.
    pub doubt: Doubt,
    /// The provider says "paid". Else it answered the creation, or the look-up for it, with something else
    /// than what was sent, and said nothing of money.
    pub paid: bool,
    /// What differs, as the provider wrote it.
    pub said: Option<String>,
    /// How it reached us.
    pub evidence: Evidence,
}

/// Why "paid" is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Another account says it.
    OtherAccount,
    /// It is said of another transaction.
    OtherId,
    /// It is said of another reference.
    OtherReference,
    /// A notice names neither id nor reference.
    NoName,
    /// No amount stands there.
    AmountAbsent,
    /// The amount cannot be read.
    AmountUnreadable,
    /// The answer to the creation has another amount: its code is not shown.
    OtherAmount,
    /// Its end-to-end id is that of another payment.
    EndToEndIdTaken,
    /// What stands there as its end-to-end id is none: the payment may be another sale's.
    EndToEndIdUnreadable,
    /// It came as the answer to the creation; it is being asked about.
    AtCreation,
    /// What is there under the reference may be older than this sale.
    MayBeOlder,
    /// What is there under the reference is paid, though its code was never shown.
    PaidBefore,
}

/// Why asking about a charge brings nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TroubleView {
    /// What is wrong.
    pub what: Trouble,
    /// Since when without a break.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// What stands in the way, where the provider is not reached and this process has asked itself.
    pub obstacle: Option<Obstacle>,
}

/// What is wrong with asking about a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The provider says that it knows no such charge.
    NotFound,
    /// The provider refuses the credentials.
    Refused,
    /// The provider's answer cannot be read.
    Unreadable,
    /// The provider asks for patience.
    ToldToWait,
    /// The provider is not reached.
    Offline,
    /// The account that it was made with is not connected.
    NotConnected,
}

/// A QR Code as one SVG path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QrView {
    /// Modules per side, with the quiet zone of 4 on each side: the side of the view box.
    pub modules: u32,
    /// The dark modules as path data in module units.
    pub path: String,
}

/// One payment that arrived.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PaymentView {
    /// How much.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// The Pix end-to-end id, if the provider gave one.
    pub end_to_end_id: Option<String>,
    /// The provider's time of payment.
    #[ts(type = "number | null")]
    pub paid_at_ms: Option<i64>,
    /// When this till learned of it.
    #[ts(type = "number")]
    pub seen_at_ms: i64,
    /// The payer's name, masked (`João S***`).
    pub payer_name: Option<String>,
    /// How we know.
    pub evidence: Evidence,
    /// The provider has said the same when it was asked.
    pub confirmed: bool,
    /// It arrived without a sale and was matched to this one: why, in a person's words.
    pub matched: Option<String>,
}

/// Where a charge, or its order, is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Written down; the provider has not confirmed it yet.
    Registering,
    /// The customer can pay.
    Pending,
    /// Money has arrived.
    Paid,
    /// Money has arrived and is to go back; the provider has not confirmed it yet.
    Refunding,
    /// All of the money went back.
    Refunded,
    /// Time ran out: the provider says so, or the till stopped waiting.
    Expired,
    /// Stopped at the till or at the provider.
    Cancelled,
    /// The provider refused it, or it was never sent: no code was ever shown.
    Rejected,
    /// Of an order alone: a person says that its money has come, and nothing has proved it.
    ByHand,
}

/// What went oddly with money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Anomaly {
    /// Money came after the charge had expired.
    PaidLate,
    /// Money came after the charge had been cancelled.
    PaidAfterCancelling,
    /// In other amounts than the order's, more came than was asked for.
    Overpaid,
    /// In other amounts than the order's, less came than was asked for.
    Underpaid,
    /// The order was paid more than once.
    DuplicatePayment,
    /// The payer's bank claims the money back.
    Disputed,
    /// The provider says "paid", and what it says does not prove this sale.
    Unproven,
}

/// How we know of a payment; both are proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// We asked the provider.
    Polled,
    /// The provider sent it, signed with a secret that only it and this till hold.
    SignedWebhook,
}

/// How we know, in the best case, that an order's money has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OrderEvidence {
    /// By proof: we asked the provider.
    Polled,
    /// By proof: the provider sent it, signed.
    SignedWebhook,
    /// A person says so, which is never proof: no payment has it, and the provider goes on being asked.
    Manual,
}
