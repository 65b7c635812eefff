import type { HistoryWords } from "./words";

export const sales: HistoryWords["sales"] = {
  title: "Last sales",
  firstOfDay: "No sale yet",
  firstOfDayHint: "Type the amount and press Enter.",
  hint: "↑ ↓ choose, Enter opens the sale",
  all: "See all",
  attention: "Attention",
  payouts: "Payouts",
  of: (charged) => `of ${charged}`,
  back: "Back",
  backToWaiting: "Back to the charge",
  order: (order) => `Sale ${order}`,
  close: "Close",
};
