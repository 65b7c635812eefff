import { expect, it } from "vitest";
import type { ReceiptCodeView } from "../../backend/contract";
import { dictionaries } from "../../shell/words";
import { NOTHING, questionOf, readAmount, readTime, withoutMarks, wrongField } from "./typed";

const words = dictionaries["pt-BR"];
const { wrong } = words.receiptCheck;
const TODAY = "2026-11-28";
const CODE = "E60701190202611281658aK7x2Qw9Lm0";
const READ: ReceiptCodeView = { end_to_end_id: CODE, at_ms: 1, ispb: "60701190", bank: "Itaú" };
const NO_CODE: ReceiptCodeView = { end_to_end_id: null, at_ms: null, ispb: null, bank: null };

function ask(
  typed: object,
  read: ReceiptCodeView | null = null,
  order: string | null = null,
): object {
  return questionOf({ ...NOTHING, ...typed }, read, order, TODAY, words, "pt-BR");
}

it("reads an amount as the keypad does", () => {
  expect(["4690", "46,90", "R$ 46,90", "1.234,56", "46.9"].map(readAmount)).toEqual([
    4690, 4690, 4690, 123_456, 4690,
  ]);
  for (const text of ["", "0", "0,00", "1.234", "abc", "1+1", "99999999999999"])
    expect(readAmount(text), text).toBeNull();
});

it("reads a time as people type it, for the till", () => {
  const times = ["14:00", "14h", "14h05", "1405", "hoje, 14:00", "28/11 14:00", "03/11/2026 9:05"];
  expect(times.map((text) => readTime(text, TODAY))).toEqual([
    "14:00",
    "14:00",
    "14:05",
    "14:05",
    "14:00",
    "28/11/2026 14:00",
    "03/11/2026 09:05",
  ]);
  for (const text of ["", "25:00", "14:60", "ontem", "31/02 14:00", "14"])
    expect(readTime(text, TODAY), text).toBeNull();
});

it("asks by the code, with what the receipt shows beside it, or by amount and time", () => {
  expect(ask({ code: ` ${CODE} ` }, READ, "000139")).toEqual({
    code: CODE,
    amount_centavos: null,
    at: null,
    order: "000139",
  });
  expect(ask({ code: CODE, amount: "70,00" }, null)).toMatchObject({ amount_centavos: 7000 });
  expect(ask({ amount: "4690", at: "14h" })).toEqual({
    code: null,
    amount_centavos: 4690,
    at: "14:00",
    order: null,
  });
});

it("says at its field what is missing or wrong", () => {
  expect(ask({})).toEqual({ field: "code", text: wrong.nothing });
  expect(ask({ code: "abc" }, NO_CODE)).toEqual({ field: "code", text: wrong.noCode });
  expect(ask({ amount: "46,90" })).toEqual({ field: "at", text: wrong.atMissing });
  expect(ask({ at: "14:00" })).toEqual({ field: "amount", text: wrong.amountMissing });
  expect(ask({ amount: "1.234", at: "14:00" })).toEqual({ field: "amount", text: wrong.amount });
  expect(ask({ amount: "46,90", at: "depois" })).toEqual({ field: "at", text: wrong.at });
});

it("asks nobody about a barcode of ten kilobytes", () => {
  expect(ask({ code: "9".repeat(10_000) })).toEqual({
    field: "code",
    text: "Isto tem 10.000 letras. Um código do Pix tem 32.",
  });
});

it("takes what a scanner sends around a code for none of it", () => {
  expect(withoutMarks(`#${CODE}!`, { prefix: "#", suffix: "!" })).toBe(CODE);
  expect(withoutMarks(` ${CODE}`, { suffix: "Tab" })).toBe(CODE);
  expect(withoutMarks(CODE, {})).toBe(CODE);
});

it("puts a refusal at the field that it is about", () => {
  const of = (code: string, field: string | null = null): unknown =>
    wrongField({ code, field }, words);
  expect(of("receipt_unreadable")).toEqual({ field: "code", text: wrong.noCode });
  expect(of("invalid_amount")).toEqual({ field: "amount", text: wrong.amount });
  expect(of("invalid_request", "at")).toEqual({ field: "at", text: wrong.at });
  expect(of("log_busy")).toBeNull();
});
