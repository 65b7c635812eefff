import { MOST_CENTAVOS } from "../money/money";

/** One amount of a sale: a price, perhaps times a quantity. */
export interface Line {
  readonly quantity: number | null;
  readonly centavos: number;
}

/** What the cashier has typed: amounts joined by `+`, the last one still being typed. */
export interface Entry {
  readonly lines: readonly Line[];
  readonly current: Line;
}

/** The largest quantity before `*`. */
export const MOST_PIECES = 9_999;

const NOTHING: Line = { quantity: null, centavos: 0 };

/** Nothing typed yet. */
export const EMPTY: Entry = { lines: [], current: NOTHING };

function lineTotal(line: Line): number {
  return (line.quantity ?? 1) * line.centavos;
}

/** The whole sale in centavos. */
export function total(entry: Entry): number {
  return entry.lines.reduce((sum, line) => sum + lineTotal(line), lineTotal(entry.current));
}

/** The same entry again (identity) means that the key would have passed the largest amount. */
function withCurrent(entry: Entry, current: Line): Entry {
  const next = { lines: entry.lines, current };
  return total(next) > MOST_CENTAVOS ? entry : next;
}

/** Cents first: each digit moves the amount one place to the left. */
export function digit(entry: Entry, value: number): Entry {
  const { quantity, centavos } = entry.current;
  return withCurrent(entry, { quantity, centavos: centavos * 10 + value });
}

/** The number pad's `.` or `,`, and the key `00`. */
export function doubleZero(entry: Entry): Entry {
  const { quantity, centavos } = entry.current;
  return withCurrent(entry, { quantity, centavos: centavos * 100 });
}

/** A pasted amount takes the place of the one being typed. */
export function paste(entry: Entry, centavos: number): Entry {
  return withCurrent(entry, { quantity: entry.current.quantity, centavos });
}

/** `+` closes this amount and begins another. */
export function plus(entry: Entry): Entry {
  if (entry.current.centavos === 0) return entry;
  return { lines: [...entry.lines, entry.current], current: NOTHING };
}

/** `*` takes the digits so far as a quantity; the price follows. */
export function times(entry: Entry): Entry {
  const { quantity, centavos } = entry.current;
  if (quantity !== null || centavos === 0 || centavos > MOST_PIECES) return entry;
  return { lines: entry.lines, current: { quantity: centavos, centavos: 0 } };
}

/** Takes back one key: a digit, then the `*`, then the `+`. */
export function backspace(entry: Entry): Entry {
  const { quantity, centavos } = entry.current;
  if (centavos > 0) {
    const text = String(centavos).slice(0, -1);
    return { lines: entry.lines, current: { quantity, centavos: Number(text) } };
  }
  if (quantity !== null) {
    return { lines: entry.lines, current: { quantity: null, centavos: quantity } };
  }
  const last = entry.lines.at(-1);
  return last === undefined ? entry : { lines: entry.lines.slice(0, -1), current: last };
}

/** The amounts to show above the total; empty while there is only one plain amount. */
export function workings(entry: Entry): readonly Line[] {
  const plain = entry.lines.length === 0 && entry.current.quantity === null;
  return plain ? [] : [...entry.lines, entry.current];
}
