import { MOST_CENTAVOS, reais } from "../money/money";

/**
 * What the cashier has typed, key by key: a digit, `00`, `,` or `.`, `+`, `*`, or a whole amount that was
 * pasted. What it comes to is read from the keys, so that Backspace takes back one key exactly.
 */
export type Entry = readonly string[];

/** One amount of a sale: a price, perhaps times a quantity. */
export interface Line {
  readonly quantity: number | null;
  /** The price as it was typed. */
  readonly text: string;
  /** Null: what was typed can be read in more than one way, or in none. */
  readonly centavos: number | null;
}

/** Nothing typed yet. */
export const EMPTY: Entry = [];

/** The largest quantity before `*`. */
const MOST_PIECES = 9_999;
/** In characters; the longest amount that can be charged has 16 with its separators. */
const LONGEST_PRICE = 20;
/** More keys than a sale of a hundred amounts. */
const MOST_KEYS = 600;

const CENTS_FIRST = /^\d*$/;
const REAIS = /^(\d*)[.,](\d{0,2})$/;
const GROUPED = /^(\d{1,3}(?:\.\d{3})+),(\d{0,2})$/;

/**
 * Digits alone are centavos, in a sale without any mark. After a decimal comma or point they are reais and
 * centavos. `1.234` may be a thousand or one: what people would read in two ways is null, and is never charged.
 */
function reading(price: string): number | null {
  if (CENTS_FIRST.test(price)) return Number(price);
  const match = REAIS.exec(price) ?? GROUPED.exec(price);
  if (match === null) return null;
  const [, whole = "", cents = ""] = match;
  return Number(whole.replaceAll(".", "") + cents.padEnd(2, "0"));
}

/** Splits keys at each `sign`. */
function split(keys: Entry, sign: string): Entry[] {
  const parts: string[][] = [[]];
  for (const key of keys) {
    if (key === sign) parts.push([]);
    else parts.at(-1)?.push(key);
  }
  return parts;
}

/** Keys as a person would write them down. */
export function written(keys: Entry): string {
  return keys.join("").replaceAll("*", "×");
}

function lineOf(keys: Entry): Line {
  const parts = split(keys, "*").map((part) => part.join(""));
  const text = parts.at(-1) ?? "";
  if (parts.length === 1) return { quantity: null, text, centavos: reading(text) };
  const [pieces = ""] = parts;
  const quantity = CENTS_FIRST.test(pieces) ? Number(pieces) : 0;
  const fits = parts.length === 2 && quantity > 0 && quantity <= MOST_PIECES;
  if (!fits) return { quantity: null, text: written(keys), centavos: null };
  return { quantity, text, centavos: reading(text) };
}

/** Beside an amount with a comma, `5` is five reais to one person and five centavos to another. */
function isBare({ text, centavos }: Line): boolean {
  return CENTS_FIRST.test(text) && centavos !== 0;
}

function isMarked({ text }: Line): boolean {
  return /[.,]/.test(text);
}

/** Some amounts of the sale have a comma or point, and some have none. */
export function isMixed(entry: Entry): boolean {
  const lines = split(entry, "+").map(lineOf);
  return lines.some(isMarked) && lines.some(isBare);
}

function linesOf(entry: Entry): Line[] {
  const lines = split(entry, "+").map(lineOf);
  const hasMark = lines.some(isMarked);
  return lines.map((line, index) => {
    // A quantity whose price was forgotten is no amount once the next one has begun.
    const isForgotten = line.quantity !== null && line.text === "" && index < lines.length - 1;
    return isForgotten || (hasMark && isBare(line)) ? { ...line, centavos: null } : line;
  });
}

/** The whole sale in centavos; null: what was typed can be read in more than one way, or in none. */
export function total(entry: Entry): number | null {
  let sum = 0;
  for (const { quantity, centavos } of linesOf(entry)) {
    if (centavos === null) return null;
    sum += (quantity ?? 1) * centavos;
  }
  return sum;
}

/** The keys of the amount that is being typed begin here. */
function beginning(entry: Entry, ...signs: readonly string[]): number {
  return entry.findLastIndex((key) => signs.includes(key)) + 1;
}

function within(next: Entry, entry: Entry): Entry {
  const price = next.slice(beginning(next, "+", "*")).join("");
  const isLong = price.length > LONGEST_PRICE || next.length > MOST_KEYS;
  return isLong || (total(next) ?? 0) > MOST_CENTAVOS ? entry : next;
}

/**
 * One key. The same entry again (identity) means that it would have passed a limit. Any other key stands,
 * even where nothing can be read any more: what a person has typed is what Backspace walks back over.
 */
export function press(entry: Entry, key: string): Entry {
  return within([...entry, key], entry);
}

/** Takes back one key. */
export function backspace(entry: Entry): Entry {
  return entry.length === 0 ? entry : entry.slice(0, -1);
}

/** An amount as one key, with its comma: a digit after it is never another place of the same number. */
export function whole(centavos: number): Entry {
  return [reais(centavos).replaceAll(".", "")];
}

/** A pasted amount takes the place of the one being typed. */
export function paste(entry: Entry, centavos: number): Entry {
  return within([...entry.slice(0, beginning(entry, "+", "*")), ...whole(centavos)], entry);
}

/** The amounts to show above the total; empty while there is only one plain amount. */
export function workings(entry: Entry): readonly Line[] {
  const lines = linesOf(entry);
  const isEmpty = ({ quantity, text }: Line): boolean => quantity === null && text === "";
  const shown = lines.filter((line, index) => !isEmpty(line) || index === lines.length - 1);
  return shown.length === 1 && shown[0]?.quantity === null ? [] : shown;
}

/** How many decimals at the end of the total stand there without having been typed: `5,` is 5,00. */
export function untyped(entry: Entry): number {
  const text = entry.slice(beginning(entry, "+")).join("");
  if (workings(entry).length > 0 || CENTS_FIRST.test(text) || total(entry) === null) return 0;
  return 2 - (text.length - 1 - Math.max(text.lastIndexOf(","), text.lastIndexOf(".")));
}

/** The key of an amount that was pressed, on either keyboard and whatever its layout; null: none. */
export function amountKey({ key, code }: { key: string; code: string }): string | null {
  if (/^[\d,.+*]$/.test(key)) return key;
  if (code === "NumpadDecimal" || code === "NumpadComma") return ",";
  return /^Numpad(\d)$/.exec(code)?.[1] ?? null;
}
