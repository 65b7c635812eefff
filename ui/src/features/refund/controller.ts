import type { RefundOrder } from "../../backend/contract";
import { refused, type Refused } from "../../backend/refused";
import { desk } from "../../shell/desk.svelte";
import { till } from "../../shell/till.svelte";

/**
 * Has the money go back. Null: it is written down and on its way, and the screen tells how it goes.
 */
export async function refund(request: RefundOrder): Promise<Refused | null> {
  const question = { what: "refunding" } as const;
  desk.question = question;
  try {
    await till.ask("refund", request);
    return null;
  } catch (error) {
    return refused(error);
  } finally {
    if (desk.question === question) desk.question = null;
  }
}
