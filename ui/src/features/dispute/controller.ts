import type { CloseDispute, DisputeView, OrderView } from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** The open disputes; with `all`, the closed ones too. */
export async function listDisputes(all: boolean): Promise<readonly DisputeView[]> {
  return (await till.call("disputes", { all })).disputes;
}

/** Writes down how a dispute ended. */
export function closeDispute(request: CloseDispute): Promise<OrderView> {
  return till.ask("close_dispute", request);
}
