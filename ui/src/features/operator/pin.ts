/** A PIN has so many digits. */
export const LEAST_DIGITS = 4;
export const MOST_DIGITS = 8;

/** Something that could be a PIN. */
export function isPin(text: string): boolean {
  return text.length >= LEAST_DIGITS && text.length <= MOST_DIGITS && /^\d+$/.test(text);
}

/** What gives somebody another PIN at the machine itself. */
export function forgottenCommand(id: string, isTraining: boolean): string {
  return `balcao${isTraining ? " --training" : ""} operator pin ${id} --forgotten`;
}

/** Digits that whoever looks on sees, and that everybody tries first: one of them alone, or a run such as 1234 or 4321. */
export function isEasy(pin: string): boolean {
  const digits = Array.from(pin, Number);
  const steps = new Set(digits.slice(1).map((digit, at) => digit - (digits[at] ?? 0)));
  return steps.size === 1 && [-1, 0, 1].some((step) => steps.has(step));
}

/** What was typed with one more digit, where there is room. */
export function withDigit(pin: string, digit: number): string {
  return pin.length < MOST_DIGITS ? `${pin}${digit}` : pin;
}

/** Minutes and seconds, rounded up: `0:47`. */
export function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** What a screen reader is told of a countdown: at 30 and at 10 seconds, not each second. */
export function spokenSeconds(ms: number): number | null {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds <= 10) return 10;
  return seconds <= 30 ? 30 : null;
}
