import type { ConnectedView, GrantKind, GrantState } from "../../backend/contract";

/** Why money does not go back from here. */
export type NoRefund = Extract<GrantState, { is: "missing" | "at_provider" }>;

const REFUNDS: readonly GrantKind[] = ["refund", "whole_refund"];

/** Why the money of this connection does not go back from here; null: it does, or nobody has asked. */
export function noRefund(connected: ConnectedView | null): NoRefund | null {
  const state = connected?.grants.find(({ what }) => REFUNDS.includes(what))?.state;
  return state?.is === "missing" || state?.is === "at_provider" ? state : null;
}

/** Clocks may differ by less, in seconds, before a person is told. */
const TOLERANCE_S = 5 * 60;

/** By how many whole minutes this computer's clock is ahead; 0: near enough; null: nobody has told the time. */
export function clockOf(aheadS: number | null): number | null {
  if (aheadS === null) return null;
  return Math.abs(aheadS) <= TOLERANCE_S ? 0 : Math.round(aheadS / 60);
}
