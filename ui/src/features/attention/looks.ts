import type { DisputeView, OrphanState, OrphanView } from "../../backend/contract";
import type { Looks } from "../relay/relay";
import type { Words } from "../../shell/words/words";

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
export const orphanLooks: Record<OrphanState, Looks> = {
  open: { tone: "odd", icon: "warning" },
  attached: { tone: "paid", icon: "check" },
  set_aside: { tone: "ended", icon: "stopped" },
};

/** What was done with money without a sale. */
export function orphanWord({ state, order }: OrphanView, { orphans }: Words): string {
  if (state === "attached") return orphans.attachedState(order ?? "");
  return state === "open" ? orphans.open : orphans.asideState;
}
