import type { OrderView, QrView } from "../../backend/contract";
import { lastAttempt } from "./order";

/** Whole seconds until a code expires, rounded up; 0 when it has. */
export function secondsLeft(expiresAtMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((expiresAtMs - nowMs) / 1000));
}

/** Seconds as `21:34`, or `1:02:03` from an hour. */
export function clockFace(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${two(minutes)}:${rest}`;
}

/** The only times left that a screen reader hears. */
const ANNOUNCED_S = [20, 60] as const;

/** The announcement that becomes due when the time left goes from `before` to `now` seconds. */
export function announcement(before: number, now: number): 20 | 60 | null {
  return ANNOUNCED_S.find((mark) => before > mark && now <= mark && now > 0) ?? null;
}

/** The code that the customer may still pay, or null: it is not there, or its time is over. */
export function shownCode(order: OrderView | undefined, nowMs: number): QrView | null {
  const attempt = order === undefined ? undefined : lastAttempt(order);
  if (attempt === undefined) return null;
  const isOver = attempt.expires_at_ms !== null && secondsLeft(attempt.expires_at_ms, nowMs) === 0;
  return isOver ? null : attempt.qr;
}
