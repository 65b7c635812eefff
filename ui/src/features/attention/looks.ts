import type { DisputeView, UnmatchedState, UnmatchedView } from "../../backend/contract";
import type { Words } from "../../shell/words/words";
import type { Looks } from "../relay/relay";

/** A dispute's colour, icon and word. */
export function disputeLooks(dispute: DisputeView, words: Words): Looks & { word: string } {
  if (dispute.settled_at_ms !== null) {
    return { tone: "ended", icon: "check", word: words.disputes.settled };
  }
  return dispute.confirmed
    ? { tone: "bad", icon: "warning", word: words.disputes.confirmed }
    : { tone: "odd", icon: "warning", word: words.disputes.told };
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
