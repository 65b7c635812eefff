import type { SaleWords } from "./words";

export const status: SaleWords["status"] = {
  registering: "Registering",
  pending: "Waiting",
  paid: "Paid",
  refunding: "Refunding…",
  refunded: "Refunded",
  expired: "Expired",
  cancelled: "Cancelled",
  rejected: "Refused",
  by_hand: "Paid, by hand",
};

export const notSent: SaleWords["notSent"] = "Not sent";

export const stoppedWaiting: SaleWords["stoppedWaiting"] = "We stopped waiting";

export const anomalies: SaleWords["anomalies"] = {
  paid_late: {
    short: "Paid after expiry",
    title: "Paid after expiry",
    advice:
      "The customer paid after the charge had ended. If the goods have left or will leave, the sale is right; otherwise give the money back.",
  },
  paid_after_cancelling: {
    short: "Paid after cancelling",
    title: "Paid after cancelling",
    advice:
      "The charge was cancelled here and the customer paid all the same. If the goods have left or will leave, the sale is right; otherwise give the money back.",
  },
  overpaid: {
    short: "Overpaid",
    title: "More arrived than was charged",
    advice: "The customer paid more than the amount charged. Accept it, or give it back.",
  },
  underpaid: {
    short: "Underpaid",
    title: "Less arrived than was charged",
    advice:
      "The customer paid less than the amount charged. Charge what is missing, accept it, or give it back.",
  },
  duplicate_payment: {
    short: "Paid twice",
    title: "Paid more than once",
    advice: "The same sale received more than one payment. Give back what came on top.",
  },
  disputed: {
    short: "Disputed",
    title: "This sale is disputed",
    advice:
      "The payer's bank claims this money back. It may be blocked until that is decided. Call whoever looks after the shop: there is a deadline for a defence.",
  },
};

export const sell: SaleWords["sell"] = {
  amount: "Amount to charge",
  charge: "Charge",
  keypad: "Amount keypad",
  clear: "Clear",
  backspace: "Take back the last key",
  doubleZero: "00, two zeros",
  plus: "Add another amount",
  times: "Quantity times price",
  last: (amount, state, time) => `last: ${amount} ${state.toUpperCase()} ${time}`,
  zero: "Type an amount above zero.",
  largest: "The till takes up to R$ 9.999.999.999,99.",
  unread:
    "This can be read as more than one amount. Use a single comma with at most two decimals, or erase.",
  mixed: "No telling how much: give every amount a comma, or none.",
  scanned: "Scanner reading ignored: it is not in the amount.",
  scanIgnored: "Scanner reading ignored.",
  pasteUnread:
    "No telling what amount was pasted. Paste it with a comma, such as 12,50, or type it.",
  quantityUnfit: "Type the quantity (up to 9999), then ×, then the price.",
  cleared: "Amount cleared.",
  notArrived: "The page was loaded again before the charge reached the till. Charge again.",
  stillOpen: (amount) => `The charge of ${amount} stays open in Last sales.`,
  stillUnknown: (amount) =>
    `We don't know yet whether the bank has the charge of ${amount}. It stays watched in Last sales.`,
};

export const payer: SaleWords["payer"] = {
  title: "Identify customer",
  optional: "optional",
  name: "Full name",
  document: "CPF or CNPJ",
  nameInvalid: "Write the full name.",
  documentInvalid: "This CPF or CNPJ does not exist. Check the digits.",
  open: "Open",
  close: "Close",
};

export const ceiling: SaleWords["ceiling"] = {
  title: "A large amount: is it right?",
  question: (amount, ceiling) => `You typed ${amount}. Above ${ceiling} the till asks again.`,
  charge: (amount) => `Charge ${amount}`,
  back: "Correct the amount",
};

