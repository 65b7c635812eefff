import type {
  AttemptView,
  OrderView,
  PaymentView,
  RefundOffer,
  RefundRequestView,
  RefundView,
} from "../../backend/contract";
import { rowOf, type ListEntry } from "../sale/row";

/** Money that can go back from here: all that arrived on one attempt and has not gone back. */
export interface Returnable {
  readonly attempt: number;
  readonly centavos: number;
  /** Until when Pix allows it. */
  readonly until_ms: number;
  /** The newest of its payments. */
  readonly payment: PaymentView;
}

/** What came in on the attempt itself; money that was matched to it is not the provider's to return. */
function ownPayments({ payments }: AttemptView): PaymentView[] {
  return payments.filter((payment) => payment.matched === null);
}

function ownCentavos(attempt: AttemptView): number {
  const arrived = ownPayments(attempt).reduce((sum, payment) => sum + payment.amount_centavos, 0);
  return attempt.refunds.reduce((rest, refund) => rest - refund.amount_centavos, arrived);
}

/** All that can go back from here, attempt by attempt. */
export function returnables(order: OrderView): Returnable[] {
  return order.attempts.flatMap((attempt) => {
    const offer = attempt.refund_offer;
    const payment = ownPayments(attempt).at(-1);
    if (offer.how !== "full" || payment === undefined) return [];
    return [
      {
        attempt: attempt.attempt,
        centavos: ownCentavos(attempt),
        until_ms: offer.until_ms,
        payment,
      },
    ];
  });
}

type Obstacle = Exclude<RefundOffer, { how: "none" | "full" }>;

/** Why money of this order cannot go back from here, each reason once. */
export function obstacles(order: OrderView): Obstacle[] {
  const all = new Map<string, Obstacle>();
  for (const { refund_offer: offer } of order.attempts) {
    if (offer.how !== "none" && offer.how !== "full") all.set(JSON.stringify(offer), offer);
  }
  return [...all.values()];
}

/** The refund that was asked for here last, over all attempts. */
export function lastRequest(order: OrderView): RefundRequestView | null {
  const requests = order.attempts.flatMap((attempt) => attempt.refund_request ?? []);
  return requests.sort((a, b) => a.requested_at_ms - b.requested_at_ms).at(-1) ?? null;
}

/** The last refund that was asked for, if it failed and the money is still here. */
export function failedRequest(order: OrderView): RefundRequestView | null {
  const last = lastRequest(order);
  return last?.state === "failed" && order.status === "paid" ? last : null;
}

/** The provider has taken the refund days ago and does not say that the money is back. */
export function isOverdue(order: ListEntry): boolean {
  return rowOf(order).marks.includes("refund_overdue");
}

/** A refund of this order has failed since it was as `before`. */
export function hasFailedSince(before: OrderView, after: OrderView): boolean {
  const failed = failedRequest(after);
  const known = failedRequest(before);
  return failed !== null && failed.requested_at_ms !== known?.requested_at_ms;
}

/** One return of money, with the name of the provider that made it. */
export interface Return extends RefundView {
  readonly provider_name: string;
}

/** Everything that went back over all attempts, in the order in which the till saw it. */
export function returnsOf(order: OrderView): Return[] {
  return order.attempts
    .flatMap(({ provider_name, refunds }) =>
      refunds.map((refund) => ({ ...refund, provider_name })),
    )
    .sort((a, b) => a.seen_at_ms - b.seen_at_ms);
}
