import { describe, expect, it } from "vitest";
import { MOST_CENTAVOS } from "../money/money";
import * as keys from "./entry";
import { EMPTY, type Entry } from "./entry";

/** Plays keys: digits, `.` for 00, `+`, `*`, `<` for Backspace. */
function typed(text: string, from: Entry = EMPTY): Entry {
  const other: Record<string, (entry: Entry) => Entry> = {
    ".": keys.doubleZero,
    "+": keys.plus,
    "*": keys.times,
    "<": keys.backspace,
  };
  return Array.from(text).reduce((entry, key) => {
    const act = other[key];
    return act === undefined ? keys.digit(entry, Number(key)) : act(entry);
  }, from);
}

describe("cents first", () => {
  it("moves each digit to the left", () => {
    const totals = ["1", "12", "125", "1250"].map((text) => keys.total(typed(text)));
    expect(totals).toEqual([1, 12, 125, 1250]);
  });

  it("takes the number pad's comma as 00", () => {
    expect(keys.total(typed("12."))).toBe(1200);
  });

  it("stops at the largest amount and says so by returning the same entry", () => {
    const full = typed("999999999999");
    expect(keys.total(full)).toBe(MOST_CENTAVOS);
    expect(keys.digit(full, 1)).toBe(full);
    expect(keys.doubleZero(full)).toBe(full);
  });
});

describe("+ and *", () => {
  it("adds amounts", () => {
    expect(keys.total(typed("1000+250"))).toBe(1250);
  });

  it("multiplies a quantity by a price", () => {
    expect(keys.total(typed("3*250+1000"))).toBe(1750);
  });

  it("refuses a second *, a * on nothing, a + on nothing, and a huge quantity", () => {
    const once = typed("3*25");
    expect(keys.times(once)).toBe(once);
    expect(keys.times(EMPTY)).toBe(EMPTY);
    expect(keys.plus(EMPTY)).toBe(EMPTY);
    const many = typed("10000");
    expect(keys.times(many)).toBe(many);
  });

  it("does not let a product pass the largest amount", () => {
    const near = typed("9999*100000000");
    expect(keys.digit(near, 0)).toBe(near);
  });

  it("shows its workings only when there are some", () => {
    expect(keys.workings(typed("1250"))).toEqual([]);
    expect(keys.workings(typed("2*125+1"))).toEqual([
      { quantity: 2, centavos: 125 },
      { quantity: null, centavos: 1 },
    ]);
  });
});

describe("Backspace", () => {
  it("walks back over digits, * and +", () => {
    expect(typed("1250<")).toEqual(typed("125"));
    expect(typed("3*2<<")).toEqual(typed("3"));
    expect(typed("100+<")).toEqual(typed("100"));
    expect(typed("<")).toBe(EMPTY);
  });
});

describe("paste", () => {
  it("takes the place of the amount being typed and leaves the others", () => {
    expect(keys.total(keys.paste(typed("1000+77"), 1250))).toBe(2250);
  });
});