export const waiting: SaleWords["waiting"] = {
  registering: "Making the QR",
  registeringHint: "Asking the bank for the code.",
  pending: "Waiting for payment",
  confirming: "Time is up, confirming with the bank…",
  tillUnreachable: "Lost the till",
  tillUnreachableAdvice:
    "We don't know whether the payment came. Don't hand over yet: open Balcão on this computer; the screen goes on by itself.",
  unanswered: "The bank has not answered yet",
  cannotWrite:
    "We don't know whether the payment has come: this computer's disk is full or protected. Make room.",
  unknownOutcome:
    "We don't know yet whether the bank got it. We are asking again, without charging twice.",
  payee: "Paid to:",
  howToPay: "In the bank's app: Pix, then Read QR Code.",
  noCode: "There is no code that can be shown",
  noCodeAdvice:
    "The bank's code did not come or failed the check: so nobody pays into the wrong place. Make a new QR; this charge stays watched.",
  expiredCode: "This code is no longer valid",
  waitedFor: "The time to wait is over",
  waitingFor: (clock) => `Waiting for ${clock}`,
  secondsToWait: (seconds) => `${seconds} seconds left until the till stops waiting.`,
  timeToWait: "Time until the till stops waiting",
  qrLabel: (amount) => `Pix QR Code for ${amount}. The same code is under Copy and paste.`,
  skeleton: "The QR appears here in a moment.",
  copyAndPaste: "Copy and paste",
  copy: "Copy code",
  copied: "Copied",
  copyFailed: "Select the code and copy it with Ctrl+C.",
  expiresIn: (clock) => `Expires in ${clock}`,
  secondsLeft: (seconds) => `${seconds} seconds left until the code expires.`,
  timeLeft: "Time until the code expires",
  rawStatus: (word) => `The bank says: ${word}`,
  checkNow: "Check now",
  checking: "Checking…",
  cancel: "Cancel",
  giveUp: "Give up",
  cancelling: "Cancelling…",
  stop: "Stop waiting",
  stopping: "Stopping…",
  enlarge: "Enlarge",
  shrink: "Shrink",
  notYet: "The bank has not received this payment yet.",
};

export const cancel: SaleWords["cancel"] = {
  title: (amount) => `Cancel this charge of ${amount}?`,
  question:
    "No money has arrived so far. If the customer is paying right now, the till sees it and tells you.",
  yes: "Cancel the charge",
  no: "Keep waiting",
  unknown:
    "We don't know whether any money has arrived. Even after this the till goes on asking and tells you.",
  stopTitle: (amount) => `Stop waiting for ${amount}?`,
  stopQuestion:
    "This code has no end at the provider: it can still be paid afterwards, and then the till sees it and tells you.",
};

export const paid: SaleWords["paid"] = {
  title: "PAID",
  banner: (order, amount) => `Another sale, no. ${order}: ${amount} PAID`,
  endToEnd: (tail) => `Pix code …${tail}`,
  evidence: {
    polled: "Confirmed by the bank",
    signed: "The bank told us: paid",
    both: "The bank told us and confirmed",
  },
  newSale: "New sale",
};

export const odd: SaleWords["odd"] = {
  inAccount: "The money is in the shop's account.",
  charged: "Charged",
  received: "Received",
  missing: "Missing",
  over: "Too much",
  understood: "Understood",
  charge: (amount) => `Charge ${amount}`,
  which: (order, time, amount) => `Sale ${order} (${time}, ${amount})`,
  banner: (which, what, received, back) =>
    back === null
      ? `${which}: ${what}, ${received} arrived. The money is in the shop's account.`
      : `${which}: ${what}, ${received} arrived and ${back} already went back to the payer.`,
  open: "See",
  payments: "Payments received",
  several: "Money that was not expected",
};

export const ended: SaleWords["ended"] = {
  nothingTaken: "No money was received.",
  stillAsking:
    "We keep asking the bank for 24 h. If the customer pays after all, the till tells you.",
  neverExpires:
    "The code can still be paid. We keep asking the bank for 7 days and tell you if the money arrives.",
  newCode: "New QR",
  makingCode: "Making it…",
  newSale: "New sale",
};

export const failed: SaleWords["failed"] = {
  retry: "Try again",
  back: "Back to the amount",
  details: "Detail for support",
  banner: (amount, what) => `The charge of ${amount} was not made. ${what}.`,
  unknownBanner: (amount, what) =>
    `We don’t know yet whether the charge of ${amount} was made. ${what}. See Last sales.`,
  stillWatched: "The charge stays watched.",
};
