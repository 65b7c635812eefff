/** The day so many days after `day`, or before it; both as `2026-11-28`. */
export function addDays(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

const WRITTEN_DAY = /^(\d{1,2})\D(\d{1,2})(?:\D(\d{4}|\d{2}))?$/;
const DIGITS_OF_DAY = /^(\d{2})(\d{2})(\d{4})?$/;

/**
 * A day as people type it, such as `28/11/2026`, `28/11` or `2811`, as `2026-11-28`; without a year the last such day
 * up to `today`. Null: it is none.
 */
export function readDay(text: string, today: string): string | null {
  const typed = text.trim();
  const match = WRITTEN_DAY.exec(typed) ?? DIGITS_OF_DAY.exec(typed);
  if (match === null) return null;
  const [, date = "", month = "", written] = match;
  const thisYear = Number(today.slice(0, 4));
  const year = written === undefined ? thisYear : Number(written.padStart(4, "20"));
  const day = isoOf(year, month, date);
  if (day === null || written !== undefined || day <= today) return day;
  return isoOf(year - 1, month, date);
}

function isoOf(year: number, month: string, date: string): string | null {
  const day = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  const made = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(made.getTime()) && made.toISOString().startsWith(day) ? day : null;
}

/** `2026-11-28` as `28/11/2026`. */
export function writeDay(day: string): string {
  return day.split("-").toReversed().join("/");
}
