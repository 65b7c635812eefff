import type { GapView, LinkState, Outcome, PaymentView } from "../../backend/contract";
import type { Looks } from "../../parts/looks";

/** Why notices were lost, as the relay's protocol has it. */
export type GapReason = "expired" | "epoch_changed" | "unknown";

/** How we know of a payment: asked, told by the provider's signature, or both. */
export type Knowledge = "polled" | "signed" | "both";

export const linkLooks: Record<LinkState, Looks> = {
  off: { tone: "ended", icon: "plug" },
  connecting: { tone: "odd", icon: "warning" },
  connected: { tone: "paid", icon: "check" },
  refused: { tone: "bad", icon: "cross" },
};

const SET_ASIDE: Looks = { tone: "odd", icon: "stopped" };

export const outcomeLooks: Record<Outcome, Looks> = {
  applied: { tone: "paid", icon: "check" },
  known: { tone: "ended", icon: "check" },
  hint: { tone: "wait", icon: "clock" },
  payout: { tone: "ended", icon: "check" },
  asked: { tone: "wait", icon: "clock" },
  unknown_charge: SET_ASIDE,
  other_till: SET_ASIDE,
  unknown_type: SET_ASIDE,
  malformed: SET_ASIDE,
  not_connected: SET_ASIDE,
  poison: SET_ASIDE,
  dropped: { tone: "ended", icon: "stopped" },
  gap: { tone: "odd", icon: "warning" },
};

const DAY_MS = 24 * 3_600_000;

/** A gap of the last day is shown as a warning; an older one is history. */
export function isRecent(gap: GapView, nowMs: number): boolean {
  return nowMs - gap.at_ms < DAY_MS;
}

/** A reason that a later relay invents is as good as unknown. */
export function gapReason(reason: string): GapReason {
  return reason === "expired" || reason === "epoch_changed" ? reason : "unknown";
}

/** How we know of a payment. */
export function knowledge(payment: PaymentView): Knowledge {
  if (payment.evidence === "polled") return "polled";
  return payment.confirmed ? "both" : "signed";
}

/** An id too long to be read aloud: its first characters. */
export function short(id: string): string {
  const READ = 8;
  return id.length > READ ? `${id.slice(0, READ)}…` : id;
}

/** For how many seconds the relay asks to wait before another code is tried, if it does. */
export function waitSeconds(refusal: { code: string; detail: string | null }): number | null {
  if (refusal.code !== "pairing_refused" || refusal.detail === null) return null;
  return /^\d+$/.test(refusal.detail) ? Number(refusal.detail) : null;
}
