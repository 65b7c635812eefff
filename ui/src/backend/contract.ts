// Generated from crates/contract by `cargo xtask contract`. Do not edit.

export type Nothing = Record<symbol, never>;

export type HouseView = { 
/**
 * Version of Balcão.
 */
version: string, 
/**
 * Whether a till is open.
 */
state: HouseState, 
/**
 * The till that is open, or would be, is the one for training.
 */
training: boolean, 
/**
 * Training was begun in this home before.
 */
has_training: boolean, 
/**
 * The shop was begun in this home, or there is what a lost one leaves.
 */
has_shop: boolean, 
/**
 * Where the shop keeps its files, where that is not the usual place.
 */
home: string | null, 
/**
 * Language and colours as the settings of this till have them, also while it does not open; what is usual where
 * they cannot be read.
 */
preferences: Preferences, };

export type HouseState = { "is": "new" } | { "is": "open" } | { "is": "closed", 
/**
 * Why.
 */
failure: Failure, };

export type StartTill = { 
/**
 * Which.
 */
kind: TillKind, 
/**
 * The shop is left with charges that a customer may still pay, and goes on asking about them; without it
 * that is refused with `charges_open`.
 */
leave_open: boolean, };

export type TillKind = "training" | "shop";

export type OffersView = { 
/**
 * In the order in which they are shown.
 */
offers: Array<Offer>, };

export type Offer = { 
/**
 * Its adapter, such as `connectpsp`.
 */
id: string, 
/**
 * Its name, such as `ConnectPSP`.
 */
name: string, 
/**
 * Its environments, the real one last; empty: the merchant types the address that the provider's panel shows.
 */
environments: Array<string>, 
/**
 * What is typed, in the order of asking.
 */
fields: Array<OfferField>, };

export type OfferField = { 
/**
 * Its key, by which dictionaries know it.
 */
key: string, 
/**
 * How it is typed.
 */
kind: FieldKind, 
/**
 * What it belongs to.
 */
of: FieldGroup, 
/**
 * Connecting without it is refused.
 */
required: boolean, 
/**
 * What it is if nothing is typed.
 */
default: string | null, 
/**
 * The only values that it may have; empty: any.
 */
choices: Array<string>, };

export type FieldKind = "text" | "secret" | "choice";

export type FieldGroup = "access" | "payer" | "more";

export type SetupView = { 
/**
 * What there is to do, in order.
 */
steps: Array<SetupStep>, 
/**
 * What a person has typed so far and may be kept in the open; null where nobody is setting up.
 */
draft: SetupDraft | null, 
/**
 * The keys of what was typed and cannot be right: fields of the draft, `environment`, those of the shop.
 */
wrong: Array<string>, 
/**
 * What the settings say of the shop and of this till.
 */
shop: ShopDetails, };

export type SetupStep = { 
/**
 * Which.
 */
name: SetupStepName, 
/**
 * How it stands.
 */
state: StepState, };

export type SetupStepName = "provider" | "account" | "shop" | "relay" | "manager";

export type StepState = "open" | "done" | "skipped";

export type SetupDraft = { 
/**
 * The provider that was chosen.
 */
provider: string | null, 
/**
 * One of its environments, or an address.
 */
environment: string | null, 
/**
 * By the fields' keys.
 */
values: Record<string, string>, 
/**
 * What was left out for now.
 */
skipped: Array<SetupStepName>, };

export type ShopDetails = { 
/**
 * Up to 100 characters.
 */
name: string, 
/**
 * A CPF or CNPJ, with or without its points.
 */
document: string, 
/**
 * Up to 60 characters.
 */
city: string, 
/**
 * Up to 40 characters.
 */
till_name: string, 
/**
 * 1 to 999.
 */
till_number: string, 
/**
 * The CNPJ of the institution behind the default provider, which the fiscal note names.
 */
institution: string, };

export type SaveSetup = { 
/**
 * What was typed; null ends setting up: the till sells as it is.
 */
draft: SetupDraft | null, };

export type ConnectProvider = { 
/**
 * Its adapter.
 */
provider: string, 
/**
 * One of the offer's environments, or an address (https, or http on this computer).
 */
environment: string, 
/**
 * By the fields' keys. This is the one way that secrets take from a screen to the till.
 */
values: Record<string, string>, 
/**
 * It shall charge if nobody says otherwise.
 */
as_default: boolean, 
/**
 * The credentials are new ones of the account that is connected there, or was.
 */
same_account: boolean, };

export type TestConnection = { 
/**
 * Its adapter.
 */
provider: string, };

export type ConnectedView = { 
/**
 * Its adapter.
 */
provider: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Where it answers.
 */
environment: string, 
/**
 * It charges if nobody says otherwise.
 */
is_default: boolean, 
/**
 * How long its answers took together, in milliseconds.
 */
answered_in_ms: number, 
/**
 * What the account may do, as far as that shows without a charge.
 */
grants: Array<Grant>, 
/**
 * By how much this computer's clock is ahead of the provider's, in whole seconds; null: nobody has told.
 */
clock_ahead_s: number | null, 
/**
 * The account that was connected before is kept to be asked about so many charges; 0: none is.
 */
kept_charges: number, };

export type Grant = { 
/**
 * What.
 */
what: GrantKind, 
/**
 * How that stands.
 */
state: GrantState, };

export type GrantKind = "look_up" | "charge" | "refund" | "whole_refund" | "signed_notices";

export type GrantState = { "is": "proved" } | { "is": "offered" } | { "is": "missing", 
/**
 * Its key.
 */
field: string, } | { "is": "at_provider" } | { "is": "needs_relay" };

export type ChargeRequest = { 
/**
 * A UUID that the door makes when a sale begins. The same sale charges once: a second Enter, a
 * double click or a repeated request gets the order of the first.
 */
sale_id: string, 
/**
 * Whole centavos, 1 to `999_999_999_999`.
 */
amount_centavos: number, 
/**
 * Who pays; absent means the payer from the settings.
 */
payer: PayerInput | null, 
/**
 * The adapter of the provider that charges; absent means the default.
 */
provider: string | null, 
/**
 * The cashier has confirmed an amount above the ceiling.
 */
above_ceiling: boolean, 
/**
 * The key of the document that the sale belongs to, for fiscal notes: 1 to 60 letters, digits, and `-`, `.`, `/`.
 */
document_key?: string | null, };

export type PayerInput = { 
/**
 * Full name.
 */
name: string, 
/**
 * CPF or CNPJ (also alphanumeric), with or without punctuation.
 */
document: string, };

export type OrderRef = { 
/**
 * The order's number, such as `000123`.
 */
order: string, };

export type LastSales = { 
/**
 * At most this many, 1 to 200.
 */
limit: number, 
/**
 * Only those of the last 30 days that went oddly, or may have.
 */
odd: boolean, 
/**
 * Only those that are confirmed by hand and not proved, however old.
 */
by_hand: boolean, };

export type CustomerPays = { 
/**
 * The order's number.
 */
order: string, 
/**
 * What arrives in the shop's account; absent means the right amount.
 */
amount_centavos: number | null, };

export type ConfirmByHand = { 
/**
 * The order's number.
 */
order: string, 
/**
 * Why, 1 to 200 characters.
 */
reason: string, 
/**
 * The end-to-end id that the customer has shown; blank is none.
 */
end_to_end_id: string | null, };

export type GiveUp = { 
/**
 * The order's number.
 */
order: string, 
/**
 * Why, 1 to 200 characters.
 */
reason: string, };

export type PairRelay = { 
/**
 * The relay's address: https, or http on this computer.
 */
url: string, 
/**
 * The pairing code as typed: 8 characters of Crockford's base32, 10 minutes old at most; case,
 * spaces and hyphens don't matter, `O` is 0, `I` and `L` are 1.
 */
code: string, };

export type RefundOrder = { 
/**
 * The order's number.
 */
order: string, 
/**
 * Which attempt; needed only where more than one was paid.
 */
attempt: number | null, 
/**
 * Why.
 */
reason: RefundReason, 
/**
 * A note for the shop's books, at most 140 characters; the payer does not see it.
 */
description: string | null, };

export type RefundReason = "fraud" | "duplicated_payment" | "customer_request" | "merchant_error";

export type RefundSource = "here" | "elsewhere" | "dispute";

export type ListAll = { 
/**
 * Those that are closed, matched or dismissed too.
 */
all: boolean, };

export type CloseDispute = { 
/**
 * The order's number.
 */
order: string, 
/**
 * For whom.
 */
outcome: DisputeOutcome, 
/**
 * How, 1 to 200 characters.
 */
reason: string, };

export type DisputeOutcome = "won" | "lost" | "accepted";

export type MatchUnmatched = { 
/**
 * The unmatched payment's number.
 */
id: string, 
/**
 * The order's number.
 */
order: string, 
/**
 * Why, 1 to 200 characters.
 */
reason: string, };

export type DismissUnmatched = { 
/**
 * The unmatched payment's number.
 */
id: string, 
/**
 * Why, 1 to 200 characters.
 */
reason: string, };

export type LastPayouts = { 
/**
 * At most this many, 1 to 200.
 */
limit: number, };

export type HistoryQuery = { 
/**
 * Only where the text stands in the number, a reference, a provider's id, an end-to-end id or a payer's name, or
 * is the amount.
 */
search: string | null, 
/**
 * Only made on this day of the shop or later, such as `2026-11-28`.
 */
from_day: string | null, 
/**
 * Only made on this day of the shop or earlier.
 */
to_day: string | null, 
/**
 * Only with this status.
 */
status: Status | null, 
/**
 * Only those that went oddly, or may have.
 */
odd: boolean, 
/**
 * Only those that this operator has begun: the id; `owner` where the till had no operators.
 */
operator: string | null, 
/**
 * Only those whose last attempt is of this provider: the adapter, such as `connectpsp`.
 */
provider: string | null, 
/**
 * Only those of whose money we know in this way.
 */
evidence: OrderEvidence | null, 
/**
 * Only those behind this order in the list: the number of the last row that is shown already.
 */
before: string | null, 
/**
 * At most this many, 1 to 200.
 */
limit: number, };

