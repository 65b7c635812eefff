import type { PayoutView } from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** The newest `limit` payouts. */
export async function listPayouts(limit: number): Promise<readonly PayoutView[]> {
  return (await till.call("payouts", { limit })).payouts;
}
