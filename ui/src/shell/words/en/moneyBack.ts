import type {
  AttentionWords,
  DisputeWords,
  UnmatchedWords,
  PayoutWords,
  RefundWords,
} from "../moneyBack";

export const refund: RefundWords = {
  open: "Refund",
  title: "Refund this sale?",
  amount: "Goes back to the payer",
  whole: "The whole amount: there is no refund in part from here.",
  which: "Which payment goes back?",
  payment: (amount, time) => `${amount}, paid at ${time}`,
  why: "Reason",
  reasons: {
    customer_request: "Customer gave up or returned it",
    merchant_error: "The shop's mistake",
    duplicated_payment: "Customer paid twice",
    fraud: "Suspected fraud",
  },
  whichMissing: "Choose which payment goes back.",
  whyMissing: "Choose the reason.",
  note: "Note for the shop (optional)",
  noteHint: "Stays in the shop's own log; the payer does not see it.",
  until: (day) => `Pix allows a refund until ${day}, 90 days after the payment.`,
  next: "Continue",
  cancel: "Don't refund",
  sure: (amount) => `Give back ${amount} now?`,
  sureText: "The money leaves the shop's account and goes back to the payer. It cannot be undone.",
  reason: (reason) => `Reason: ${reason}`,
  noted: (note) => `Note: ${note}`,
  confirm: (amount) => `Give back ${amount}`,
  back: "Don't give back",
  asking: "Asking for the refund…",
  stays: "The money is still in the shop's account.",
  maybe:
    "From here we cannot know whether the refund was asked for. Look at the sale before you repeat it: the same money never goes back twice.",
  atProvider: (provider, day) =>
    `To give it back: do it in ${provider}'s panel until ${day}; it shows here afterwards.`,
  tooLate: (day) => `Pix allowed a refund until ${day}: that is over.`,
  missing: (field) =>
    `To refund from here, the ${field} is missing: connect the provider again with balcao connect and give that field.`,
  part: (back, of) => `Given back ${back} of ${of}`,
  partShort: (back) => `Given back ${back}`,
  refunding: "Refunding…",
  notYetBack: "The money has not gone back yet.",
  asked: (provider) =>
    `The request is written down and on its way to ${provider}, which has not taken it yet.`,
  accepted: (provider) =>
    `${provider} has taken the request. We keep asking until it says that the money went back.`,
  overdue: "The provider took the refund days ago and has not made it yet: ask the provider.",
  overdueShort: "Late refund",
  refunded: "Refunded",
  devolution: "Pix devolution: the money went back to the payer.",
  received: "Received",
  returned: "Given back",
  refunds: "Refunds",
  askedHere: "asked for at this till",
  madeThere: (provider) => `made at ${provider}`,
  still: "The provider has not confirmed the refund yet.",
  failed: "The refund was not made",
  failedStays: "The money is still here, in the shop's account.",
  failedBanner: (amount) =>
    `The refund of ${amount} was not made. The money is still in the shop's account.`,
  refundedBanner: (order, amount) => `Sale ${order}: ${amount} went back by Pix.`,
  disputed: "The dispute about this sale stays open: a refund does not close it.",
};

export const attention: AttentionWords = {
  title: "Attention",
  badge: ({ disputes, unmatched, unproven, overdue_refunds }) =>
    [
      disputes === 0 ? "" : disputes === 1 ? "1 dispute" : `${disputes} disputes`,
      unmatched === 0 ? "" : `${unmatched} without a sale`,
      unproven === 0 ? "" : `${unproven} without proof`,
      overdue_refunds === 0
        ? ""
        : overdue_refunds === 1
          ? "1 late refund"
          : `${overdue_refunds} late refunds`,
    ]
      .filter((part) => part !== "")
      .join(" · "),
  intro: "Sales go on; this waits for whoever looks after the shop.",
  nothing: "Nothing to see",
  nothingHint:
    "No open dispute, no money without a sale, no sale without proof and no late refund.",
  unproven: "Sales without proof of payment",
  unprovenCount: (sales) =>
    sales === 1
      ? "What the provider says of 1 sale does not prove that it was paid. It is in Last sales (F6)."
      : `What the provider says of ${sales} sales does not prove that they were paid. They are in Last sales (F6).`,
  overdue: "Late refunds",
  overdueCount: (refunds) =>
    refunds === 1
      ? "The provider took 1 refund days ago and has not made it yet. The sale is in Last sales (F6)."
      : `The provider took ${refunds} refunds days ago and has not made them yet. The sales are in Last sales (F6).`,
  unchanged: "Nothing was changed.",
  all: "Show what was settled too",
  loading: "Looking…",
  back: "Back",
  close: "Close",
  reason: "Reason",
  reasonMissing: "Write the reason, up to 200 letters.",
  closedAt: (time) => `Settled at ${time}`,
};

