import type { PairRelay, RelayView, UnpairedView } from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** How the way to the relay does. */
export function relayState(): Promise<RelayView> {
  return till.call("relay", {});
}

/** Pairs this till with a relay; from then on the till listens to it. */
export function pairRelay(request: PairRelay): Promise<RelayView> {
  return till.call("pair", request);
}

/** Leaves the relay: from then on the till only asks the provider. */
export function unpairRelay(): Promise<UnpairedView> {
  return till.call("unpair", {});
}
