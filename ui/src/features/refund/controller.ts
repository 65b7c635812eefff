import type { RefundOrder } from "../../backend/contract";
import { refused, type Refused } from "../../backend/refused";
import { desk } from "../../shell/desk.svelte";
import { till } from "../../shell/till.svelte";

/**
 * Has the money go back. Null: it is written down and on its way, and the screen tells how it goes.
 */
export async function refund(request: RefundOrder): Promise<Refused | null> {
  const isHere = (): boolean => desk.place.at === "order" && desk.place.order === request.order;
  desk.busy = "refunding";
  try {
    await till.ask("refund", request);
    return null;
  } catch (error) {
    return refused(error);
  } finally {
    if (isHere()) desk.busy = null;
  }
}
