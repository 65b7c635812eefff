import type { PayoutStatus } from "../../backend/contract";
import type { Looks } from "../../parts/looks";

/** Colour and icon of a payout's state; its word stands in the dictionaries. */
export const payoutLooks: Record<PayoutStatus, Looks> = {
  created: { tone: "wait", icon: "clock" },
  completed: { tone: "paid", icon: "check" },
  failed: { tone: "bad", icon: "cross" },
  cancelled: { tone: "ended", icon: "stopped" },
  refunded: { tone: "refund", icon: "refund" },
  unknown: { tone: "odd", icon: "warning" },
};
