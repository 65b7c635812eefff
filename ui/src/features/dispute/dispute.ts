import type { DisputeView } from "../../backend/contract";
import type { Looks } from "../../parts/looks";
import type { Words } from "../../shell/words/words";

const DAY_MS = 24 * 3_600_000;
/** The receiver's bank has so many days to accept or refuse a dispute (MED). */
const DAYS_TO_DECIDE = 7;

/** Until when the shop's bank is to decide; null when nobody told when the dispute was opened. */
export function decidedByMs({ opened_at_ms }: DisputeView): number | null {
  return opened_at_ms === null ? null : opened_at_ms + DAYS_TO_DECIDE * DAY_MS;
}

/** A dispute's colour, icon and word. */
export function disputeLooks(dispute: DisputeView, words: Words): Looks & { word: string } {
  if (dispute.settled_at_ms !== null) {
    return { tone: "ended", icon: "check", word: words.disputes.closed };
  }
  return dispute.confirmed
    ? { tone: "bad", icon: "warning", word: words.disputes.confirmed }
    : { tone: "odd", icon: "warning", word: words.disputes.reported };
}
