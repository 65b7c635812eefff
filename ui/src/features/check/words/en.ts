import type { ReceiptCheckWords } from "./words";

export const receiptCheck: ReceiptCheckWords["receiptCheck"] = {
  title: "Check a receipt",
  intro: "What counts is what came into the account, not what the customer's screen shows.",
  of: (order, amount) => `For sale ${order}, ${amount}`,
  code: "Pix id, at the end of the receipt",
  codeHint: "Type it, paste it or scan it",
  clear: "Clear",
  saysDate: "The id says",
  pixOf: (moment) => `Pix of ${moment}`,
  fromBank: "It came from",
  bank: (name, ispb) => (name === null ? `ISPB ${ispb}` : `${name} (${ispb})`),
  amount: "Amount that it shows",
  amountHint: "Needed without the id",
  amountRead: (amount) => `Taken as ${amount}`,
  at: "Time that it shows",
  atHint: "Only without the id: 14:00 or 28/11 14:00",
  wrong: {
    nothing: "Type the id on the receipt, or amount and time.",
    noCode: "This is no Pix id: one begins with E and has 32 letters and figures.",
    tooLong: (letters) => `This has ${letters} letters. A Pix id has 32.`,
    amount: "Write the amount with a comma, such as 46,90.",
    amountMissing: "The amount that the receipt shows is missing.",
    at: "Write the time, such as 14:00, or day and time, such as 28/11 14:00.",
    atMissing: "The time that the receipt shows is missing.",
  },
  back: "Back",
  check: "Check",
  asking: (provider) => (provider === null ? "Asking the providers…" : `Asking ${provider}…`),
  empty: "The answer shows here",
  emptyText: "The till looks in its log and asks the provider. The customer's screen is no proof.",
  unchanged: "The provider was not asked.",
  verdicts: {
    received: { word: "RECEIVED" },
    not_received: { word: "NOT RECEIVED" },
    other_amount: { word: "OTHER AMOUNT" },
    other_sale: { word: "OF ANOTHER SALE" },
    already_used: { word: "ALREADY USED" },
    not_yet: { word: "NOT YET" },
    unknown: { word: "WE DON'T KNOW" },
  },
  today: (time) => `today at ${time}`,
  onDay: (moment) => `on ${moment}`,
  received: (when, order, seller) => {
    const which =
      order === null ? "" : ` It is of sale ${order}${seller === null ? "" : `, by ${seller}`}.`;
    return `It came into the shop's account ${when}.${which}`;
  },
  otherAmount: (came, shown) => (shown === null ? `${came} came` : `${came} came, not ${shown}`),
  otherAmountLess: (missing) =>
    `Money is missing. Do not hand over yet: charge the ${missing} that are missing.`,
  otherAmountMore:
    "Another amount came than the receipt shows. Look at the sale before you hand over.",
  partlyBack: (came, returned) => `${came} came, and ${returned} went back`,
  partlyBackText: "A part was given back to whoever paid. Look at the sale before you hand over.",
  otherSale: (order) => `It is of sale ${order}`,
  otherSaleText: (amount, when) => {
    const came = amount === null ? "The money came" : `${amount} came`;
    return `${came}${when === null ? "" : ` ${when}`} for another sale, which is open. Nothing came for this one.`;
  },
  noSale: (amount) =>
    amount === null ? "It is money without a sale" : `${amount}, without a sale`,
  noSaleText: (when) =>
    `It came into the shop's account${when === null ? "" : ` ${when}`}, and no sale waited for it. Say which sale it is for.`,
  used: (order, when) => `It is of sale ${order}, ${when}`,
  usedText: (time) =>
    `This Pix has paid another sale${time === null ? "" : ` at ${time}`}. Nothing came for this one.`,
  shownBefore: "This Pix was used already",
  shownBeforeText: "Nothing came for the sale of now. Ask for another payment.",
  notThere: (providers, isOne) => `${providers} ${isOne ? "does" : "do"} not have this Pix`,
  notThereText:
    "It was asked now, and this till's log was searched. If the customer has just paid, check again in a minute.",
  notThereByAmount: "Nothing of this amount came around that time",
  scheduled: (day) => (day === null ? "The Pix is scheduled" : `The id is for ${day}`),
  scheduledText: "A scheduled Pix can be undone until then. Ask for a payment now.",
  unheard: (providers) =>
    providers === "" ? "The provider did not answer" : `${providers} did not answer`,
  unheardText:
    "That does not mean that it was not paid: nothing was refused. Do not hand over yet, and ask again.",
  notSure: "Amount and time alone do not tell",
  notSureText: "Ask for the Pix id, at the end of the receipt. Do not hand over yet.",
  notAskedById: (providers) => `${providers} cannot be asked for this id`,
  payer: "Who paid",
  thisCode: "This id",
  firstTime: "checked for the first time",
  before: (times, moment, by) =>
    `checked ${times === 1 ? "once" : `${times} times`} before, ${moment}${by === null ? "" : ` by ${by}`}`,
  asked: (provider) => `${provider} was asked`,
  answered: (seconds) => `now, answered in ${seconds} s`,
  notAnswered: "did not answer",
  askedChargesOnly: (seconds) => `only about charges made here, in ${seconds} s`,
  candidates: "More than one payment fits amount and time:",
  act: {
    seeSale: (order) => `See sale ${order}`,
    charge: (amount) => `Charge ${amount}`,
    chargeAgain: "Charge again",
    toCharge: "Back to the charge",
    match: "Match it to a sale",
    again: "Check again",
    askNow: "Ask now",
    other: "Check another",
  },
  shows: "The customer shows a receipt",
  showsText: "The till asks the provider about this Pix, and says whether the money came.",
  open: "Receipt",
};
