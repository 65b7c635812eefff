import type { PrinterView, SlipLine, Status } from "../../backend/contract";
import type { ListEntry } from "../sale/row";
import type { SlipWords } from "./words/words";

/** What has a receipt that tells of money. */
const WITH_RECEIPT: readonly Status[] = ["paid", "by_hand", "refunding", "refunded"];

/** The sale whose receipt is meant: the one on the screen, else the newest that has one. Null: there is none yet. */
export function lastReceipt(
  onScreen: ListEntry | undefined,
  newestFirst: readonly ListEntry[],
): string | null {
  const has = (order: ListEntry | undefined): boolean =>
    order !== undefined && WITH_RECEIPT.includes(order.status);
  return (has(onScreen) ? onScreen : newestFirst.find(has))?.order ?? null;
}

/** Lines as they stand below each other: a line of the same words may come again. */
export function keyed(lines: readonly SlipLine[]): readonly (readonly [number, SlipLine])[] {
  return lines.map((line, at) => [at, line]);
}

/** What is wrong with the printer, and how much waits for it, in a few words; null: all is well. */
export function troubleText(printer: PrinterView | null, words: SlipWords): string | null {
  if (printer === null || printer.trouble === null) return null;
  const waiting = printer.waiting === 0 ? [] : [words.waiting(printer.waiting)];
  return [words.troubles[printer.trouble.what], ...waiting].join("\u00a0· ");
}

/** What has become of something that was sent to the printer. */
export function sentText({ trouble }: PrinterView, words: SlipWords): string {
  return trouble === null ? words.sent : words.waits(words.troubles[trouble.what]);
}
