import type { Language } from "../../backend/contract";
import { zone } from "./zone.svelte";

type Style = "minutes" | "seconds";

/** A time of day as `14:03` or `14:03:22`; with the day before it when it is not today. */
export function timeOfDay(ms: number, language: Language, style: Style = "minutes"): string {
  const isToday = day(ms, language) === day(Date.now(), language);
  return format(ms, language, {
    hour: "2-digit",
    minute: "2-digit",
    ...(style === "seconds" && { second: "2-digit" }),
    ...(!isToday && { day: "2-digit", month: "2-digit" }),
  }).replace(",", "");
}

/** A moment with its day, whichever it was, as `12/02/2027 14:03:22`. */
export function moment(ms: number, language: Language): string {
  return `${day(ms, language)} ${format(ms, language, { hour: "2-digit", minute: "2-digit", second: "2-digit" })}`;
}

/** A time of day as `14:03`, whichever day it was. */
export function clock(ms: number, language: Language): string {
  return format(ms, language, { hour: "2-digit", minute: "2-digit" });
}

/** A day as `Sexta-feira, 12/02/2027`. */
export function longDay(ms: number, language: Language): string {
  return `${weekday(ms, language)}, ${day(ms, language)}`;
}

/** Which day of the week it is, as `Sexta-feira`. */
export function weekday(ms: number, language: Language): string {
  const name = format(ms, language, { weekday: "long" });
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** A day as `12/02/2027`. */
export function day(ms: number, language: Language): string {
  return format(ms, language, { day: "2-digit", month: "2-digit", year: "numeric" });
}

/** A day as the till takes it, such as `2027-02-12`. */
export function isoDay(ms: number): string {
  return written("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit" }).format(ms);
}

function format(ms: number, language: Language, parts: Intl.DateTimeFormatOptions): string {
  return written(language === "en" ? "en-GB" : language, parts).format(ms);
}

/** Making one takes longer than writing a whole list with it. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function written(locale: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const all = { ...parts, timeZone: zone.name };
  const key = `${locale} ${JSON.stringify(all)}`;
  const known = FORMATS.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, all);
  FORMATS.set(key, format);
  return format;
}
