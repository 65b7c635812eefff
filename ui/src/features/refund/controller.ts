import type { OrderView, RefundOrder } from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** Has money go back. The answer is the order with the request written down and on its way. */
export function requestRefund(request: RefundOrder): Promise<OrderView> {
  return till.ask("refund", request);
}
