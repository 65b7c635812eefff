import type { Listening, OrderView } from "../../backend/contract";
import { isTrouble } from "../../shell/listening";
import type { Words } from "../../shell/words/words";
import { mayBePaid } from "../doubt/trouble";
import { lastAttempt } from "../sale/order";

/** A customer who pays has done so by then, as a rule. */
export const STUCK_AFTER_MS = 90_000;

/**
 * Whether a person may want to end the wait for a sale: its code has been there for a while or is over, or nobody
 * is heard about it. Before a code is there nobody can have paid.
 */
export function isStuck(
  order: OrderView | undefined,
  listening: Listening | undefined,
  nowMs: number,
): boolean {
  const attempt = order && lastAttempt(order);
  if (order === undefined || attempt?.status !== "pending") return false;
  const isLong = nowMs - attempt.created_at_ms >= STUCK_AFTER_MS;
  const isOver = attempt.expires_at_ms !== null && attempt.expires_at_ms <= nowMs;
  const isUnheard = listening !== undefined && isTrouble(listening);
  return isLong || isOver || isUnheard || mayBePaid(order);
}

/** What is wrong with the end-to-end id that was shown; null: something else is. */
export function wrongId(
  refusal: { readonly code: string; readonly detail: string | null },
  words: Words,
): string | null {
  const { form, tooOld, ahead, taken } = words.byHand.endToEndWrong;
  switch (refusal.code) {
    case "invalid_end_to_end_id":
      return form;
    case "end_to_end_id_too_old":
      return tooOld;
    case "end_to_end_id_ahead":
      return ahead;
    case "end_to_end_id_taken":
      return taken(refusal.detail);
    default:
      return null;
  }
}

/** An operator as a screen names them. */
export function nameOf(operator: string, words: Words): string {
  return operator === "owner" ? words.operators.owner : operator;
}

/** The reason as it is written down; empty while there is none. */
export function reasonOf(
  reasons: Readonly<Record<string, string>>,
  picked: string | null,
  own: string,
): string {
  return picked === "other" ? own.trim() : (reasons[picked ?? ""] ?? "");
}