export type HistoryView = { 
/**
 * The sales, newest first.
 */
rows: Array<OrderRow>, 
/**
 * There are more behind the last row.
 */
more: boolean, 
/**
 * Who has begun sales here, for the filter, also those who work here no more.
 */
operators: Array<SellerView>, 
/**
 * The providers that sales were charged at, for the filter.
 */
providers: Array<ProviderName>, };

export type SellerView = { 
/**
 * The operator's id.
 */
id: string, 
/**
 * The name; null: the owner, of a till without operators.
 */
name: string | null, 
/**
 * What they are here; null where they work here no more, and of the owner.
 */
role: Role | null, };

export type ProviderName = { 
/**
 * The adapter, such as `connectpsp`.
 */
id: string, 
/**
 * The name on screens.
 */
name: string, };

export type HistoryTotals = { 
/**
 * How many sales there are.
 */
sales: number, 
/**
 * All that has arrived for them.
 */
received_centavos: number, 
/**
 * All that went back.
 */
refunded_centavos: number, 
/**
 * What customers may still be paying.
 */
open_centavos: number, 
/**
 * What is confirmed by hand and not proved; not among what has arrived.
 */
by_hand_centavos: number, 
/**
 * So many sales have the text that they were not all counted: there are more than this, and the sums are of those
 * that were.
 */
is_cut: boolean, };

export type TimelineView = { 
/**
 * The order's number.
 */
order: string, 
/**
 * What has happened.
 */
moments: Array<Moment>, };

export type Moment = { 
/**
 * When, on the till's clock.
 */
at_ms: number, 
/**
 * The attempt; 0: the whole order.
 */
attempt: number, 
/**
 * Who; null: the till itself, or in an older log nobody knows.
 */
by: ActorView | null, 
/**
 * What.
 */
what: MomentKind, };

export type MomentKind = { "kind": "charged", 
/**
 * What was asked for.
 */
amount_centavos: number, } | { "kind": "new_code" } | { "kind": "registered", 
/**
 * The provider's name on screens.
 */
provider_name: string, 
/**
 * So long after it was asked for, in milliseconds.
 */
after_ms: number, 
/**
 * When its code expires, on the till's clock; null: never.
 */
expires_at_ms: number | null, } | { "kind": "refused", 
/**
 * Why.
 */
why: Failure, } | { "kind": "hinted" } | { "kind": "paid", 
/**
 * How much.
 */
amount_centavos: number, 
/**
 * How we know.
 */
evidence: Evidence, 
/**
 * The provider's name on screens.
 */
provider_name: string, 
/**
 * The provider's time of payment.
 */
paid_at_ms: number | null, } | { "kind": "confirmed" } | { "kind": "expired" } | { "kind": "cancel_requested" } | { "kind": "cancelled" } | { "kind": "doubted", 
/**
 * Why it is not believed.
 */
doubt: Doubt, } | { "kind": "given_up", 
/**
 * Why.
 */
why: Failure, } | { "kind": "confirmed_by_hand", 
/**
 * Why, in the person's words.
 */
reason: string, } | { "kind": "matched", 
/**
 * Why, in the person's words.
 */
reason: string, } | { "kind": "refund_requested", 
/**
 * How much; null: all that is there.
 */
amount_centavos: number | null, 
/**
 * Why.
 */
reason: RefundReason, } | { "kind": "refund_accepted" } | { "kind": "refund_failed", 
/**
 * Why.
 */
why: Failure, } | { "kind": "refunded", 
/**
 * How much.
 */
amount_centavos: number, 
/**
 * Who asked for it.
 */
source: RefundSource, } | { "kind": "disputed" } | { "kind": "dispute_closed", 
/**
 * For whom; null in logs from before that was asked.
 */
outcome: DisputeOutcome | null, 
/**
 * How.
 */
reason: string, } | { "kind": "noted", 
/**
 * The note.
 */
text: string, } | { "kind": "printed", 
/**
 * The how manieth it is: 1 for the first, above it a copy.
 */
copy: number, } | { "kind": "receipt_checked", 
/**
 * The answer.
 */
verdict: ReceiptVerdict, } | { "kind": "unknown", 
/**
 * The word.
 */
raw: string, };

export type NoteOrder = { 
/**
 * The order's number.
 */
order: string, 
/**
 * 1 to 200 characters, one line.
 */
text: string, };

export type ReceiptCode = { 
/**
 * At most 1,000 characters.
 */
text: string, };

export type ReceiptCodeView = { 
/**
 * The id; null: the text is none.
 */
end_to_end_id: string | null, 
/**
 * The minute that it names.
 */
at_ms: number | null, 
/**
 * The ISPB of the payer's institution: 8 characters.
 */
ispb: string | null, 
/**
 * The institution's name, where it is known here.
 */
bank: string | null, };

export type CheckReceipt = { 
/**
 * The end-to-end id as it is typed, pasted or scanned, at most 1,000 characters; null: by amount and time.
 */
code: string | null, 
/**
 * What the receipt shows, in centavos; 1 to 999,999,999,999.
 */
amount_centavos: number | null, 
/**
 * When it says that it was paid, as the clock in the shop shows it: `14:00` (today), or a day with a time as the
 * terminal takes them.
 */
at: string | null, 
/**
 * The sale that the customer says it paid, where there is one.
 */
order: string | null, };

export type ReceiptVerdict = "received" | "not_received" | "other_amount" | "other_sale" | "already_used" | "not_yet" | "unknown";

export type ReceiptCheckView = { 
/**
 * The answer.
 */
verdict: ReceiptVerdict, 
/**
 * What was read from the code.
 */
code: ReceiptCodeView, 
/**
 * What the receipt shows, as it was typed.
 */
shown_centavos: number | null, 
/**
 * What has come.
 */
amount_centavos: number | null, 
/**
 * The provider's time of payment, else when this till learned of it.
 */
paid_at_ms: number | null, 
/**
 * The order that it paid.
 */
order: string | null, 
/**
 * What that order asked for.
 */
order_centavos: number | null, 
/**
 * What went back of that order's money.
 */
returned_centavos: number | null, 
/**
 * The number of the money without a sale that it is.
 */
unmatched: string | null, 
/**
 * The payer's name, masked.
 */
payer_name: string | null, 
/**
 * The name of who sold the order; null: the owner, or no order.
 */
seller: string | null, 
/**
 * When this code was checked before, and by whom; null: this is the first time.
 */
before: CheckedBefore | null, 
/**
 * Each provider that was asked.
 */
asked: Array<AskedProvider>, 
/**
 * Several payments fit amount and time: their orders, newest first, at most 10.
 */
candidates: Array<string>, 
/**
 * When it was checked.
 */
checked_at_ms: number, };

export type CheckedBefore = { 
/**
 * When.
 */
at_ms: number, 
/**
 * By whom; null: the owner.
 */
by: string | null, 
/**
 * How often in all.
 */
times: number, };

export type AskedProvider = { 
/**
 * The adapter, such as `connectpsp`.
 */
provider: string, 
/**
 * The name on screens.
 */
provider_name: string, 
/**
 * It has answered all that was asked.
 */
heard: boolean, 
/**
 * It can be asked for a payment by its end-to-end id; else its charges alone were asked about.
 */
by_id: boolean, 
/**
 * So long it took, in milliseconds.
 */
took_ms: number, };

export type ShiftView = { 
/**
 * Its number, 1 and up: of the one that is open, else of the next.
 */
number: number, 
/**
 * How it stands.
 */
state: ShiftState, 
/**
 * The till's settings say that the drawer holds cash: it is opened with a float and counted at the closing.
 */
has_cash: boolean, 
/**
 * The count is blind: what should be in the drawer is said after it only.
 */
blind_count: boolean, 
/**
 * The X: what came and went so far.
 */
report: ReportView, 
/**
 * The last closed ones, newest first, at most 30.
 */
closed: Array<ClosedShiftRow>, };

export type ShiftState = "closed" | "automatic" | "open";

export type ClosedShiftRow = { 
/**
 * Its number.
 */
number: number, 
/**
 * When it was opened.
 */
opened_at_ms: number, 
/**
 * When it was closed.
 */
closed_at_ms: number, 
/**
 * Who closed it; null: the owner.
 */
closed_by: string | null, 
/**
 * What it came to: received and confirmed by hand.
 */
total_centavos: number, };

export type ShiftRef = { 
/**
 * Its number; null: the one that is open, else the last closed one.
 */
number: number | null, };

export type OpenShift = { 
/**
 * What is in the drawer (fundo de troco), 0 to 999,999,999,999.
 */
float_centavos: number, };

export type MoveCash = { 
/**
 * A UUID that the door makes.
 */
id: string, 
/**
 * How much, 1 to 999,999,999,999.
 */
amount_centavos: number, 
/**
 * Why, 1 to 200 characters.
 */
reason: string, };

export type CloseShift = { 
/**
 * Its number: another one is not closed in its place.
 */
number: number, 
/**
 * What was counted in the drawer; null where it holds no cash.
 */
counted_centavos: number | null, };

export type Sum = { 
/**
 * How many.
 */
count: number, 
/**
 * How much in all.
 */
centavos: number, };

export type ReportDay = { 
/**
 * The day, such as `2026-11-28`; null: today.
 */
day: string | null, };

