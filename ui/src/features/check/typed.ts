import type { CheckReceipt, ReceiptCodeView, ScannerMarks } from "../../backend/contract";
import type { Words } from "../../shell/words/words";
import { readDay, writeDay } from "../../shell/look/days";
import { number } from "../../shell/look/numbers";
import type { Language } from "../../backend/contract";
import { MOST_CENTAVOS } from "../money/money";
import { total } from "../sale/entry";

/** The till reads no longer text. */
export const MOST_CODE = 1_000;

/** What was typed of a receipt. */
export interface Typed {
  readonly code: string;
  readonly amount: string;
  readonly at: string;
}

export const NOTHING: Typed = { code: "", amount: "", at: "" };

export type FieldName = keyof Typed;

/** What is wrong with what was typed, and where. */
export interface Wrong {
  readonly field: FieldName;
  readonly text: string;
}

/** The amount as the till's keypad reads it, in centavos; null: it is none. */
export function readAmount(text: string): number | null {
  const bare = text.replace(/^\s*R\$/i, "").replace(/\s/g, "");
  if (!/^[\d.,]+$/.test(bare)) return null;
  const centavos = total(Array.from(bare));
  return centavos !== null && centavos > 0 && centavos <= MOST_CENTAVOS ? centavos : null;
}

const TIME = /^(?:(.*?)[\s,]+)?(\d{1,2})(?:[:hH](\d{2})?|(\d{2}))$/;

/** A time as people type it, such as `14:00`, `14h` or `28/11 14:00`, as the till takes it. Null: it is none. */
export function readTime(text: string, today: string): string | null {
  const match = TIME.exec(text.trim());
  if (match === null) return null;
  const [, before = "", hours = "", colon, digits] = match;
  const minutes = colon ?? digits ?? "00";
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  const time = `${hours.padStart(2, "0")}:${minutes}`;
  const date = before.replace(/^(hoje|today)$/i, "").trim();
  if (date === "") return time;
  const day = readDay(date, today);
  return day === null ? null : `${writeDay(day)} ${time}`;
}

/** What a scanner sends around a code is none of it. */
export function withoutMarks(text: string, marks: ScannerMarks): string {
  const { prefix = "", suffix = "" } = marks;
  const isKey = suffix === "Enter" || suffix === "Tab";
  let code = text.trim();
  if (prefix !== "" && code.startsWith(prefix)) code = code.slice(prefix.length);
  if (!isKey && suffix !== "" && code.endsWith(suffix)) code = code.slice(0, -suffix.length);
  return code.trim();
}

/**
 * The question to the till, or what is wrong with it. `read` is what the till has read from this code; null: it has
 * not been asked, or has not answered.
 */
export function questionOf(
  typed: Typed,
  read: ReceiptCodeView | null,
  order: string | null,
  today: string,
  words: Words,
  language: Language,
): CheckReceipt | Wrong {
  const { wrong } = words.receiptCheck;
  const code = typed.code.trim();
  const centavos = typed.amount.trim() === "" ? null : readAmount(typed.amount);
  if (code.length > MOST_CODE)
    return { field: "code", text: wrong.tooLong(number(code.length, language)) };
  if (code !== "" && read !== null && read.end_to_end_id === null)
    return { field: "code", text: wrong.noCode };
  if (typed.amount.trim() !== "" && centavos === null)
    return { field: "amount", text: wrong.amount };
  if (code !== "") return { code, amount_centavos: centavos, at: null, order };
  if (typed.amount.trim() === "" && typed.at.trim() === "")
    return { field: "code", text: wrong.nothing };
  if (centavos === null) return { field: "amount", text: wrong.amountMissing };
  if (typed.at.trim() === "") return { field: "at", text: wrong.atMissing };
  const at = readTime(typed.at, today);
  if (at === null) return { field: "at", text: wrong.at };
  return { code: null, amount_centavos: centavos, at, order };
}

/** Where a refusal belongs to one field, and what it says there; null: to none. */
export function wrongField(
  refusal: {
    readonly code: string;
    readonly field: string | null;
  },
  words: Words,
): Wrong | null {
  const { wrong } = words.receiptCheck;
  if (refusal.code === "receipt_unreadable") return { field: "code", text: wrong.noCode };
  if (refusal.code === "invalid_amount") return { field: "amount", text: wrong.amount };
  if (refusal.field === "at") return { field: "at", text: wrong.at };
  return null;
}
