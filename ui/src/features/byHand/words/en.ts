import type { ByHandWords } from "./words";

export const byHand: ByHandWords = {
  stuck: "Payment not showing?",
  stuckTitle: "Payment not showing?",
  stuckText: "Check first. What is decided here stays marked on the sale and in every report.",
  checkText: "The till asks the bank right now.",
  confirm: "Confirm by hand",
  confirmText: "You are sure that the money has come, and the bank does not answer.",
  giveUp: "Give up",
  giveUpText: "Nobody waits any more. If the money comes later, the till says so.",
  back: "Back",
  confirmTitle: (amount) => `Confirm ${amount} by hand?`,
  noProof:
    "This is no proof of payment. The till goes on asking the bank; until it confirms, the sale waits in Attention.",
  why: "Why do you believe that it is paid?",
  confirmReasons: {
    seen_in_app: "I saw the money in the shop's banking app",
    receipt_shown: "The customer showed the receipt",
    other: "Another reason",
  },
  ownWords: "The reason in your own words",
  whyMissing: "Choose or write the reason, up to 200 letters.",
  endToEnd: "Pix code (E2E) on the receipt, if there is one",
  endToEndHint: "Type, paste or scan it. It begins with E and has 32 letters and digits.",
  endToEndWrong: {
    form: "This is no Pix code: it begins with E and has 32 letters and digits.",
    tooOld: "This Pix was made before this sale. Ask for the receipt of this payment.",
    ahead:
      "This code names a moment that has not come yet. Check the receipt, and this computer's clock.",
    taken: (order) =>
      order === null
        ? "This code is of another payment already. The receipt may be a repeated one."
        : `This code is of sale ${order} already. The receipt may be a repeated one.`,
  },
  confirmYes: "Confirm by hand",
  asking: "Asking the bank once more…",
  unchanged: "Nothing was changed.",
  giveUpTitle: (amount) => `Stop waiting for ${amount}?`,
  giveUpNote: "The charge stays watched. If the customer still pays, the till says so.",
  giveUpReasons: {
    customer_left: "The customer has left",
    paid_otherwise: "The customer paid in another way",
    code_trouble: "The code did not work",
    other: "Another reason",
  },
  giveUpYes: "Give up this sale",
  title: "Confirmed by hand",
  notProved: "The bank has not confirmed this payment yet.",
  stillAsking:
    "We go on asking. When the bank confirms, the sale becomes PAID; until then it waits in Attention.",
  reason: "Reason",
  who: "Confirmed by",
  approvedBy: "Approved by",
  when: "When",
  shownId: "Pix code that was shown",
  paidElsewhere: (order) => `The Pix that was shown is the payment of sale ${order}.`,
  wasByHand: (time, reason) =>
    `Confirmed by hand at ${time} (${reason}); the bank has confirmed it since.`,
  gaveUp: (time, reason) => `Given up at ${time}: ${reason}`,
  list: "Sales confirmed by hand",
  count: (sales) =>
    sales === 1
      ? "1 sale was confirmed by a person, and the bank has not confirmed it."
      : `${sales} sales were confirmed by a person, and the bank has not confirmed them.`,
};