export type ReportView = { 
/**
 * Of what it tells.
 */
of: ReportOf, 
/**
 * From when.
 */
from_ms: number, 
/**
 * Until when, this moment not included.
 */
until_ms: number, 
/**
 * The shop's time zone, such as `America/Sao_Paulo`.
 */
time_zone: string, 
/**
 * Payments that are proved, of sales: how many payments, and how much.
 */
received: Sum, 
/**
 * How many orders they paid.
 */
sales: number, 
/**
 * Confirmed by hand and not proved: beside what was received, and in `total_centavos`.
 */
by_hand: Sum, 
/**
 * What went back and was asked for here.
 */
refunded_here: Sum, 
/**
 * What went back by the dispute procedure (MED).
 */
refunded_by_dispute: Sum, 
/**
 * What went back and was asked for elsewhere, such as in the provider's panel.
 */
refunded_elsewhere: Sum, 
/**
 * Received and confirmed by hand, in all.
 */
total_centavos: number, 
/**
 * Received, without what went back: what stays in the account. By hand is not in it.
 */
net_centavos: number, 
/**
 * Of a shift: proved in it, and paid before it was opened; outside the totals.
 */
earlier: Sum, 
/**
 * Of a shift: went back before it was opened, and known since; outside the totals.
 */
earlier_refunds: Sum, 
/**
 * By who sold.
 */
operators: Array<OperatorTotals>, 
/**
 * By provider.
 */
providers: Array<ProviderTotals>, 
/**
 * By hours of the day where it is one day, else by days.
 */
bars: Array<Bar>, 
/**
 * What is not plain, by name.
 */
notable: Notable, 
/**
 * Of a shift: the drawer; null where it holds no cash.
 */
cash: CashView | null, 
/**
 * Of a closed shift: the seal.
 */
seal: SealView | null, 
/**
 * The clock was set back between opening and closing: what was learned in between counts all the same.
 */
clock_set_back: boolean, };

export type ReportOf = { "of": "day", 
/**
 * Such as `2026-11-28`.
 */
day: string, } | { "of": "shift", 
/**
 * Its number, 1 and up.
 */
number: number, 
/**
 * Who opened it, by name; null: the owner, or nobody: see `automatic`.
 */
opened_by: string | null, 
/**
 * Nobody opened it: it began with the first thing that happened after the one before.
 */
automatic: boolean, 
/**
 * When it was closed; null: it is open, and this is an X.
 */
closed_at_ms: number | null, 
/**
 * Who closed it, by name; null: the owner, or it is open.
 */
closed_by: string | null, };

export type OperatorTotals = { 
/**
 * The operator's id; `owner` where the till had no operators.
 */
operator: string, 
/**
 * The name; null: the owner.
 */
name: string | null, 
/**
 * How many orders were paid.
 */
sales: number, 
/**
 * What was received for them.
 */
received_centavos: number, 
/**
 * What of their sales was confirmed by hand and not proved.
 */
by_hand_centavos: number, 
/**
 * What went back of their sales, whoever asked.
 */
refunded_centavos: number, };

export type ProviderTotals = { 
/**
 * The adapter, such as `connectpsp`.
 */
provider: string, 
/**
 * The name on screens.
 */
provider_name: string, 
/**
 * How many orders were paid.
 */
sales: number, 
/**
 * What was received.
 */
received_centavos: number, 
/**
 * What of it was confirmed by hand and not proved.
 */
by_hand_centavos: number, 
/**
 * What went back.
 */
refunded_centavos: number, };

export type Bar = { 
/**
 * When the hour or day begins.
 */
from_ms: number, 
/**
 * How it is written: `08h`, or `28/11`; an hour that comes twice with its offset from UTC.
 */
label: string, 
/**
 * How many orders were paid in it.
 */
sales: number, 
/**
 * What was received in it.
 */
received_centavos: number, };

export type Notable = { 
/**
 * Charges that customers may still be paying: they pass to the next shift.
 */
open: NotableList, 
/**
 * Confirmed by hand and not proved.
 */
by_hand: NotableList, 
/**
 * Money that came late, twice, or in another amount, and what is called paid without a proof.
 */
odd: NotableList, 
/**
 * Disputes that nobody has closed.
 */
disputes: NotableList, 
/**
 * Money without a sale that nobody has looked at; outside the totals.
 */
unmatched: NotableList, 
/**
 * What went back.
 */
refunds: NotableList, };

export type NotableList = { 
/**
 * All of them.
 */
sum: Sum, 
/**
 * At most 50 of them.
 */
items: Array<NotableItem>, };

export type NotableItem = { 
/**
 * The order; null of money without a sale.
 */
order: string | null, 
/**
 * The number of money without a sale.
 */
unmatched: string | null, 
/**
 * How much it is about.
 */
centavos: number, 
/**
 * What was asked for, where that is another amount.
 */
expected_centavos: number | null, 
/**
 * When.
 */
at_ms: number, 
/**
 * The name of who sold, or asked for it; null: the owner, or nobody here.
 */
by: string | null, 
/**
 * The name of who approved it.
 */
approved_by: string | null, 
/**
 * What is odd.
 */
anomalies: Array<Anomaly>, 
/**
 * Of a refund: who asked for it.
 */
source: RefundSource | null, };

export type CashView = { 
/**
 * What was in it when it was opened (fundo de troco).
 */
float_centavos: number, 
/**
 * What was put in (suprimento).
 */
supplied: Sum, 
/**
 * What was taken out (sangria).
 */
withdrawn: Sum, 
/**
 * What should be in it: null while a blind count is to come.
 */
expected_centavos: number | null, 
/**
 * What was counted at the closing.
 */
counted_centavos: number | null, 
/**
 * Counted, without what should be in it: above 0 `sobra`, below 0 `falta`.
 */
difference_centavos: number | null, 
/**
 * What was put in and taken out, oldest first.
 */
moves: Array<CashMoveView>, };

export type CashMoveView = { 
/**
 * It was taken out (sangria); else put in (suprimento).
 */
is_withdrawal: boolean, 
/**
 * How much.
 */
centavos: number, 
/**
 * Why.
 */
reason: string, 
/**
 * When.
 */
at_ms: number, 
/**
 * By whom; null: the owner.
 */
by: string | null, 
/**
 * Who approved it.
 */
approved_by: string | null, };

export type SealView = { 
/**
 * 64 hexadecimal digits: the hash of the closing's event.
 */
head: string, 
/**
 * Its place in the log.
 */
seq: number, 
/**
 * The head as a QR Code.
 */
qr: QrView, };

export type SlipView = { 
/**
 * How many characters a line has: 32, 42 or 48.
 */
columns: number, 
/**
 * What stands on it, from the top.
 */
lines: Array<SlipLine>, 
/**
 * How often it was printed or asked for.
 */
printed: number, 
/**
 * Where a customer can look at it with a telephone; null where no door is open to others.
 */
link: SlipLink | null, };

export type SlipLink = { 
/**
 * Its address, such as `http://192.168.0.9:8080/slip/…`.
 */
address: string, 
/**
 * The address as a QR Code.
 */
qr: QrView, };

export type SlipLine = { "line": "text", 
/**
 * At most as many characters as a line has; half as many where it is large.
 */
text: string, 
/**
 * Twice as wide and as high.
 */
large: boolean, 
/**
 * White on black.
 */
inverse: boolean, 
/**
 * Bold.
 */
bold: boolean, 
/**
 * In the middle; else at the left.
 */
centred: boolean, } | { "line": "qr", 
/**
 * The code.
 */
qr: QrView, };

export type PrintSlip = { 
/**
 * The order's number.
 */
order: string, };

export type PrintShift = { 
/**
 * The shift's number; null: an X of the one that is open.
 */
number: number | null, };

export type PrinterView = { 
/**
 * What kind it is; null: none is set.
 */
kind: PrinterKind | null, 
/**
 * Where it is.
 */
address: string | null, 
/**
 * How many slips wait for it.
 */
waiting: number, 
/**
 * What is wrong with it, since when nothing came out.
 */
trouble: PrinterTroubleView | null, };

export type PrinterKind = "network" | "usb" | "serial" | "file" | "queue";

export type PrinterTroubleView = { 
/**
 * What.
 */
what: PrinterTrouble, 
/**
 * Since when.
 */
since_ms: number, 
/**
 * The system's words.
 */
detail: string | null, };

export type PrinterTrouble = "unreachable" | "hangs" | "no_paper" | "lid_open" | "faulty" | "not_allowed";

export type SavedFile = { 
/**
 * Where it is.
 */
path: string, 
/**
 * How large it is, in bytes.
 */
bytes: number, };

export type SavedFolder = { 
/**
 * The page for reading.
 */
pdf: SavedFile, 
/**
 * All of it in one file, for the bank.
 */
zip: SavedFile, };

export type FiscalView = { 
/**
 * 17: dynamic Pix; 20: static Pix.
 */
tPag: string, 
/**
 * What was received, in reais with two decimals and a point.
 */
vPag: string, 
/**
 * 1: the provider has confirmed it; 2: a person says so.
 */
tpIntegra: string, 
/**
 * The payment institution's CNPJ: 14 characters; null where the settings do not say it.
 */
CNPJ: string | null, 
/**
 * The authorisation: the end-to-end id, 1 to 128 characters; null where there is none.
 */
cAut: string | null, 
/**
 * The CNPJ of the shop that receives; null where the settings do not say it, or the shop has a CPF.
 */
CNPJReceb: string | null, 
/**
 * The terminal: the till's code, 1 to 40 characters.
 */
idTermPag: string, 
/**
 * The day of the payment in the shop's time zone, such as `2026-11-28`.
 */
dPag: string, 
/**
 * The key of the document that the caller gave with the charge.
 */
document_key: string | null, };

export type ExportRequest = { 
/**
 * What.
 */
kind: ExportKind, 
/**
 * From this day of the shop on, such as `2026-11-01`.
 */
from_day: string, 
/**
 * To this day, included.
 */
to_day: string, 
/**
 * In which form.
 */
format: ExportFormat, };

export type ExportKind = "orders" | "payments" | "refunds" | "payouts" | "unmatched" | "shifts" | "acts";

export type ExportFormat = "csv" | "csv_machine" | "jsonl" | "ofx";

