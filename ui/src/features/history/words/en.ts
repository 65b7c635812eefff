import type { HistoryWords } from "./words";

export const sales: HistoryWords["sales"] = {
  title: "Last sales",
  firstOfDay: "No sale yet",
  firstOfDayHint: "Type the amount and press Enter.",
  all: "See all",
  attention: "Attention",
  payouts: "Payouts",
  of: (charged) => `of ${charged}`,
  back: "Back",
  backToWaiting: "Back to the charge",
  order: (order) => `Sale ${order}`,
};

export const history: HistoryWords["history"] = {
  title: "Sales",
  search: "Amount, number, name, Pix id",
  clear: "Clear the search",
  checkReceipt: "Check a receipt",
  days: "Days",
  dayNames: {
    today: "Today",
    yesterday: "Yesterday",
    week: "7 days",
    days: "Day…",
    all: "All",
  },
  from: "From",
  to: "To",
  dayExample: "dd/mm/yyyy",
  dayWrong: "Write a day, such as 28/11/2026.",
  dayBefore: "Day before",
  dayAfter: "Day after",
  filters: {
    state: "State",
    operator: "Operator",
    provider: "Provider",
    evidence: "How it was confirmed",
  },
  everything: "Any",
  odd: "Out of the ordinary",
  evidence: {
    polled: "The provider confirmed it",
    signed_webhook: "Signed notice of the provider",
    manual: "By hand, no proof",
  },
  list: "Sales, newest first",
  columns: {
    time: "Time",
    order: "Sale",
    state: "State",
    payer: "Who paid",
    seller: "Operator",
    amount: "Amount",
  },
  nobodyYet: "nobody yet",
  nobody: "nobody",
  approved: (name) => `${name} approved`,
  totals: {
    sales: (count, isCut, isOne) =>
      isCut ? `more than ${count} sales` : isOne ? "1 sale" : `${count} sales`,
    received: "Received",
    refunded: "Refunded",
    open: "Open",
    byHand: "By hand",
    counting: "Adding up…",
  },
  export: "Export",
  noSales: (days) => `No sale: ${days}`,
  noSalesHint: "The first one shows here by itself.",
  seeAll: "See those of all days",
  nothingFound: (what, days) =>
    what === null ? `No sale with these filters: ${days}` : `Nothing with “${what}” among: ${days}`,
  nothingFoundHint:
    "The search looks at amount, number, reference, who paid, Pix id and the provider's id.",
  clearFilters: "Take the filters off",
  searchAllDays: "Search all days",
  checkThisId: "Check this id at the provider",
  notListed: "The sales could not be fetched.",
  again: "Try again",
  hint: "↑ ↓ choose, Enter opens",
};

export const life: HistoryWords["life"] = {
  title: "What has happened to the sale",
  loading: "Fetching what has happened…",
  charged: (who, amount) => (who === null ? `Charge of ${amount}` : `${who} charged ${amount}`),
  newCode: (who) => (who === null ? "Another code" : `${who} asked for another code`),
  registered: (seconds) => `QR ready in ${seconds} s`,
  goodUntil: (provider, until) =>
    until === null ? `${provider}, without an end` : `${provider}, good until ${until}`,
  notRegistered: "The charge was not made",
  hinted: "Notice from the provider",
  noProofYet: "no proof yet",
  paid: {
    polled: (provider) => `Paid, ${provider} confirmed it`,
    signed_webhook: (provider) => `Paid, ${provider} told us`,
  },
  proof: {
    polled: "it was asked: amount and sale are right",
    signed_webhook: "signed notice: amount and sale are right",
  },
  paidOther: (amount, provider) => `${amount} came, says ${provider}`,
  wasAsked: (amount) => `${amount} were charged`,
  paidAt: (proof, time) => `${proof} · paid at ${time}`,
  confirmed: "The provider confirmed it",
  saysTheSame: "asked, it said the same",
  expired: "The code expired",
  cancelRequested: (who) => (who === null ? "To be cancelled" : `${who} asked to cancel it`),
  cancelled: "Cancelled",
  doubted: "Called paid, without proof",
  givenUp: (who) => (who === null ? "We stopped waiting" : `${who} stopped waiting`),
  byHand: (who) => (who === null ? "Confirmed by hand" : `${who} confirmed it by hand`),
  matched: (who) => (who === null ? "Money matched to it" : `${who} matched money to it`),
  refundRequested: (who, amount) => {
    const what = amount === null ? "refund" : `refund of ${amount}`;
    return who === null ? `A ${what} was asked for` : `${who} asked for a ${what}`;
  },
  refundAccepted: "The provider has taken the refund",
  notBackYet: "the money is not back yet",
  refundFailed: "The refund was not made",
  refunded: (amount) => `${amount} went back to the payer`,
  refundedBy: {
    here: "asked for at this till",
    elsewhere: "asked for elsewhere, such as in the provider's panel",
    dispute: "by a dispute (MED)",
  },
  disputed: "The payer's bank disputes it",
  disputeClosed: (who, outcome) => {
    const how =
      outcome === null ? "" : { won: ", won", lost: ", lost", accepted: ", accepted" }[outcome];
    return who === null ? `Dispute closed${how}` : `${who} closed the dispute${how}`;
  },
  noted: (who) => (who === null ? "Note" : `Note by ${who}`),
  printed: (who, copy) => {
    const what = copy === 1 ? "Slip printed" : `Copy ${copy} printed`;
    return who === null ? what : `${what} by ${who}`;
  },
  receiptChecked: (who) => (who === null ? "Receipt checked" : `${who} checked a receipt`),
  unknown: "The provider said",
};

export const lifeActs: HistoryWords["lifeActs"] = {
  open: "Open",
  copy: "Copy",
  refund: "Refund",
  note: "Note",
  folder: "Dispute folder",
  match: "Match money",
  endToEnd: "Pix id",
  printed: (waiting) =>
    waiting <= 1
      ? "The slip went to the printer."
      : `The slip waits for the printer: ${waiting} in the queue.`,
  printTrouble: "The printer is not well. The slip comes out when it is back.",
  saving: "Putting it together…",
  folderSaved: (pdf, zip) =>
    `Dispute folder saved: ${pdf} to read and, beside it, ${zip} for the bank.`,
  noteLabel: "Note",
  noteHint:
    "Up to 200 letters. It stays with the sale, with your name; the customer does not see it.",
  noteMissing: "Write the note.",
  saveNote: "Save",
  leaveNote: "No note",
  noted: "Noted.",
  backToList: "Back to the list",
  unchanged: "Nothing was changed.",
};

export const exports: HistoryWords["exports"] = {
  title: "Export",
  text: "A file on this computer, with the days that are chosen.",
  kind: "What",
  kinds: {
    orders: "Sales",
    payments: "Money that came",
    refunds: "Money that went back",
    payouts: "Payouts",
    unmatched: "Money without a sale",
    shifts: "Closed shifts",
    acts: "What each operator did",
  },
  format: "How",
  formats: {
    csv: "Spreadsheet (CSV)",
    csv_machine: "CSV for programs",
    jsonl: "JSON Lines",
    ofx: "Accounting (OFX)",
  },
  save: "Save the file",
  saving: "Saving…",
  saved: (rows, isOne, path) => `${isOne ? "1 row" : `${rows} rows`} in ${path}`,
  total: (amount) => `Sum ${amount}.`,
  unchanged: "No file was made.",
};
