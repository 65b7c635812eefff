/** The largest amount that the till takes, in centavos: R$ 9.999.999.999,99. */
export const MOST_CENTAVOS = 999_999_999_999;

/** Whole centavos as `1.234,56`, by moving digits: money never passes through a fraction. */
export function reais(centavos: number): string {
  const digits = String(Math.abs(centavos)).padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ".");
  return `${centavos < 0 ? "-" : ""}${whole},${digits.slice(-2)}`;
}

/** Whole centavos as `R$ 1.234,56` or `-R$ 3,50`, with a space that does not break. */
export function money(centavos: number): string {
  return `${centavos < 0 ? "-" : ""}R$\u00a0${reais(Math.abs(centavos))}`;
}

const GROUPED = /^(\d{1,3}(?:\.\d{3})+),(\d{2})$/;
const PLAIN = /^(\d{1,10})[.,](\d{1,2})$/;
const WITH_CURRENCY = /^R\$(\d{1,10})$/i;

/**
 * Reads an amount that somebody pasted: `12,50`, `12.50`, `R$ 1.234,56`, `R$ 12`. Anything that could
 * be read in two ways (`1.234`, or `1250`, whose keys are R$ 12,50 and whose figures R$ 1.250,00) or has more
 * than two decimals is null, and so is zero.
 */
export function parseAmount(text: string): number | null {
  const whole = text.replace(/\s/g, "");
  const bare = whole.replace(/^R\$/i, "");
  const match = GROUPED.exec(bare) ?? PLAIN.exec(bare) ?? WITH_CURRENCY.exec(whole);
  if (match === null) return null;
  const [, units = "", cents = ""] = match;
  const centavos = Number(units.replaceAll(".", "") + cents.padEnd(2, "0"));
  return centavos > 0 && centavos <= MOST_CENTAVOS ? centavos : null;
}

/**
 * What a field of money has come to, cents first as on the selling screen: `1250` and `12,50` are R$ 12,50. Null:
 * nothing. `isErasing`: a figure was taken away, and the last one takes the zeros with it.
 */
export function centsFirst(text: string, isErasing: boolean): number | null {
  const digits = text.replace(/\D/g, "");
  if (digits === "") return null;
  const centavos = Math.min(Number(digits), MOST_CENTAVOS);
  return isErasing && centavos === 0 ? null : centavos;
}