export type ExportedView = { 
/**
 * Where it is.
 */
path: string, 
/**
 * How many rows it has, without the head.
 */
rows: number, 
/**
 * What they come to; null where they are no money.
 */
total_centavos: number | null, };

export type Preferences = { 
/**
 * Language of all text.
 */
language: Language, 
/**
 * Colours.
 */
theme: Theme, };

export type Language = "pt-BR" | "en";

export type Theme = "system" | "light" | "dark";

export type Scanner = ScannerMode | ScannerMarks;

export type ScannerMode = "auto" | "off";

export type ScannerMarks = { 
/**
 * Before the code: one to four characters, the first none that an amount has.
 */
prefix?: string, 
/**
 * After the code: `Enter`, `Tab`, or characters as in the prefix.
 */
suffix?: string, 
/**
 * Keys that follow each other within so many milliseconds (1 to 100) are no person's.
 */
max_gap_ms?: number, };

export type TillView = { 
/**
 * Version of Balcão.
 */
version: string, 
/**
 * Training mode: nothing is real, every screen says so.
 */
training: boolean, 
/**
 * Training only: where the sandbox's "banco do cliente" answers.
 */
customer_bank_url: string | null, 
/**
 * Where the till keeps its files, where a command in a terminal has to be told by `--home`; null for the
 * usual place.
 */
home: string | null, 
/**
 * The shop's name, if it has been set.
 */
shop_name: string | null, 
/**
 * The IANA name of the shop's time zone; null where the system's has none.
 */
time_zone: string | null, 
/**
 * The provider that charges if nobody says otherwise.
 */
provider: ProviderView | null, 
/**
 * All that are connected.
 */
providers: Array<ProviderView>, 
/**
 * How the till hears of payments now.
 */
listening: Listening, 
/**
 * What waits for the manager.
 */
attention: Attention, 
/**
 * What has happened to this till, told once; empty in the ordinary course.
 */
notices: Array<Notice>, 
/**
 * Language and colours.
 */
preferences: Preferences, 
/**
 * Amounts above this are asked for twice.
 */
ceiling_centavos: number, 
/**
 * The till asks for the payer's name and CPF/CNPJ at each sale.
 */
ask_payer: boolean, 
/**
 * How a barcode scanner's keys are told from a person's.
 */
scanner: Scanner, 
/**
 * Money and trouble are heard as well as seen.
 */
sounds: boolean, 
/**
 * How loud, 0 to 100.
 */
sound_volume: number, 
/**
 * What people call this till, if it has a name.
 */
till_name: string | null, 
/**
 * Which key does what.
 */
keys: KeyMap, };

export type KeyMap = { 
/**
 * The help.
 */
help: string, 
/**
 * On to a new sale.
 */
new_sale: string, 
/**
 * To the sale that a banner tells of.
 */
other_sale: string, 
/**
 * Asks the provider now.
 */
check_now: string, 
/**
 * The list of sales.
 */
last_sales: string, 
/**
 * Another copy of the last receipt.
 */
copy: string, 
/**
 * Opens the drawer.
 */
drawer: string, 
/**
 * The shift.
 */
shift: string, 
/**
 * Charges, beside Enter; after PAGO, on to the next sale; answers what is asked twice.
 */
charge: string, 
/**
 * The code as large as the screen.
 */
full_screen: string, 
/**
 * Locks the door, for another operator.
 */
lock: string, };

export type ProviderView = { 
/**
 * Its adapter, such as `connectpsp`.
 */
id: string, 
/**
 * Its name, such as `ConnectPSP`.
 */
name: string, 
/**
 * Which environment: `homologacao`, `producao`, or a base URL.
 */
environment: string, 
/**
 * What keeps the till from hearing it, where something does.
 */
trouble: Listening | null, };

export type Listening = { "how": "idle" } | { "how": "polling", 
/**
 * Whole seconds between two questions.
 */
every_s: number, } | { "how": "live", 
/**
 * Whole seconds between two questions about the freshest charge; null while nothing is open.
 */
every_s: number | null, } | { "how": "link_lost", 
/**
 * Whole seconds between two questions about the freshest charge; null while nothing is open.
 */
every_s: number | null, } | { "how": "offline", 
/**
 * The provider's name on screens.
 */
provider: string, 
/**
 * Not the connected account, but one that is kept to be asked.
 */
kept: boolean, 
/**
 * What stands in the way.
 */
obstacle: Obstacle, } | { "how": "refused", 
/**
 * The provider's name on screens.
 */
provider: string, 
/**
 * Not the connected account, but one that is kept to be asked.
 */
kept: boolean, } | { "how": "unreadable", 
/**
 * The provider's name on screens.
 */
provider: string, 
/**
 * Not the connected account, but one that is kept to be asked.
 */
kept: boolean, } | { "how": "told_to_wait", 
/**
 * The provider's name on screens.
 */
provider: string, 
/**
 * Not the connected account, but one that is kept to be asked.
 */
kept: boolean, 
/**
 * Until when, on this computer's clock.
 */
until_ms: number, } | { "how": "cannot_write" } | { "how": "clock_wrong", 
/**
 * Ours minus theirs, whole minutes.
 */
minutes: number, };

export type OrderView = { 
/**
 * The order's number, such as `000123`.
 */
order: string, 
/**
 * The id that the door gave the sale: by it a page finds the order whose answer it missed.
 */
sale_id: string, 
/**
 * What was asked for.
 */
amount_centavos: number, 
/**
 * When the order was made.
 */
created_at_ms: number, 
/**
 * The order's status: `paid` if any attempt is; `by_hand` where only a person says so; else the last
 * attempt's.
 */
status: Status, 
/**
 * How we know that its money has come, in the best case: by proof, else by a person's word; null: we don't.
 */
evidence: OrderEvidence | null, 
/**
 * What went oddly; several may hold at once.
 */
anomalies: Array<Anomaly>, 
/**
 * All that has arrived for this order, over all attempts.
 */
received_centavos: number, 
/**
 * All that went back, over all attempts.
 */
refunded_centavos: number, 
/**
 * The till's time when this was told: moments count from it, whatever the clock of the one who looks shows.
 */
now_ms: number, 
/**
 * First to last, at least one.
 */
attempts: Array<AttemptView>, 
/**
 * What people have done to it, oldest first. What was done before that was kept is not among them.
 */
acts: Array<ActView>, 
/**
 * The document that it belongs to, as the caller gave it with the charge.
 */
document_key: string | null, 
/**
 * What a fiscal note needs of each of its payments; in lists of orders it is not told.
 */
fiscal: Array<FiscalView>, };

export type OrdersView = { 
/**
 * The orders.
 */
orders: Array<OrderRow>, };

export type OrderRow = { 
/**
 * The order's number, such as `000123`.
 */
order: string, 
/**
 * What was asked for.
 */
amount_centavos: number, 
/**
 * When the order was made.
 */
created_at_ms: number, 
/**
 * When it was paid last; until then, when it was made.
 */
at_ms: number, 
/**
 * The order's status, as in [`OrderView`].
 */
status: Status, 
/**
 * What went oddly; several may hold at once.
 */
anomalies: Array<Anomaly>, 
/**
 * All that has arrived for this order, over all attempts.
 */
received_centavos: number, 
/**
 * All that went back, over all attempts.
 */
refunded_centavos: number, 
/**
 * The name on screens of the last attempt's provider.
 */
provider_name: string, 
/**
 * Whether the money of the last attempt's account is real; null in an old log.
 */
environment: AccountEnvironment | null, 
/**
 * What else a list says of it.
 */
marks: Array<RowMark>, 
/**
 * How we know that its money has come, as in [`OrderView`].
 */
evidence: OrderEvidence | null, 
/**
 * What a person has said of its money; proved or not.
 */
by_hand: ByHandView | null, 
/**
 * The name of who has begun it; absent: the owner, or nobody knows.
 */
seller?: string | null, 
/**
 * The name of who paid first, masked; absent: nobody, or nobody knows.
 */
payer_name?: string | null, };

export type RowMark = "never_expires" | "other_answer" | "refund_overdue" | "not_sent" | "given_up";

export type AttemptView = { 
/**
 * 1 for the first.
 */
attempt: number, 
/**
 * Our reference at the provider (`externalReference`).
 */
reference: string, 
/**
 * The provider's adapter, such as `connectpsp`.
 */
provider: string, 
/**
 * The provider's id, once it is known.
 */
provider_id: string | null, 
/**
 * Where the charge is in its life.
 */
status: Status, 
/**
 * The provider's own word where we don't know it.
 */
raw_status: string | null, 
/**
 * The account that it was made with; null in an old log, until it is bound to one.
 */
account: AccountView | null, 
/**
 * The provider says "paid", and what it says does not prove this sale.
 */
unproven: UnprovenView | null, 
/**
 * Why asking about it brings nothing, where it does not.
 */
trouble: TroubleView | null, 
/**
 * Registering only: an answer was lost, so we don't know yet whether the provider has the
 * charge; the same request is being repeated.
 */
outcome_unknown: boolean, 
/**
 * When the attempt was written down.
 */
created_at_ms: number, 
/**
 * The provider's name on screens.
 */
provider_name: string, 
/**
 * The code has no end at the provider: `expires_at_ms` is when the till stops waiting, and
 * `expired` means that it did.
 */
never_expires: boolean, 
/**
 * When the code expires, on the till's clock; null while registering.
 */
expires_at_ms: number | null, 
/**
 * The same on the provider's clock.
 */
provider_expires_at_ms: number | null, 
/**
 * The copy-and-paste code, only if it passed the check.
 */
copy_and_paste: string | null, 
/**
 * The code drawn; present exactly when `copy_and_paste` is.
 */
qr: QrView | null, 
/**
 * Why the provider's code is not shown, if it failed the check.
 */
code_refused: string | null, 
/**
 * Why there is no charge (status `rejected`): nothing was charged and no code was shown; or why the till has
 * stopped waiting for it (status `expired`).
 */
rejection: Failure | null, 
/**
 * A person has stopped waiting for it.
 */
given_up: GivenUpView | null, 
/**
 * A person says that its money has come; proved or not.
 */
by_hand: ByHandView | null, 
/**
 * What arrived, in the order in which we saw it.
 */
payments: Array<PaymentView>, 
/**
 * What went back, in the order in which we saw it.
 */
refunds: Array<RefundView>, 
/**
 * Whether the money can go back from here.
 */
refund_offer: RefundOffer, 
/**
 * The refund that was asked for here last.
 */
refund_request: RefundRequestView | null, 
/**
 * The payer's bank claims the money back, or did.
 */
dispute: DisputeView | null, };

