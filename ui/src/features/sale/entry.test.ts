import { describe, expect, it } from "vitest";
import { MOST_CENTAVOS } from "../money/money";
import * as keys from "./entry";
import { EMPTY, type Entry } from "./entry";

/** Plays keys: digits, `z` for 00, `,`, `.`, `+`, `*`, `<` for Backspace. */
function typed(text: string, from: Entry = EMPTY): Entry {
  return Array.from(text).reduce(
    (entry, key) =>
      key === "<" ? keys.backspace(entry) : keys.press(entry, key === "z" ? "00" : key),
    from,
  );
}

const sum = (text: string): number | null => keys.total(typed(text));

describe("digits alone", () => {
  it("move each digit to the left", () => {
    expect(["", "1", "12", "125", "1250"].map(sum)).toEqual([0, 1, 12, 125, 1250]);
    expect(["5z", "0", "005"].map(sum)).toEqual([500, 0, 5]);
  });

  it("stop at the largest amount and say so by returning the same entry", () => {
    const full = typed("999999999999");
    expect(keys.total(full)).toBe(MOST_CENTAVOS);
    for (const key of ["1", "00", ",", "."]) expect(keys.press(full, key)).toBe(full);
  });
});

describe("a decimal comma or point", () => {
  it("turns the amount to reais and centavos", () => {
    expect(["5,", "5,0", "5,00", "5,5", "5,z", "12,50", "12.5"].map(sum)).toEqual([
      500, 500, 500, 550, 500, 1250, 1250,
    ]);
    expect([",5", ".05", ",", "0,5", "05,"].map(sum)).toEqual([50, 5, 0, 50, 500]);
  });

  it("reads a point before three digits and a comma as thousands", () => {
    expect(["1.234,", "1.234,5", "1.234,56", "1.234.567,89"].map(sum)).toEqual([
      123_400, 123_450, 123_456, 123_456_789,
    ]);
  });

  it("is never guessed", () => {
    const unclear = [
      "1.234",
      "1,234",
      "12,505",
      "5,0z",
      "5,,",
      "5.,5",
      "1.23,4",
      "1,2+5,,",
      "1,234.56",
    ];
    expect(unclear.map(sum)).toEqual(unclear.map(() => null));
    expect(sum("1.234<")).toBe(123);
    expect(sum("12,<")).toBe(12);
  });

  it("says which decimals nobody has typed", () => {
    const counts = ["5", "5,", "5,5", "5,50", "1.234", "2*5,", "5,<"].map((it) =>
      keys.untyped(typed(it)),
    );
    expect(counts).toEqual([0, 2, 1, 0, 0, 0, 0]);
  });
});

describe("+ and *", () => {
  it("adds amounts, and multiplies a quantity by a price", () => {
    expect(["1000+250", "5,+2,5", "3*250+1000", "3*2,5", "2*5,+,5"].map(sum)).toEqual([
      1250, 750, 1750, 750, 1050,
    ]);
  });

  it("reads no figures alone beside an amount with a comma", () => {
    expect(["5,00+5", "5+5,00", "3*1,50+5", "2*125+1,"].map(sum)).toEqual(Array(4).fill(null));
    expect(["5,00+", "5,00+0", "5,00+5,", "5,00+3*"].map(sum)).toEqual([500, 500, 1000, 500]);
    expect(
      ["5,00+5", "5,00+5,", "5,00+", "5+5", "1,234"].map((it) => keys.isMixed(typed(it))),
    ).toEqual([true, false, false, false, false]);
  });

  it("takes a + on nothing for nothing", () => {
    expect(["+5", "5++3", "5+", "+"].map(sum)).toEqual([5, 8, 5, 0]);
    expect(keys.workings(typed("+5"))).toEqual([]);
    expect(keys.workings(typed("5++3"))).toHaveLength(2);
  });

  it("never charges a quantity that is none", () => {
    expect(["3*2*4", "3**2", "10000*5", "0*5", "*5", "1,5*2", "3*+5"].map(sum)).toEqual(
      Array(7).fill(null),
    );
    expect(sum("3*2*<")).toBe(6);
  });

  it("can be read again once the key that spoiled it is gone", () => {
    expect(["1.234+", "1.234+5", "1.234+<", "1.234+<<"].map(sum)).toEqual([null, null, null, 123]);
  });

  it("does not let a product pass the largest amount, or the keys their limit", () => {
    const near = typed("9999*100000000");
    expect(keys.press(near, "0")).toBe(near);
    expect(typed("0".repeat(30))).toHaveLength(20);
    expect(typed("0+".repeat(400))).toHaveLength(600);
  });

  it("shows its workings only when there are some", () => {
    expect(keys.workings(typed("1250"))).toEqual([]);
    expect(keys.workings(typed("2*125+1,"))).toEqual([
      { quantity: 2, text: "125", centavos: null },
      { quantity: null, text: "1,", centavos: 100 },
    ]);
  });
});

it("takes back one key exactly", () => {
  for (const text of ["125z", "3*2", "100+", "5,", "1.234", ""])
    for (const key of ["1", "z", ",", "+", "*"])
      expect(typed(`${text}${key}<`)).toEqual(typed(text));
  expect(typed("<")).toBe(EMPTY);
  expect(typed("++<")).toEqual(typed("+"));
});

it("lets a pasted amount take the place of the one being typed", () => {
  expect(keys.total(keys.paste(typed("10,+77"), 1250))).toBe(2250);
  expect(keys.total(keys.paste(typed("3*1.234"), 1250))).toBe(3750);
  expect(keys.total(keys.paste(EMPTY, 123_456))).toBe(123_456);
  // A digit after it would be read as another place, or as the next amount.
  expect(keys.total(keys.press(keys.whole(1250), "3"))).toBeNull();
  expect(keys.backspace(keys.whole(1250))).toEqual(EMPTY);
});

describe("a key of the keyboard", () => {
  it.each([
    ["5", "Digit5", "5"],
    ["5", "Numpad5", "5"],
    ["Clear", "Numpad5", "5"],
    [",", "Comma", ","],
    [".", "Period", "."],
    [",", "NumpadDecimal", ","],
    [".", "NumpadDecimal", "."],
    ["Delete", "NumpadDecimal", ","],
    [".", "NumpadComma", "."],
    ["Unidentified", "NumpadComma", ","],
    ["+", "NumpadAdd", "+"],
    ["*", "NumpadMultiply", "*"],
    ["Delete", "Delete", null],
    ["Enter", "NumpadEnter", null],
    ["a", "KeyA", null],
  ])("%s at %s is %s", (key, code, expected) => {
    expect(keys.amountKey({ key, code })).toBe(expected);
  });
});
