import type { OrderView } from "../../backend/contract";

/** Rows to choose from: more is a search. */
const MOST_CANDIDATES = 3;

/**
 * The sales that money without a sale may be for: the newest that nobody has paid, those of the same
 * amount first. `orders` is newest first.
 */
export function candidates(orders: readonly OrderView[], centavos: number | null): OrderView[] {
  const unpaid = orders.filter((order) => order.received_centavos === 0);
  const isSame = (order: OrderView): boolean => order.amount_centavos === centavos;
  const others = unpaid.filter((order) => !isSame(order));
  return [...unpaid.filter(isSame), ...others].slice(0, MOST_CANDIDATES);
}