export type AccountView = { 
/**
 * The provider's adapter, such as `connectpsp`.
 */
adapter: string, 
/**
 * Its base URL.
 */
address: string, 
/**
 * 16 hexadecimal digits that tell two accounts apart and give nothing away.
 */
fingerprint: string, 
/**
 * Whether its money is real, as far as its address tells.
 */
environment: AccountEnvironment, 
/**
 * It is not connected any more, and kept only to be asked about what is open there.
 */
kept: boolean, };

export type AccountEnvironment = "real" | "trial" | "training" | "unknown";

export type UnprovenView = { 
/**
 * Why it is not believed.
 */
doubt: Doubt, 
/**
 * The provider says "paid". Else it answered the creation, or the look-up for it, with something else
 * than what was sent, and said nothing of money.
 */
paid: boolean, 
/**
 * What differs, as the provider wrote it.
 */
said: string | null, 
/**
 * How it reached us.
 */
evidence: Evidence, };

export type Doubt = "other_account" | "other_id" | "other_reference" | "no_name" | "amount_absent" | "amount_unreadable" | "other_amount" | "end_to_end_id_taken" | "end_to_end_id_unreadable" | "at_creation" | "may_be_older" | "paid_before";

export type Obstacle = { 
/**
 * Who should have answered: a provider's name, or a relay's host. Null: the provider, whichever it is.
 */
whom: string | null, 
/**
 * What stands in the way.
 */
kind: ObstacleKind, 
/**
 * The name that was met instead: of a certificate, a proxy (host and port) or a place to sign in.
 * Printable, at most 80 characters.
 */
met: string | null, 
/**
 * Who issued the certificate that was met. Printable, at most 80 characters.
 */
issuer: string | null, 
/**
 * The HTTP status that came instead, where it is known; 407: the proxy wants a password.
 */
status: number | null, };

export type ObstacleKind = "no_network" | "unreachable" | "silent" | "not_trusted" | "clock" | "clock_or_certificate" | "out_of_date" | "proxy" | "captive_portal" | "failing";

export type TroubleView = { 
/**
 * What is wrong.
 */
what: Trouble, 
/**
 * Since when without a break.
 */
since_ms: number, 
/**
 * What stands in the way, where the provider is not reached and this process has asked itself.
 */
obstacle: Obstacle | null, };

export type Trouble = "not_found" | "refused" | "unreadable" | "told_to_wait" | "offline" | "not_connected";

export type Notice = { "what": "charges_bound", 
/**
 * The provider's name.
 */
provider: string, 
/**
 * The account's address.
 */
address: string, 
/**
 * How many charges.
 */
charges: number, } | { "what": "account_kept", 
/**
 * The provider's name.
 */
provider: string, 
/**
 * The account's address.
 */
address: string, 
/**
 * How many charges.
 */
charges: number, } | { "what": "new_code", 
/**
 * The code.
 */
code: string, } | { "what": "access_asked", 
/**
 * The code, such as `ABCDE-12345`.
 */
code: string, 
/**
 * Until when it is good, on this computer's clock.
 */
until_ms: number, } | { "what": "settings_unreadable", 
/**
 * Its path.
 */
file: string, 
/**
 * A few of them.
 */
mistakes: Array<SettingMistake>, } | { "what": "settings_unknown", 
/**
 * A few of them.
 */
keys: Array<UnknownSetting>, } | { "what": "pin_forgotten", 
/**
 * Whose, by name.
 */
name: string, 
/**
 * When.
 */
at_ms: number, } | { "what": "cannot_sell", 
/**
 * What each sale is refused with.
 */
failure: Failure, };

export type SettingsView = { 
/**
 * The path of the file in which a person may write them.
 */
file: string, 
/**
 * All of them, by group.
 */
settings: Array<SettingView>, 
/**
 * What is wrong in the file, a few of it.
 */
mistakes: Array<SettingMistake>, 
/**
 * Keys of the file that this version does not know, a few of them.
 */
unknown: Array<UnknownSetting>, 
/**
 * What held last is kept: a file that cannot be read can be written anew from it.
 */
last_good: boolean, };

export type SettingView = { 
/**
 * Its key, such as `sale.ceiling_centavos`.
 */
key: string, 
/**
 * Where it stands on the screen.
 */
group: SettingGroup, 
/**
 * What may stand there; null: it is shown here and changed by commands of its own.
 */
rule: SettingRule | null, 
/**
 * What holds; null: nothing is known.
 */
value: SettingValue | null, 
/**
 * What holds where nobody has chosen.
 */
default: SettingValue | null, 
/**
 * Somebody has chosen something else than the default.
 */
changed: boolean, };

export type SettingGroup = "shop" | "sale" | "accounts" | "operators" | "receipts" | "appearance" | "devices" | "privacy";

export type SettingValue = boolean | number | string;

export type SetSetting = { 
/**
 * The key.
 */
key: string, 
/**
 * The value as a person types it: `30 min`, `R$ 500,00` or `50000`, `true`, `sim`.
 */
value: string, };

export type SettingKey = { 
/**
 * The key.
 */
key: string, };

export type SettingMistake = { "wrong": "value", 
/**
 * Its line, from 1.
 */
line: number, 
/**
 * Its key, such as `sale.ceiling_centavos`.
 */
key: string, 
/**
 * What may stand there.
 */
rule: SettingRule, } | { "wrong": "twice", 
/**
 * The second one's line, from 1.
 */
line: number, 
/**
 * The key, as it stands there.
 */
key: string, } | { "wrong": "syntax", 
/**
 * From 1.
 */
line: number, 
/**
 * From 1, in characters.
 */
column: number, } | { "wrong": "gone" } | { "wrong": "no_text" } | { "wrong": "too_long", 
/**
 * The most that is read.
 */
max_bytes: number, } | { "wrong": "unread", 
/**
 * The system's word for it.
 */
why: string, };

export type SettingRule = { "kind": "switch" } | { "kind": "choice", 
/**
 * The words, as the file has them.
 */
among: Array<string>, } | { "kind": "number", 
/**
 * The least.
 */
min: number, 
/**
 * The most.
 */
max: number, 
/**
 * Of what.
 */
unit: SettingUnit, } | { "kind": "centavos", 
/**
 * The most.
 */
max: number, } | { "kind": "text", 
/**
 * In characters.
 */
max_chars: number, } | { "kind": "time_zone" } | { "kind": "document" } | { "kind": "cnpj" } | { "kind": "scanner_mark" } | { "kind": "scanner_suffix" } | { "kind": "section" };

export type SettingUnit = "none" | "minutes" | "days" | "milliseconds";

export type UnknownSetting = { 
/**
 * The key, with the section that it stands in: `sale.ceilling_centavos`.
 */
key: string, 
/**
 * Its line, from 1.
 */
line: number, 
/**
 * The known key that it looks like.
 */
nearest: string | null, };

export type QrView = { 
/**
 * Modules per side, with the quiet zone of 4 on each side: the side of the view box.
 */
modules: number, 
/**
 * The dark modules as path data in module units.
 */
path: string, };

export type PaymentView = { 
/**
 * How much.
 */
amount_centavos: number, 
/**
 * The Pix end-to-end id, if the provider gave one.
 */
end_to_end_id: string | null, 
/**
 * The provider's time of payment.
 */
paid_at_ms: number | null, 
/**
 * When this till learned of it.
 */
seen_at_ms: number, 
/**
 * The payer's name, masked (`João S***`).
 */
payer_name: string | null, 
/**
 * How we know.
 */
evidence: Evidence, 
/**
 * The provider has said the same when it was asked.
 */
confirmed: boolean, 
/**
 * It arrived without a sale and was matched to this one: why, in a person's words.
 */
matched: string | null, };

export type ByHandView = { 
/**
 * Why.
 */
reason: string, 
/**
 * The end-to-end id that the customer has shown: no payment bears it until the provider says so.
 */
end_to_end_id: string | null, 
/**
 * Who said it, by name; `owner` at a till without operators.
 */
by: string | null, 
/**
 * Who approved it, by name.
 */
approved_by: string | null, 
/**
 * When.
 */
at_ms: number, 
/**
 * The provider has proved since that money came for the sale.
 */
proved: boolean, 
/**
 * The number of another sale, where the provider has proved that what was shown is the payment of that one.
 */
paid_elsewhere: string | null, };

export type GivenUpView = { 
/**
 * Why.
 */
reason: string, 
/**
 * Who did, by name; `owner` at a till without operators.
 */
by: string | null, 
/**
 * Who approved it, by name.
 */
approved_by: string | null, 
/**
 * When.
 */
at_ms: number, };

export type RefundView = { 
/**
 * How much.
 */
amount_centavos: number, 
/**
 * The return's own end-to-end id (`D…`).
 */
end_to_end_id: string | null, 
/**
 * The provider's time of it.
 */
refunded_at_ms: number | null, 
/**
 * When this till learned of it.
 */
seen_at_ms: number, 
/**
 * It was asked for at this till.
 */
asked_here: boolean, };

