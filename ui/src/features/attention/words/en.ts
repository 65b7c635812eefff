import type { AttentionWords } from "./words";

export const attention: AttentionWords = {
  title: "Attention",
  badge: ({ disputes, unmatched, unproven, overdue_refunds, by_hand }) =>
    [
      disputes === 0 ? "" : disputes === 1 ? "1 dispute" : `${disputes} disputes`,
      unmatched === 0 ? "" : `${unmatched} without a sale`,
      by_hand === 0 ? "" : `${by_hand} by hand`,
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
    "No open dispute, no money without a sale, no sale without proof or confirmed by hand, and no late refund.",
  unproven: "Sales without proof of payment",
  unprovenCount: (sales) =>
    sales === 1
      ? "What the provider says of 1 sale does not prove that it was paid. It is in Last sales."
      : `What the provider says of ${sales} sales does not prove that they were paid. They are in Last sales.`,
  overdue: "Late refunds",
  overdueCount: (refunds) =>
    refunds === 1
      ? "The provider took 1 refund days ago and has not made it yet. The sale is in Last sales."
      : `The provider took ${refunds} refunds days ago and has not made them yet. The sales are in Last sales.`,
  unchanged: "Nothing was changed.",
  all: "Show what is closed too",
  loading: "Looking…",
  back: "Back",
  close: "Close",
  reason: "Reason",
  reasonMissing: "Write the reason, up to 200 letters.",
  closedAt: (time) => `Closed at ${time}`,
};