export const disputes: DisputeWords = {
  title: "Disputes",
  headline: (amount) => `${amount} is claimed back`,
  confirmed: "Confirmed by the provider",
  told: "Only told, not confirmed",
  settled: "Settled",
  sale: "Sale",
  opened: "Opened at",
  answerBy: "Shop's bank decides by",
  theirWords: "Reason given",
  noWords: "none given",
  returned: "Given back already",
  provider: "Provider",
  payment: "Payment",
  see: "See the sale",
  open: "See the dispute",
  rules: "What is known of the rules of Pix (MED)",
  rule: [
    "It is for fraud or a bank's failure, not for a quarrel about the purchase.",
    "The payer's bank can open it up to 80 days after the payment.",
    "The shop's bank has 7 days to accept or refuse. If it accepts, the money leaves the shop's account within days: about 11 in all.",
    "You defend yourself at the provider: have the invoice, proof of delivery and messages ready.",
    "A refund of your own does not close the dispute.",
  ],
  outcome: "Who has the money now?",
  outcomes: {
    won: "Won: the shop keeps the money",
    lost: "Lost: the money goes back to the payer",
    accepted: "Accepted: the shop agreed to give it back",
  },
  outcomeMissing: "Say who has the money now.",
  how: "How did it end?",
  howExample: "The bank refused it: the money stayed in the shop",
  close: "Close it",
  closing: "Closing…",
  done: "Dispute closed.",
  banner: (amount) => `Dispute: the payer's bank claims ${amount} back.`,
};

export const unmatched: UnmatchedWords = {
  title: "Money without a sale",
  headline: (amount) => `${amount} arrived without a sale`,
  question: (amount) => `${amount} arrived without a sale: is it this one?`,
  unconfirmed: "The provider told of money without a sale and does not confirm it",
  arrived: "Paid at",
  payer: "Payer",
  noPayer: "not told",
  reference: "Reference",
  noReference: "none",
  provider: "Provider",
  payment: "Payment",
  choose: "Which sale is this money for?",
  none: "No unpaid sale here.",
  other: "Another sale, by its number",
  number: "Number of the sale",
  numberMissing: "Choose a sale or write its number.",
  sameAmount: "same amount",
  why: "Why?",
  whyExample: "The customer showed the receipt",
  match: "It is for this sale",
  matching: "Asking the provider…",
  dismiss: "Set aside",
  matched: (order) => `The money now belongs to sale ${order}.`,
  dismissed: "Set aside. The money is in the shop's account.",
  matchedState: (order) => `Of sale ${order}`,
  dismissedState: "Set aside",
  open: "Without a sale",
  onPayment: (reason) => `attached to this sale: ${reason}`,
};

export const payouts: PayoutWords = {
  title: "Payouts",
  intro: "Money that left the shop's account at the provider. It changes no sale.",
  none: "No payout yet",
  noneHint: "When the shop transfers money out of the provider, it shows here.",
  loading: "Looking…",
  statuses: {
    created: "On its way",
    completed: "Completed",
    failed: "Failed",
    cancelled: "Cancelled",
    refunded: "Came back to the shop",
    unknown: "Unknown state",
  },
  told: "not confirmed",
  unknownAmount: "amount not told",
  time: "Time",
  status: "State",
  payee: "Payee",
  amount: "Amount",
  reference: (reference) => `Reference ${reference}`,
  close: "Close",
};