export type RefundOffer = { "how": "none" } | { "how": "full", 
/**
 * Until when: Pix allows 90 days after the payment.
 */
until_ms: number, } | { "how": "too_late", 
/**
 * Until when it could go back.
 */
until_ms: number, } | { "how": "at_provider", 
/**
 * The provider's name.
 */
provider: string, 
/**
 * Until when: Pix allows 90 days after the payment.
 */
until_ms: number, } | { "how": "missing", 
/**
 * The field's key, such as `cryptoToken`.
 */
field: string, };

export type RefundRequestView = { 
/**
 * Why.
 */
reason: RefundReason, 
/**
 * The note for the shop's books.
 */
description: string | null, 
/**
 * When it was written down.
 */
requested_at_ms: number, 
/**
 * How it stands.
 */
state: RefundRequestState, 
/**
 * The provider has taken it days ago and does not say that the money is back: ask it.
 */
overdue: boolean, 
/**
 * The return's own end-to-end id (`D…`), once it is known.
 */
end_to_end_id: string | null, 
/**
 * Why it failed; the money is still here.
 */
failure: Failure | null, };

export type RefundRequestState = "asked" | "accepted" | "failed" | "done";

export type DisputeView = { 
/**
 * The order's number.
 */
order: string, 
/**
 * Which attempt.
 */
attempt: number, 
/**
 * Our reference at the provider.
 */
reference: string, 
/**
 * The provider's adapter.
 */
provider: string, 
/**
 * The provider's name on screens.
 */
provider_name: string, 
/**
 * The provider's id of the charge.
 */
provider_id: string | null, 
/**
 * The payment's end-to-end id.
 */
end_to_end_id: string | null, 
/**
 * What was received and is claimed back.
 */
amount_centavos: number, 
/**
 * What of it went back already.
 */
refunded_centavos: number, 
/**
 * The provider's words.
 */
reason: string | null, 
/**
 * When it was opened, on the provider's clock.
 */
opened_at_ms: number | null, 
/**
 * When this till learned of it.
 */
seen_at_ms: number, 
/**
 * The provider has said the same when it was asked.
 */
confirmed: boolean, 
/**
 * When a person wrote down how it ended.
 */
settled_at_ms: number | null, 
/**
 * For whom it ended; null in logs from before that was asked.
 */
outcome: DisputeOutcome | null, 
/**
 * How it ended, in a person's words.
 */
settlement: string | null, };

export type DisputesView = { 
/**
 * The disputes.
 */
disputes: Array<DisputeView>, };

export type UnmatchedView = { 
/**
 * Its number here, such as `1`.
 */
id: string, 
/**
 * The provider's adapter.
 */
provider: string, 
/**
 * The provider's name on screens.
 */
provider_name: string, 
/**
 * The provider's id of the transaction.
 */
provider_id: string, 
/**
 * The reference that it was made under, if any.
 */
reference: string | null, 
/**
 * How much; absent where the provider has signed a notice of it and does not confirm it.
 */
amount_centavos: number | null, 
/**
 * Its end-to-end id.
 */
end_to_end_id: string | null, 
/**
 * The provider's time of payment.
 */
paid_at_ms: number | null, 
/**
 * The payer's name, masked.
 */
payer_name: string | null, 
/**
 * When this till learned of it.
 */
found_at_ms: number, 
/**
 * What was done with it.
 */
state: UnmatchedState, 
/**
 * The order that it was matched to.
 */
order: string | null, 
/**
 * Why.
 */
reason: string | null, 
/**
 * When.
 */
settled_at_ms: number | null, };

export type UnmatchedState = "open" | "matched" | "dismissed";

export type UnmatchedListView = { 
/**
 * The unmatched payments.
 */
unmatched: Array<UnmatchedView>, };

export type PayoutView = { 
/**
 * The provider's adapter.
 */
provider: string, 
/**
 * The provider's name on screens.
 */
provider_name: string, 
/**
 * The provider's id.
 */
provider_id: string, 
/**
 * The name that whoever made it gave it.
 */
reference: string | null, 
/**
 * Where it is in its life.
 */
status: PayoutStatus, 
/**
 * The provider's own word where we don't know it.
 */
raw_status: string | null, 
/**
 * How much.
 */
amount_centavos: number | null, 
/**
 * Its end-to-end id.
 */
end_to_end_id: string | null, 
/**
 * The end-to-end id of its way back (`D…`).
 */
return_id: string | null, 
/**
 * The payee's name, masked.
 */
payee_name: string | null, 
/**
 * Why it failed or came back.
 */
failure: Failure | null, 
/**
 * How we know; null: only told, not confirmed by the provider.
 */
evidence: Evidence | null, 
/**
 * The provider's stamp.
 */
at_ms: number | null, 
/**
 * When this till first learned of it.
 */
first_seen_at_ms: number, 
/**
 * When it last changed here.
 */
changed_at_ms: number, };

export type PayoutStatus = "created" | "completed" | "failed" | "cancelled" | "refunded" | "unknown";

export type PayoutsView = { 
/**
 * The payouts.
 */
payouts: Array<PayoutView>, };

export type Role = "cashier" | "manager";

export type WhoView = { 
/**
 * Who is signed in here; null where nobody is, and where a till has no operators.
 */
operator: StaffView | null, 
/**
 * Those who may sign in, by name; none where a till has no operators: then everybody is its owner, and may do
 * everything.
 */
people: Array<StaffView>, 
/**
 * Why nobody can sign in: the keyring does not tell who works here.
 */
unknown: Failure | null, 
/**
 * The charges that a customer may be paying, newest first, at most 20.
 */
open: Array<OpenCharge>, 
/**
 * For so long nobody has touched this door, in milliseconds; 0 where nobody is signed in.
 */
idle_ms: number, 
/**
 * A door that nobody touches for so many minutes is locked; 0: never.
 */
lock_after_min: number, };

export type StaffView = { 
/**
 * 1 to 40 of `a` to `z`, digits, `-` and `_`.
 */
id: string, 
/**
 * The name; the id where the keyring does not tell it.
 */
name: string, 
/**
 * What they are here.
 */
role: Role, 
/**
 * For so long no PIN of theirs is looked at, in milliseconds from now; 0: not locked out.
 */
wait_ms: number, };

export type OpenCharge = { 
/**
 * The order's number, such as `000123`.
 */
order: string, 
/**
 * What was asked for.
 */
amount_centavos: number, 
/**
 * The name of who charged; null where that was the owner.
 */
by: string | null, };

export type SignIn = { 
/**
 * The id.
 */
operator: string, 
/**
 * 4 to 8 digits.
 */
pin: string, };

export type Approve = { 
/**
 * The manager's id.
 */
operator: string, 
/**
 * 4 to 8 digits.
 */
pin: string, 
/**
 * What is to be approved, as the refusal told it.
 */
right: Right, 
/**
 * As the refusal told it.
 */
subject: string | null, 
/**
 * As the refusal told it.
 */
amount_centavos: number | null, };

export type Need = { 
/**
 * The right that the caller does not have, or has up to a limit.
 */
right: Right, 
/**
 * What the command is about, such as an order's number.
 */
subject: string | null, 
/**
 * How much money it moves.
 */
amount_centavos: number | null, 
/**
 * How much the caller may move a day alone; null where the right has no limit.
 */
limit_centavos: number | null, 
/**
 * How much of that is used today.
 */
used_centavos: number | null, };

export type OperatorsView = { 
/**
 * By name, those who are retired last.
 */
operators: Array<OperatorView>, };

export type OperatorView = { 
/**
 * 1 to 40 of `a` to `z`, digits, `-` and `_`.
 */
id: string, 
/**
 * The name; the id where the keyring does not tell it.
 */
name: string, 
/**
 * What they are here, or were.
 */
role: Role, 
/**
 * Works here no more.
 */
retired: boolean, 
/**
 * For so long no PIN of theirs is looked at, in milliseconds from now; 0: not locked out.
 */
wait_ms: number, };

export type AddOperator = { 
/**
 * 1 to 40 characters on one line.
 */
name: string, 
/**
 * What they are here.
 */
role: Role, 
/**
 * 4 to 8 digits.
 */
pin: string, };

export type RenameOperator = { 
/**
 * The id, which stays.
 */
operator: string, 
/**
 * 1 to 40 characters on one line.
 */
name: string, };

export type SetRole = { 
/**
 * The id.
 */
operator: string, 
/**
 * What they are here from now on.
 */
role: Role, };

export type OperatorRef = { 
/**
 * The id.
 */
operator: string, };

export type SetPin = { 
/**
 * The id.
 */
operator: string, 
/**
 * 4 to 8 digits.
 */
pin: string, };

export type Right = "enter" | "use" | "sell" | "confirm_by_hand" | "give_up" | "see_sales" | "see_money" | "run_shift" | "move_cash" | "refund" | "close_disputes" | "match_payments" | "train" | "connect" | "manage_vault" | "back_up" | "change_settings" | "restore" | "privacy" | "manage_operators";

export type ActView = { 
/**
 * What.
 */
act: Act, 
/**
 * When.
 */
at_ms: number, 
/**
 * Who.
 */
by: ActorView, };

export type Act = "charged" | "new_code" | "cancelled" | "refunded" | "dispute_closed" | "matched" | "confirmed_by_hand" | "given_up";

export type ActorView = { 
/**
 * The operator's name; null: the owner, of a till without operators.
 */
name: string | null, 
/**
 * The name of who has approved it, if somebody has.
 */
approved_by: string | null, };

export type Attention = { 
/**
 * Disputes that nobody has closed.
 */
disputes: number, 
/**
 * Money without a sale that nobody has looked at.
 */
unmatched: number, 
/**
 * Sales that the provider calls paid without a proof.
 */
unproven: number, 
/**
 * Refunds that the provider has taken days ago and has not made.
 */
overdue_refunds: number, 
/**
 * Sales that a person has confirmed by hand and no provider has proved.
 */
by_hand: number, };

