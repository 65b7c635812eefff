import type { Attention, DisputeOutcome, PayoutStatus, RefundReason } from "../../backend/contract";

/** Words of a refund: the dialog that asks for it, and the screen that tells how it goes. */
export interface RefundWords {
  open: string;
  title: string;
  amount: string;
  whole: string;
  which: string;
  payment: (amount: string, time: string) => string;
  why: string;
  reasons: Record<RefundReason, string>;
  whichMissing: string;
  whyMissing: string;
  note: string;
  noteHint: string;
  until: (day: string) => string;
  next: string;
  cancel: string;
  sure: (amount: string) => string;
  sureText: string;
  reason: (reason: string) => string;
  noted: (note: string) => string;
  confirm: (amount: string) => string;
  back: string;
  asking: string;
  stays: string;
  maybe: string;
  atProvider: (provider: string, day: string) => string;
  tooLate: (day: string) => string;
  missing: (field: string) => string;
  part: (back: string, of: string) => string;
  partShort: (back: string) => string;
  refunding: string;
  notYetBack: string;
  asked: (provider: string) => string;
  accepted: (provider: string) => string;
  overdue: string;
  overdueShort: string;
  refunded: string;
  devolution: string;
  received: string;
  returned: string;
  refunds: string;
  askedHere: string;
  madeThere: (provider: string) => string;
  still: string;
  failed: string;
  failedStays: string;
  failedBanner: (amount: string) => string;
  refundedBanner: (order: string, amount: string) => string;
  disputed: string;
}

/** Words of what waits for the manager. */
export interface AttentionWords {
  title: string;
  badge: (waiting: Attention) => string;
  intro: string;
  nothing: string;
  nothingHint: string;
  unproven: string;
  unprovenCount: (sales: number) => string;
  overdue: string;
  overdueCount: (refunds: number) => string;
  unchanged: string;
  all: string;
  loading: string;
  back: string;
  close: string;
  reason: string;
  reasonMissing: string;
  closedAt: (time: string) => string;
}

/** Words of disputes. */
export interface DisputeWords {
  title: string;
  headline: (amount: string) => string;
  confirmed: string;
  told: string;
  settled: string;
  sale: string;
  opened: string;
  answerBy: string;
  theirWords: string;
  noWords: string;
  returned: string;
  provider: string;
  payment: string;
  see: string;
  open: string;
  rules: string;
  rule: readonly string[];
  outcome: string;
  outcomes: Record<DisputeOutcome, string>;
  outcomeMissing: string;
  how: string;
  howExample: string;
  close: string;
  closing: string;
  done: string;
  banner: (amount: string) => string;
}

/** Words of money that arrived without a sale. */
export interface UnmatchedWords {
  title: string;
  headline: (amount: string) => string;
  question: (amount: string) => string;
  unconfirmed: string;
  arrived: string;
  payer: string;
  noPayer: string;
  reference: string;
  noReference: string;
  provider: string;
  payment: string;
  choose: string;
  none: string;
  other: string;
  number: string;
  numberMissing: string;
  sameAmount: string;
  why: string;
  whyExample: string;
  match: string;
  matching: string;
  dismiss: string;
  matched: (order: string) => string;
  dismissed: string;
  matchedState: (order: string) => string;
  dismissedState: string;
  open: string;
  onPayment: (reason: string) => string;
}

/** Words of the list of payouts. */
export interface PayoutWords {
  title: string;
  intro: string;
  none: string;
  noneHint: string;
  loading: string;
  statuses: Record<PayoutStatus, string>;
  told: string;
  unknownAmount: string;
  time: string;
  status: string;
  payee: string;
  amount: string;
  reference: (reference: string) => string;
  close: string;
}
