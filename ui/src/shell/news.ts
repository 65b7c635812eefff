import type { OrderView } from "../backend/contract";
import { doubtsOf, isUnproven } from "../features/doubt/doubt";
import { hasFailedSince } from "../features/refund/refund";
import { screenOf } from "../features/sale/order";

/** What a change of an order means to the people at the counter. */
export type News = "odd" | "unproven" | "paid" | "by_hand" | "refund" | "refundFailed" | "ended";

/** The provider says paid without a proof, or says so in another way than it did. */
function isNewlyDoubted(before: OrderView | null, after: OrderView): boolean {
  if (!isUnproven(after) || screenOf(after) === "refund") return false;
  const known = before !== null && isUnproven(before) ? doubtsOf(before) : null;
  return known === null || known.join() !== doubtsOf(after).join();
}

/**
 * What is new about an order that was as `before` (null: unknown to this page). Odd money is told
 * whatever it was before; whether somebody has seen it already is not known here.
 */
export function newsOf(before: OrderView | null, after: OrderView): News | null {
  const screen = screenOf(after);
  if (before !== null && hasFailedSince(before, after)) return "refundFailed";
  if (screen === "odd") return "odd";
  if (isNewlyDoubted(before, after)) return "unproven";
  if (before === null) return null;
  if (screen === "refund") return before.status === after.status ? null : "refund";
  const was = screenOf(before);
  if (was === screen) return null;
  // Back to paid from odd or from a refund is no payment.
  if (screen === "paid") return was === "odd" || was === "refund" ? null : "paid";
  if (screen === "by_hand") return "by_hand";
  return screen === "ended" ? "ended" : null;
}
