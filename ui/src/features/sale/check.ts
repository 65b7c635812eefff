import type { OrderView } from "../../backend/contract";
import type { Refused } from "../../backend/refused";
import type { Words } from "../../shell/words/words";
import { isUnproven } from "../doubt/doubt";
import { refusalMessage } from "../refusal/refusal";
import { screenOf } from "./order";

/** What to say when the provider was asked and nothing has come of it. */
export type Checked = "notYet" | "notBack" | "unchanged";

/**
 * What a question about an order that was answered comes to; null: the screen says it. Only a bank that
 * was heard, and heard well, can have said that it has not received a payment.
 */
export function checkedOf(order: OrderView): Checked | null {
  const screen = screenOf(order);
  const isClear = !isUnproven(order) && order.attempts.every(({ trouble }) => trouble === null);
  if (order.status === "refunding") return isClear ? "notBack" : "unchanged";
  if (screen === "ended") return "unchanged";
  if (screen === "by_hand") return isClear ? "notYet" : "unchanged";
  if (screen !== "waiting") return null;
  return isClear && order.status === "pending" ? "notYet" : "unchanged";
}

/** Why the bank was not heard, in words. */
export interface Unheard {
  /** That we don't know, then why, then what to do. */
  readonly text: string;
  readonly detail: string | null;
}

/**
 * What to say when the bank could not be asked, or not understood. A refusal's own words about money are
 * about a charge that was not made, and would be wrong here.
 */
export function unheardOf(refusal: Refused, order: OrderView, words: Words): Unheard {
  const { check } = words;
  const { title, next, detail } = refusalMessage(refusal, words);
  const goesBack = order.status === "refunding";
  if (refusal.code === "provider_unreadable") {
    const money = goesBack ? check.refundUnread : check.paymentUnread;
    return { text: `${money} ${next}`, detail };
  }
  const money = goesBack ? check.refund : check.payment;
  return refusal.code === "provider_refused"
    ? { text: `${money} ${check.refused}. ${check.refusedNext}`, detail }
    : { text: `${money} ${title}. ${next}`, detail };
}
