import type {
  DismissUnmatched,
  MatchUnmatched,
  OrderView,
  UnmatchedView,
} from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** The money without a sale that waits; with `all`, what was matched or dismissed too. */
export async function listUnmatched(all: boolean): Promise<readonly UnmatchedView[]> {
  return (await till.call("unmatched", { all })).unmatched;
}

/** Says which sale the money is for. The till asks the provider first. */
export function matchUnmatched(request: MatchUnmatched): Promise<OrderView> {
  return till.ask("match_unmatched", request);
}

/** Says that no sale of this till is meant. */
export async function dismissUnmatched(request: DismissUnmatched): Promise<void> {
  await till.call("dismiss_unmatched", request);
}
