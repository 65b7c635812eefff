import type { AttemptView, OrderView, PaymentView, Status } from "../backend/contract";
import type { Words } from "../words/words";

/** A state's colour and icon. */
export type Tone = "wait" | "paid" | "odd" | "ended" | "bad" | "refund";

/** The screens that an order can be on. */
export type OrderScreen = "waiting" | "paid" | "odd" | "ended";

const TONES: Record<Status, Tone> = {
  registering: "wait",
  pending: "wait",
  paid: "paid",
  refunded: "refund",
  expired: "ended",
  cancelled: "ended",
  rejected: "bad",
};

const SCREENS: Record<Status, OrderScreen> = {
  registering: "waiting",
  pending: "waiting",
  paid: "paid",
  refunded: "ended",
  expired: "ended",
  cancelled: "ended",
  rejected: "ended",
};

/** Odd money is loud until it has been given back. */
function isOdd(order: OrderView): boolean {
  return order.anomalies.length > 0 && order.status !== "refunded";
}

/** Which screen shows this order as it is now. */
export function screenOf(order: OrderView): OrderScreen {
  return isOdd(order) ? "odd" : SCREENS[order.status];
}

/** Colour and icon of an order in a list. */
export function toneOf(order: OrderView): Tone {
  return isOdd(order) ? "odd" : TONES[order.status];
}

/** The word beside the icon. */
export function stateWord(order: OrderView, words: Words): string {
  const first = order.anomalies[0];
  return isOdd(order) && first !== undefined
    ? words.anomalies[first].short
    : words.status[order.status];
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
export function timeOf(order: OrderView): number {
  const last = paymentsOf(order).at(-1);
  return last === undefined ? order.created_at_ms : (last.paid_at_ms ?? last.seen_at_ms);
}

/** The end of an end-to-end id, enough to find it on a customer's phone. */
export function endToEndTail(payment: PaymentView): string | null {
  return payment.end_to_end_id?.slice(-12) ?? null;
}

/** Names one piece of odd news: the same order with more money is news again. */
export function oddKey(order: OrderView): string {
  return [order.order, ...order.anomalies, order.received_centavos].join("|");
}

/** `orders` (newest first) with `order` in its place. */
export function withOrder(orders: readonly OrderView[], order: OrderView): OrderView[] {
  const others = orders.filter((other) => other.order !== order.order);
  const at = others.findIndex((other) => other.created_at_ms <= order.created_at_ms);
  return at === -1 ? [...others, order] : others.toSpliced(at, 0, order);
}
