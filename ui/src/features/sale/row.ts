import type { OrderRow, OrderView, PaymentView, RowMark } from "../../backend/contract";

/** An order as this page knows it: whole, or as a list shows it. */
export type ListEntry = OrderView | OrderRow;

/** Whether all of it is known here, its code and what happened to it. */
export function isWhole(order: ListEntry): order is OrderView {
  return "attempts" in order;
}

/** When a payment was made, as its provider says; else when the till heard of it. */
export function paidAt({ paid_at_ms, seen_at_ms }: PaymentView): number {
  return paid_at_ms ?? seen_at_ms;
}

/** What a list shows of an order; the till says the same of those that are not whole here. */
export function rowOf(order: ListEntry): OrderRow {
  if (!isWhole(order)) return order;
  const { attempts, ...facts } = order;
  const last = attempts.at(-1);
  const payments = attempts.flatMap((attempt) => attempt.payments);
  const paid = payments.sort((a, b) => a.seen_at_ms - b.seen_at_ms).at(-1);
  const doubts = attempts.flatMap(({ unproven }) => unproven ?? []);
  const marks: Record<RowMark, boolean> = {
    never_expires: last?.never_expires === true,
    other_answer: doubts.length > 0 && !doubts.some((doubt) => doubt.paid),
    not_sent: order.status === "rejected" && last?.rejection?.code === "provider_unreachable",
    given_up: order.status === "expired" && last?.given_up != null,
    refund_overdue: attempts.some((attempt) => attempt.refund_request?.overdue === true),
  };
  return {
    ...facts,
    at_ms: paid === undefined ? order.created_at_ms : paidAt(paid),
    provider_name: last?.provider_name ?? "",
    environment: last?.account?.environment ?? null,
    marks: (Object.keys(marks) as RowMark[]).filter((mark) => marks[mark]),
    by_hand: last?.by_hand ?? null,
    seller: order.acts.find(({ act }) => act === "charged")?.by.name ?? null,
    payer_name: payments.find(({ payer_name }) => payer_name !== null)?.payer_name ?? null,
  };
}

/** Whether a list says of an order what is known of it here. */
export function isAsKnown(row: OrderRow, known: ListEntry): boolean {
  const facts = (of: OrderRow): string =>
    [
      of.status,
      of.evidence,
      of.received_centavos,
      of.refunded_centavos,
      of.at_ms,
      of.anomalies,
      of.marks,
      of.by_hand?.paid_elsewhere,
    ].join("|");
  return facts(row) === facts(rowOf(known));
}
