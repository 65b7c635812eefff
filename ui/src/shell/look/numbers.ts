import type { Language } from "../../backend/contract";

/** A number as people write it, such as `52.340`. */
export function number(of: number, language: Language): string {
  return new Intl.NumberFormat(language).format(of);
}

/** With one decimal, such as `2,1`. */
export function decimal(of: number, language: Language): string {
  const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, one).format(of);
}

/** How long something took, in seconds: nothing takes 0,0 of them. */
export function tookSeconds(ms: number, language: Language): string {
  return decimal(Math.max(ms / 1_000, 0.1), language);
}

/** Names one after another, such as `Inter, Itaú e Sicoob`. */
export function listed(names: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(names);
}