export type Status = "registering" | "pending" | "paid" | "refunding" | "refunded" | "expired" | "cancelled" | "rejected" | "by_hand";

export type Anomaly = "paid_late" | "paid_after_cancelling" | "overpaid" | "underpaid" | "duplicate_payment" | "disputed" | "unproven";

export type Evidence = "polled" | "signed_webhook";

export type OrderEvidence = "polled" | "signed_webhook" | "manual";

export type RelayView = { 
/**
 * Whether this till has a relay at all; without one it asks the provider only.
 */
paired: boolean, 
/**
 * The relay's address.
 */
url: string | null, 
/**
 * This till's id on the relay.
 */
till: string | null, 
/**
 * This till's name on the relay.
 */
name: string | null, 
/**
 * How the way does now.
 */
state: LinkState, 
/**
 * Since when it does so.
 */
since_ms: number | null, 
/**
 * Why it does not do better: the last error, in technical words.
 */
why: string | null, 
/**
 * What stands in the way, where that is known.
 */
obstacle: Obstacle | null, 
/**
 * Names the connection in the relay's log.
 */
session: string | null, 
/**
 * The life of the relay's store.
 */
epoch: string | null, 
/**
 * The last event of that life that this till has on disk; 0 for none.
 */
cursor: number, 
/**
 * The newest event that the relay has for this till, if it has told.
 */
head: number | null, 
/**
 * When the last event arrived.
 */
last_event_at_ms: number | null, 
/**
 * How long the last ping took there and back, in milliseconds.
 */
round_trip_ms: number | null, 
/**
 * The last time that events were lost on the way; the provider was asked instead.
 */
gap: GapView | null, 
/**
 * Events that came through the relay into this log, dropped ones included; the journal keeps the
 * newest 10,000 of those that were not dropped.
 */
received: number, 
/**
 * Those of them that were set aside.
 */
set_aside: number, 
/**
 * Those of them that were about another till's orders.
 */
other_tills: number, 
/**
 * Notices that nobody had signed where the provider signs, or that came in too great a number: they
 * were counted and dropped. They are also among those that were set aside.
 */
dropped: number, 
/**
 * The newest of them, newest first.
 */
events: Array<ReceivedView>, };

export type UnpairedView = { 
/**
 * As it is now.
 */
relay: RelayView, 
/**
 * Why the relay could not be told: whoever runs it has to revoke the till there.
 */
untold: Failure | null, 
/**
 * Why the keyring still has the key.
 */
key_left: Failure | null, };

export type LinkState = "off" | "connecting" | "connected" | "refused";

export type GapView = { 
/**
 * When the relay told.
 */
at_ms: number, 
/**
 * `expired`, `epoch_changed` or `unknown`.
 */
reason: string, };

export type ReceivedView = { 
/**
 * When it arrived here.
 */
at_ms: number, 
/**
 * Its seq; of a gap, the place at which the stream goes on.
 */
seq: number, 
/**
 * The relay's id for it; empty for a gap.
 */
event: string, 
/**
 * What came of it.
 */
outcome: Outcome, 
/**
 * Nothing was done with it.
 */
set_aside: boolean, 
/**
 * The kind of event, why it is no proof or was set aside, or the gap's reason; technical words.
 */
detail: string | null, 
/**
 * The order that it is about.
 */
order: string | null, 
/**
 * The whole body as it came, of an event with an object, a status or a form that we don't know.
 */
raw: string | null, };

export type Outcome = "applied" | "known" | "hint" | "payout" | "asked" | "unknown_charge" | "other_till" | "unknown_type" | "malformed" | "not_connected" | "poison" | "dropped" | "gap";

export type VaultView = { 
/**
 * Where the secrets are.
 */
store: VaultStore, 
/**
 * Whether that was chosen, or something is kept there; else it is what a new till begins with.
 */
chosen: boolean, 
/**
 * Why it does not answer.
 */
failure: Failure | null, 
/**
 * What it holds, where it answers and was counted: a keyring is counted by `balcao vault status` alone.
 */
entries: VaultEntries | null, 
/**
 * The encrypted file, where that is the store.
 */
file: string | null, 
/**
 * How this process has opened it, if it has.
 */
unlocked_by: Unlock | null, 
/**
 * For how many seconds no passphrase is tried now.
 */
wait_s: number | null, 
/**
 * Where a move that was not finished has left secrets.
 */
left_in: VaultStore | null, 
/**
 * How long a secret took that was written, read in another process and deleted, in milliseconds.
 */
probe_ms: number | null, };

export type VaultStore = "keyring" | "file";

export type VaultEntries = { 
/**
 * Connections to providers.
 */
providers: number, 
/**
 * Accounts that are kept only to be asked.
 */
kept: number, 
/**
 * Identities at a relay: one at most.
 */
relay: number, 
/**
 * What this till is known by: one at most.
 */
till: number, 
/**
 * What operators' PINs are checked against: one list at most.
 */
operators: number, 
/**
 * What this version has no name for.
 */
others: number, };

export type Unlock = "given" | "passphrase_file" | "credential" | "typed";

export type ChooseVault = { 
/**
 * Where to.
 */
store: VaultStore, 
/**
 * The one that an encrypted file is to have: 8 characters or more, at most 1 KiB.
 */
passphrase: string | null, };

export type UnlockVault = { 
/**
 * As it was typed.
 */
passphrase: string, };

export type DoctorView = { 
/**
 * Whether the till can sell.
 */
verdict: Verdict, 
/**
 * When the look began.
 */
tested_at_ms: number, 
/**
 * How long it took, in milliseconds.
 */
took_ms: number, 
/**
 * What was found, in the order of [`Part`]; what stops selling is no further forward than the rest.
 */
findings: Array<Finding>, };

export type Verdict = "sells" | "sells_with_care" | "cannot_sell";

export type Finding = { 
/**
 * What it is about.
 */
part: Part, 
/**
 * The adapter of the provider that it is about, if it is about one, such as `connectpsp`.
 */
provider: string | null, 
/**
 * That provider's name on screens.
 */
provider_name: string | null, 
/**
 * How grave it is.
 */
level: Level, 
/**
 * What is known of it.
 */
fact: Fact | null, 
/**
 * What is wrong, if anything has failed. A finding may ask for care without that.
 */
failure: Failure | null, };

export type Level = "ok" | "care" | "bad";

export type Part = "home" | "disk" | "log" | "backups" | "settings" | "vault" | "provider" | "rights" | "certificate" | "clock" | "relay" | "program";

export type Fact = { "about": "folder", 
/**
 * The path.
 */
path: string, 
/**
 * A few of the till's files in it that belong to another user than the folder does.
 */
strangers: Array<string>, } | { "about": "disk", 
/**
 * What this user may still write, in MB; null where the system does not tell.
 */
free_mb: number | null, 
/**
 * How long it took to bring something to the disk, in milliseconds.
 */
sync_ms: number, 
/**
 * What a person should know of before it is too late.
 */
warning: DiskWarning | null, } | { "about": "log", 
/**
 * Its events.
 */
events: number, 
/**
 * Its orders.
 */
orders: number, 
/**
 * When all of it was proved last: just now, or, in a long log, by the daily proof. Null: never.
 */
proved_at_ms: number | null, 
/**
 * How long its write-ahead log is, in MB, where a reader that stays keeps it long.
 */
long_wal_mb: number | null, } | { "about": "backups", 
/**
 * How many.
 */
count: number, 
/**
 * When the newest was made; null: there is none.
 */
newest_at_ms: number | null, 
/**
 * The newest was proved once more just now; false: it is too long for that.
 */
proved: boolean, } | { "about": "setting_mistake", 
/**
 * The file's path.
 */
file: string, 
/**
 * What is wrong.
 */
mistake: SettingMistake, } | { "about": "unknown_settings", 
/**
 * A few of them.
 */
keys: Array<UnknownSetting>, } | { "about": "vault", 
/**
 * Where the secrets are.
 */
store: VaultStore, 
/**
 * How long a secret took that was written, read in another process and deleted, in milliseconds; null: another
 * process held the vault meanwhile.
 */
probe_ms: number | null, } | { "about": "rights", 
/**
 * Each right, and how it stands.
 */
grants: Array<Grant>, } | { "about": "round_trip", 
/**
 * Which environment: `homologacao`, `producao`, or a base URL.
 */
environment: string, 
/**
 * Half of the questions were answered within this time, in milliseconds; null: too few were asked.
 */
p50_ms: number | null, 
/**
 * All but one in twenty, in milliseconds; of few questions it is the slowest.
 */
p95_ms: number | null, } | { "about": "certificate", 
/**
 * When it ends.
 */
ends_at_ms: number, 
/**
 * In how many whole days that is; negative: it has ended.
 */
days_left: number, } | { "about": "clock", 
/**
 * Negative: it is behind.
 */
ahead_ms: number, } | { "about": "live", 
/**
 * The relay's address.
 */
url: string, 
/**
 * When the last event came; null: none yet.
 */
last_event_at_ms: number | null, } | { "about": "not_paired" } | { "about": "program", 
/**
 * Version of Balcão.
 */
version: string, 
/**
 * The system, as it calls itself.
 */
system: string, 
/**
 * How the system shows windows: `wayland`, `x11`; null: not at all, or as only this system does.
 */
display: string | null, 
/**
 * Version of the web view; null: there is none.
 */
webview: string | null, 
/**
 * The screen's width and height in pixels; null: there is no window.
 */
screen: [number, number] | null, };

export type DiskWarning = "low_space" | "slow_sync";

export type SavedBundle = { 
/**
 * The file's name.
 */
name: string, 
/**
 * Where it was saved: beside the window, among the user's downloads. Null for a page, which saves it itself.
 */
path: string | null, 
/**
 * Its content in base64, for a page.
 */
base64: string | null, };

export type BackUp = { 
/**
 * The folder's whole path. It has to be there.
 */
folder: string, };

