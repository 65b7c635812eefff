import type { UnmatchedState, UnmatchedView } from "../../backend/contract";
import type { Looks } from "../../parts/looks";
import type { Words } from "../../shell/words/words";
import type { ListEntry } from "../sale/row";

/** Rows to choose from: more is a search. */
const MOST_CANDIDATES = 3;

/**
 * The sales that money without a sale may be for: the newest that nobody has paid, those of the same
 * amount first. `orders` is newest first.
 */
export function candidates(orders: readonly ListEntry[], centavos: number | null): ListEntry[] {
  const unpaid = orders.filter((order) => order.received_centavos === 0);
  const isSame = (order: ListEntry): boolean => order.amount_centavos === centavos;
  const others = unpaid.filter((order) => !isSame(order));
  return [...unpaid.filter(isSame), ...others].slice(0, MOST_CANDIDATES);
}

/** The colour and icon of money without a sale. */
export const unmatchedLooks: Record<UnmatchedState, Looks> = {
  open: { tone: "odd", icon: "warning" },
  matched: { tone: "paid", icon: "check" },
  dismissed: { tone: "ended", icon: "stopped" },
};

/** What was done with money without a sale. */
export function unmatchedWord({ state, order }: UnmatchedView, { unmatched }: Words): string {
  if (state === "matched") return unmatched.matchedState(order ?? "");
  return state === "open" ? unmatched.open : unmatched.dismissedState;
}
