import type { PayoutWords } from "./words";

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
  reported: "not confirmed",
  unknownAmount: "amount not told",
  time: "Time",
  status: "State",
  payee: "Payee",
  amount: "Amount",
  reference: (reference) => `Reference ${reference}`,
  close: "Close",
};