export type BackedUpView = { 
/**
 * The file.
 */
path: string, 
/**
 * How many events it holds.
 */
events: number, 
/**
 * How many orders.
 */
orders: number, 
/**
 * The hash of its last event, in hex.
 */
head: string, 
/**
 * Its size.
 */
bytes: number, };

export type BackupsView = { 
/**
 * Those that the till has made by itself, and those in the folders below; each place the newest first.
 */
files: Array<BackupFileView>, 
/**
 * Folders that are there: those of pen drives first, then that of the user's documents.
 */
folders: Array<BackupFolderView>, };

export type BackupFileView = { 
/**
 * Its whole path.
 */
path: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The till has made it by itself, on its own disk.
 */
own: boolean, 
/**
 * When it was made, by its name or else by the disk; null: not known.
 */
at_ms: number | null, 
/**
 * Its size.
 */
bytes: number, };

export type BackupFolderView = { 
/**
 * Its whole path.
 */
path: string, 
/**
 * Its name.
 */
name: string, 
/**
 * It is on a disk that can be taken away.
 */
removable: boolean, };

export type RestoreLog = { 
/**
 * The file's whole path.
 */
file: string, };

export type RestoredView = { 
/**
 * Events in it.
 */
events: number, 
/**
 * Orders in it.
 */
orders: number, 
/**
 * How many events are known to have stood behind its end; null: that is not known.
 */
missing: number | null, 
/**
 * The till's new code.
 */
code: string, 
/**
 * The number of the next order.
 */
first_order: string, 
/**
 * Where the log that was there before is kept.
 */
replaced: string | null, 
/**
 * The keyring could not be asked or told.
 */
without_keyring: boolean, };

export type NewerView = { 
/**
 * Events.
 */
events: number, 
/**
 * Orders that were opened by them.
 */
orders: number, 
/**
 * The backup is of this very log; else nothing of the log is in it.
 */
same_log: boolean, };

export type TillEvent = { "event": "order_changed", 
/**
 * The whole order as it is now.
 */
order: OrderView, } | { "event": "listening_changed", 
/**
 * The new way.
 */
listening: Listening, } | { "event": "attention_changed", 
/**
 * All that waits now.
 */
attention: Attention, } | { "event": "till_changed", 
/**
 * The whole till as it is now.
 */
till: TillView, } | { "event": "house_changed", 
/**
 * The house as it is now.
 */
house: HouseView, } | { "event": "printer_changed", 
/**
 * The printer as it is now.
 */
printer: PrinterView, } | { "event": "operators_changed" } | { "event": "missed" };

export type Failure = { 
/**
 * What happened.
 */
code: FailureCode, 
/**
 * A provider's message, a path, a limit: shown beside the words, never instead of them. Holds
 * no secret, no document and no name.
 */
detail: string | null, 
/**
 * Who is not heard and why, of a failure to reach somebody.
 */
obstacle?: Obstacle, 
/**
 * The key of what was typed wrongly, where it is one field's.
 */
field?: string, 
/**
 * What it takes, of a failure for want of a right that somebody here can approve.
 */
need?: Need, };

export type FailureCode = "invalid_amount" | "above_ceiling" | "invalid_payer_name" | "invalid_document" | "invalid_request" | "not_connected" | "credentials_refused" | "other_environment" | "provider_unreachable" | "provider_refused" | "provider_unreadable" | "provider_asks_to_wait" | "not_this_provider" | "money_open_there" | "charges_open" | "never_confirmed" | "unknown_there" | "never_proved" | "never_heard" | "given_up" | "confirmed_by_hand" | "nothing_to_confirm" | "payer_blanked" | "invalid_end_to_end_id" | "end_to_end_id_too_old" | "end_to_end_id_ahead" | "end_to_end_id_taken" | "order_not_found" | "reference_taken" | "already_paid" | "log_damaged" | "log_unwritable" | "log_busy" | "log_too_new" | "log_behind" | "no_till" | "home_not_private" | "training_home" | "other_money" | "till_in_use" | "not_restorable" | "backup_folder_missing" | "backup_folder_full" | "backup_folder_unwritable" | "file_not_saved" | "vault_unavailable" | "vault_silent" | "vault_locked" | "wrong_passphrase" | "passphrase_wait" | "invalid_passphrase" | "vault_damaged" | "vault_missing" | "vault_too_new" | "vault_forgets" | "credentials_missing" | "invalid_relay_address" | "invalid_pairing_code" | "not_paired" | "pairing_refused" | "foreign_ingest" | "relay_unreachable" | "unknown_provider" | "nothing_to_refund" | "which_attempt" | "refund_not_offered" | "refund_too_late" | "refund_refused" | "no_dispute" | "shift_open" | "shift_closed" | "shift_not_found" | "drawer_short" | "count_needed" | "no_printer" | "no_voice" | "receipt_unreadable" | "head_unknown" | "invalid_period" | "unmatched_not_found" | "unmatched_resolved" | "unmatched_gone" | "reason_needed" | "not_allowed" | "signed_out" | "wrong_pin" | "pin_wait" | "invalid_pin" | "invalid_operator_name" | "operator_name_taken" | "operator_not_found" | "manager_needed" | "too_many_operators" | "operators_lost" | "clock_wrong" | "training_only" | "unknown_setting" | "invalid_setting" | "key_taken" | "setting_not_here" | "settings_unreadable" | "internal";

export interface Commands {
  house: { request: Nothing; response: HouseView };
  start: { request: StartTill; response: HouseView };
  offers: { request: Nothing; response: OffersView };
  setup: { request: Nothing; response: SetupView };
  save_setup: { request: SaveSetup; response: SetupView };
  save_shop: { request: ShopDetails; response: SetupView };
  connect: { request: ConnectProvider; response: ConnectedView };
  test_connection: { request: TestConnection; response: ConnectedView };
  vault: { request: Nothing; response: VaultView };
  choose_vault: { request: ChooseVault; response: VaultView };
  unlock_vault: { request: UnlockVault; response: VaultView };
  doctor: { request: Nothing; response: DoctorView };
  save_bundle: { request: Nothing; response: SavedBundle };
  backups: { request: Nothing; response: BackupsView };
  backup: { request: BackUp; response: BackedUpView };
  compare_backup: { request: RestoreLog; response: NewerView };
  restore: { request: RestoreLog; response: RestoredView };
  hello: { request: Nothing; response: TillView };
  who: { request: Nothing; response: WhoView };
  sign_in: { request: SignIn; response: WhoView };
  lock: { request: Nothing; response: WhoView };
  stay: { request: Nothing; response: WhoView };
  approve: { request: Approve; response: WhoView };
  set_preferences: { request: Preferences; response: TillView };
  settings: { request: Nothing; response: SettingsView };
  set_setting: { request: SetSetting; response: SettingsView };
  unset_setting: { request: SettingKey; response: SettingsView };
  restore_settings: { request: Nothing; response: SettingsView };
  charge: { request: ChargeRequest; response: OrderView };
  new_code: { request: OrderRef; response: OrderView };
  cancel: { request: OrderRef; response: OrderView };
  check_now: { request: OrderRef; response: OrderView };
  confirm_by_hand: { request: ConfirmByHand; response: OrderView };
  give_up: { request: GiveUp; response: OrderView };
  order: { request: OrderRef; response: OrderView };
  last_sales: { request: LastSales; response: OrdersView };
  customer_pays: { request: CustomerPays; response: OrderView };
  history: { request: HistoryQuery; response: HistoryView };
  history_totals: { request: HistoryQuery; response: HistoryTotals };
  timeline: { request: OrderRef; response: TimelineView };
  note: { request: NoteOrder; response: TimelineView };
  read_receipt_code: { request: ReceiptCode; response: ReceiptCodeView };
  check_receipt: { request: CheckReceipt; response: ReceiptCheckView };
  shift: { request: Nothing; response: ShiftView };
  open_shift: { request: OpenShift; response: ShiftView };
  close_shift: { request: CloseShift; response: ReportView };
  closed_shift: { request: ShiftRef; response: ReportView };
  supply: { request: MoveCash; response: ShiftView };
  withdraw: { request: MoveCash; response: ShiftView };
  report_day: { request: ReportDay; response: ReportView };
  slip: { request: OrderRef; response: SlipView };
  print_slip: { request: PrintSlip; response: PrinterView };
  print_shift: { request: PrintShift; response: PrinterView };
  print_test: { request: Nothing; response: PrinterView };
  printer: { request: Nothing; response: PrinterView };
  open_drawer: { request: Nothing; response: PrinterView };
  save_slip: { request: OrderRef; response: SavedFile };
  save_dispute_folder: { request: OrderRef; response: SavedFolder };
  save_export: { request: ExportRequest; response: ExportedView };
  speak_test: { request: Nothing; response: Nothing };
  relay: { request: Nothing; response: RelayView };
  pair: { request: PairRelay; response: RelayView };
  unpair: { request: Nothing; response: UnpairedView };
  refund: { request: RefundOrder; response: OrderView };
  disputes: { request: ListAll; response: DisputesView };
  close_dispute: { request: CloseDispute; response: OrderView };
  unmatched: { request: ListAll; response: UnmatchedListView };
  match_unmatched: { request: MatchUnmatched; response: OrderView };
  dismiss_unmatched: { request: DismissUnmatched; response: UnmatchedListView };
  payouts: { request: LastPayouts; response: PayoutsView };
  operators: { request: Nothing; response: OperatorsView };
  add_operator: { request: AddOperator; response: OperatorsView };
  rename_operator: { request: RenameOperator; response: OperatorsView };
  set_role: { request: SetRole; response: OperatorsView };
  retire_operator: { request: OperatorRef; response: OperatorsView };
  set_pin: { request: SetPin; response: OperatorsView };
  see_forgotten_pin: { request: Nothing; response: TillView };
}
