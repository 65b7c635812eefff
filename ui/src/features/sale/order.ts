import type { Anomaly, AttemptView, OrderView, PaymentView, Status } from "../../backend/contract";
import type { IconName } from "../../parts/icons";
import type { Tone } from "../../parts/looks";
import type { Words } from "../../shell/words/words";
import { doubtHead, doubtsOf } from "../doubt/doubt";
import { money } from "../money/money";
import { isOverdue } from "../refund/refund";
import { rowOf, type ListEntry } from "./row";

/** The screens that an order can be on. */
export type OrderScreen = "waiting" | "paid" | "by_hand" | "odd" | "refund" | "ended";

const TONES: Record<Status, Tone> = {
  registering: "wait",
  pending: "wait",
  paid: "paid",
  refunding: "refund",
  refunded: "refund",
  expired: "ended",
  cancelled: "ended",
  rejected: "bad",
  by_hand: "odd",
};

const TONE_ICONS: Record<Tone, IconName> = {
  wait: "clock",
  paid: "check",
  odd: "warning",
  ended: "hourglass",
  bad: "cross",
  refund: "refund",
};

const SCREENS: Record<Status, OrderScreen> = {
  registering: "waiting",
  pending: "waiting",
  paid: "paid",
  refunding: "refund",
  refunded: "refund",
  expired: "ended",
  cancelled: "ended",
  rejected: "ended",
  by_hand: "by_hand",
};

/**
 * What went oddly and still wants somebody. Odd money is loud until it goes back; a dispute is loud
 * until a person has settled it, because a refund does not close it.
 */
export function oddities(order: ListEntry): Anomaly[] {
  const goesBack = SCREENS[order.status] === "refund";
  return order.anomalies.filter((anomaly) => anomaly === "disputed" || !goesBack);
}

/** What a list shows of its money: what has come, where that is another sum than was charged, in centavos. */
export function sumOf(order: ListEntry): number {
  return oddities(order).length > 0 && order.received_centavos > 0
    ? order.received_centavos
    : order.amount_centavos;
}

/** Some of the money went back, and some is here. */
export function isPartlyBack(order: ListEntry): boolean {
  return order.status === "paid" && order.refunded_centavos > 0;
}

/** The code has no end at the provider: what ends is only the time that the till waits. */
export function codeNeverExpires(order: ListEntry): boolean {
  return rowOf(order).marks.includes("never_expires");
}

/** The till has stopped waiting for a code that can still be paid: it has not expired. */
export function stoppedWaiting(order: ListEntry): boolean {
  const ended = order.status === "expired" || order.status === "cancelled";
  return (ended && codeNeverExpires(order)) || rowOf(order).marks.includes("given_up");
}

/** Nobody has refused it: the request never reached the provider. */
export function wasNotSent(order: ListEntry): boolean {
  return rowOf(order).marks.includes("not_sent");
}

/**
 * Which screen shows this order as it is now. A sale that the provider calls paid without a proof is
 * waited for, or has ended, as its status says: money that is not proved is not here.
 */
export function screenOf(order: OrderView): OrderScreen {
  const screen = SCREENS[order.status];
  if (screen === "refund") return screen;
  const odd = oddities(order).filter((it) => it !== "unproven" || order.status === "paid");
  return odd.length > 0 ? "odd" : screen;
}

/** Colour and icon of an order in a list. */
export function toneOf(order: ListEntry): Tone {
  if (oddities(order).length > 0 || isOverdue(order)) return "odd";
  if (wasNotSent(order)) return "ended";
  return isPartlyBack(order) ? "refund" : TONES[order.status];
}

/** Only a person says that its money has come. A dispute about it is louder. */
function isByHand(order: ListEntry): boolean {
  return order.status === "by_hand" && !order.anomalies.includes("disputed");
}

/** The icon of an order's state; a state always has colour, icon and word together. */
export function iconOf(order: ListEntry): IconName {
  if (isByHand(order)) return "hand";
  const tone = toneOf(order);
  const isStopped = order.status === "cancelled" || wasNotSent(order);
  return tone === "ended" && isStopped ? "stopped" : TONE_ICONS[tone];
}

/** The word beside the icon. */
export function stateWord(order: ListEntry, words: Words): string {
  if (isByHand(order)) return words.status.by_hand;
  const [first] = oddities(order);
  if (first === "unproven") return doubtHead(order, words).short;
  if (first !== undefined) return words.anomalies[first].short;
  if (isOverdue(order)) return words.refund.overdueShort;
  if (isPartlyBack(order)) return words.refund.partShort(money(order.refunded_centavos));
  if (wasNotSent(order)) return words.notSent;
  return stoppedWaiting(order) ? words.stoppedWaiting : words.status[order.status];
}

/** The attempt that the customer is looking at. */
export function lastAttempt(order: OrderView): AttemptView | undefined {
  return order.attempts.at(-1);
}

/** Every payment over all attempts, in the order in which the till saw them. */
export function paymentsOf(order: OrderView): PaymentView[] {
  return order.attempts
    .flatMap((attempt) => attempt.payments)
    .sort((a, b) => a.seen_at_ms - b.seen_at_ms);
}

/** When it was paid; until then, when it was made. */
export function timeOf(order: ListEntry): number {
  return rowOf(order).at_ms;
}

/** The end of an end-to-end id, enough to find it on a customer's phone. */
export function endToEndTail(payment: PaymentView): string | null {
  return payment.end_to_end_id?.slice(-12) ?? null;
}

/** Names one piece of odd news: the same order with more money is news again. */
export function oddKey(order: OrderView): string {
  return [order.order, ...order.anomalies, ...doubtsOf(order), order.received_centavos].join("|");
}

/** When the newest of what may be odd about an order was learned here. */
export function oddSince(order: OrderView): number {
  const payments = paymentsOf(order).map((payment) => payment.seen_at_ms);
  const disputes = order.attempts.flatMap(({ dispute }) => dispute?.seen_at_ms ?? []);
  return Math.max(order.created_at_ms, ...payments, ...disputes);
}

/** `orders` (newest first) with `order` in its place. */
export function withOrder(orders: readonly ListEntry[], order: ListEntry): ListEntry[] {
  const others = orders.filter((other) => other.order !== order.order);
  // By number: the clock may have been set back between two sales.
  const at = others.findIndex((other) => Number(other.order) < Number(order.order));
  return at === -1 ? [...others, order] : others.toSpliced(at, 0, order);
}
