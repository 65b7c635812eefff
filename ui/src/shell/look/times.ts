import type { Language } from "../../backend/contract";

type Style = "minutes" | "seconds";

/** A time of day as `14:03` or `14:03:22`; with the day before it when it is not today. */
export function timeOfDay(ms: number, language: Language, style: Style = "minutes"): string {
  const date = new Date(ms);
  const today = new Date().toDateString() === date.toDateString();
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    hour: "2-digit",
    minute: "2-digit",
    ...(style === "seconds" && { second: "2-digit" }),
    ...(!today && { day: "2-digit", month: "2-digit" }),
  })
    .format(date)
    .replace(",", "");
}

/** A day as `12/02/2027`. */
export function day(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
  }).format(new Date(ms));
}
