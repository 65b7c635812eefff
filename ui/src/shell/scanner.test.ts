import { describe, expect, it } from "vitest";
import type { Scanner as Setting } from "../backend/contract";
import { QUIET_MS, Scanner } from "./scanner";

/** What is typed and when, as it would be seen: `mark` counts the keys that stand. */
class Counter {
  readonly scanner = new Scanner<number>();
  /** Keys that stand on the amount. */
  standing = 0;
  /** How many scans were found, and how many Enters were a person's. */
  scans = 0;
  enters = 0;
  #at = 10_000;
  readonly #inField: boolean;

  constructor(setting: Setting = "auto", inField = false) {
    this.scanner.setting = setting;
    this.#inField = inField;
  }

  #back(scan: number | null): boolean {
    if (scan === null) return false;
    this.scans += 1;
    this.standing = scan;
    return true;
  }

  /** Time goes by, and the page notices that nothing comes. */
  wait(ms: number): this {
    if (ms >= this.scanner.quietMs) this.#back(this.scanner.quiet());
    this.#at += ms;
    return this;
  }

  /** The page is busy: it thinks that nothing comes, while keys are on their way. */
  stall(): this {
    this.#back(this.scanner.quiet());
    return this;
  }

  /** One key after so many milliseconds. */
  key(text: string, gap: number): this {
    this.wait(gap);
    const mark = this.standing;
    const key = { at: this.#at, text, inField: this.#inField, mark };
    const { swallow, scan } = this.scanner.key(key);
    if (!this.#back(scan) && !swallow) this.standing += 1;
    return this;
  }

  /** The text with these gaps before its keys; the last gap is repeated. */
  type(text: string, ...gaps: number[]): this {
    Array.from(text).forEach((each, index) => this.key(each, gaps[index] ?? gaps.at(-1) ?? 0));
    return this;
  }

  end(gap: number, key: "Enter" | "Tab" = "Enter"): this {
    this.wait(gap);
    if (this.scanner.isTail(this.#at)) return this;
    const isScan = this.#back(this.scanner.end(this.#at, key, this.#inField));
    if (!isScan && key === "Enter") this.enters += 1;
    return this;
  }

  /** Numbers between two limits, the same at every run. */
  static gaps(seed: number, least: number, most: number, count: number): number[] {
    let state = seed * 2_654_435_761;
    return Array.from({ length: count }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return least + (state % (most - least + 1));
    });
  }
}

function sold(counter: Counter): boolean {
  return counter.enters > 0;
}

const PAUSE = 900;

describe("a scanner never sells and leaves nothing", () => {
  const rhythms: [string, string, number[], number][] = [
    ["5 ms", "12345", [PAUSE, 5], 5],
    ["29 ms", "12345", [PAUSE, 29], 29],
    ["35 ms", "12345", [PAUSE, 35], 35],
    ["50 ms", "12345", [PAUSE, 50], 50],
    ["three figures", "123", [PAUSE, 5], 5],
    ["three figures at 35 ms", "123", [PAUSE, 35], 35],
    ["two figures", "12", [PAUSE, 5], 5],
    ["one figure", "7", [PAUSE], 5],
    ["one figure at 35 ms", "7", [PAUSE], 35],
    ["at once, like a paste", "7891234567895", [PAUSE, 0], 0],
    ["irregular", "78912345", [PAUSE, 10, 60, 22, 41, 58, 13, 35], 47],
    ["irregular and short", "7891", [PAUSE, 12, 55, 31], 40],
    ["slow, thirteen figures", "7891234567895", [PAUSE, 50, 80, 66, 71, 59], 64],
    ["a pause before its Enter", "12345", [PAUSE, 5], 85],
    ["a longer pause before its Enter", "12345", [PAUSE, 5], 250],
    ["three figures at 50 ms, and a pause before their Enter", "123", [PAUSE, 50], 200],
    ["letters", "SKU-0451", [PAUSE, 70], 70],
    ["with a + and a comma", "1+2,50*3", [PAUSE, 20], 20],
  ];
  it.each(rhythms)("%s", (_, text, gaps, end) => {
    const counter = new Counter().type(text, ...gaps).end(end);
    expect([counter.enters, counter.standing, counter.scans]).toEqual([0, 0, 1]);
  });

  it.each(rhythms)("%s, after the cashier's own figures, which stay", (_, text, gaps, end) => {
    const counter = new Counter()
      .type("1250", PAUSE, 130, 160, 120)
      .type(text, ...gaps)
      .end(end);
    expect([counter.enters, counter.standing]).toEqual([0, 4]);
    expect(sold(counter.end(PAUSE))).toBe(true);
  });

  it.each(rhythms)("%s, twice", (_, text, gaps, end) => {
    const counter = new Counter()
      .type(text, ...gaps)
      .end(end)
      .type(text, 120, ...gaps.slice(1))
      .end(end);
    expect([counter.enters, counter.standing]).toEqual([0, 0]);
  });

  it("with Tab at its end, with two Enters, with none", () => {
    for (const counter of [
      new Counter().type("12345", PAUSE, 5).end(5, "Tab").end(5),
      new Counter().type("12345", PAUSE, 5).end(5).end(5),
      new Counter().type("12345", PAUSE, 35).wait(QUIET_MS),
      new Counter().type("123", PAUSE, 5).wait(QUIET_MS),
      new Counter().type("7891234567895", PAUSE, 75).wait(QUIET_MS),
    ])
      expect([counter.enters, counter.standing, counter.scans]).toEqual([0, 0, 1]);
  });

  it("on a busy page, which thinks the line over before it is", () => {
    for (const [text, gap] of [
      ["SKU451", 70],
      ["7891234567895", 5],
      ["12345678", 35],
    ] as const) {
      const counter = new Counter().type("12", PAUSE, 150).key(text[0] ?? "", PAUSE);
      for (const each of text.slice(1)) counter.key(each, gap).stall();
      expect([text, counter.end(gap).enters, counter.standing]).toEqual([text, 0, 2]);
    }
  });

  it("at 10 to 60 ms whatever its code", () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const gaps = Counter.gaps(seed, 10, 60, 14);
      const text = "7891234567895".slice(0, 5 + (seed % 9));
      const counter = new Counter().type(text, PAUSE, ...gaps).end(gaps.at(-1) ?? 0);
      expect([seed, counter.enters, counter.standing]).toEqual([seed, 0, 0]);
    }
  });

  it("at 50 to 80 ms where no amount has so many figures", () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const gaps = Counter.gaps(seed, 50, 80, 14);
      const text = "7891234567895".slice(0, 8 + (seed % 6));
      const counter = new Counter().type(text, PAUSE, ...gaps).end(gaps.at(-1) ?? 0);
      expect([seed, counter.enters, counter.standing]).toEqual([seed, 0, 0]);
    }
  });
});

describe("a hand sells", () => {
  it.each<[string, string, number[], number]>([
    ["slow", "1250", [PAUSE, 250, 300, 220], 400],
    ["quick on a number pad", "1250", [PAUSE, 75, 90, 62], 70],
    ["two fingers at once", "1250", [PAUSE, 70, 18, 85], 75],
    ["two fingers at once, and Enter with the third", "1250", [PAUSE, 70, 18, 85], 20],
    ["two fingers at once, twice", "1250", [PAUSE, 15, 75, 20], 70],
    ["two figures", "50", [PAUSE, 80], 30],
    ["a sum", "1250+700+350", [PAUSE, 70, 80, 65, 90], 70],
    ["a comma", "12,50", [PAUSE, 70, 80, 65, 90], 62],
    ["as the drivers of browsers type", "700", [PAUSE, 61, 62], 61],
  ])("%s", (_, text, gaps, end) => {
    const counter = new Counter().type(text, ...gaps).end(end);
    expect([counter.enters, counter.standing, counter.scans]).toEqual([1, text.length, 0]);
  });

  it("at 60 to 90 ms, now and then with two fingers at once", () => {
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const gaps = Counter.gaps(seed, 60, 90, 7);
      const text = "1234567".slice(0, 2 + (seed % 6));
      if (text.length > 2) gaps[1 + (seed % (text.length - 2))] = 5 + (seed % 16);
      const counter = new Counter().type(text, PAUSE, ...gaps).end(60 + (seed % 31));
      expect([seed, counter.enters, counter.standing]).toEqual([seed, 1, text.length]);
    }
  });

  it("sale after sale, at their own rhythm", () => {
    const counter = new Counter();
    for (let sale = 1; sale <= 30; sale += 1) {
      counter.type("1990", PAUSE, ...Counter.gaps(sale, 60, 90, 4)).end(70);
      expect(counter.enters).toBe(sale);
    }
  });
});

describe("against the cashier's own rhythm", () => {
  function slowCashier(): Counter {
    const counter = new Counter();
    for (let sale = 0; sale < 3; sale += 1) counter.type("1250", PAUSE, 210, 260, 180).end(300);
    counter.standing = 0;
    return counter;
  }

  it("a short code at 50 to 80 ms is a scanner's", () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const counter = slowCashier()
        .type("12345", PAUSE, ...Counter.gaps(seed, 50, 80, 5))
        .end(65);
      expect([seed, counter.enters, counter.standing]).toEqual([seed, 3, 0]);
    }
  });

  it("somebody else with a quicker hand sells at the third try", () => {
    const counter = slowCashier();
    for (let tries = 0; tries < 3; tries += 1) counter.type("1250", PAUSE, 75, 70, 80).end(75);
    expect(counter.enters).toBe(4);
    expect(counter.type("990", PAUSE, 75, 70).end(75).enters).toBe(5);
  });
});

describe("what the shop says of its scanner", () => {
  it("a prefix begins a reading whatever its rhythm", () => {
    for (const [prefix, gap] of [
      ["~", 90],
      ["]C1", 90],
      ["~", 5],
    ] as const) {
      const counter = new Counter({ prefix })
        .type("12", PAUSE, 150)
        .type(`${prefix}450`, PAUSE, gap);
      expect([counter.end(gap).enters, counter.standing]).toEqual([0, 2]);
      expect(counter.end(PAUSE).enters).toBe(1);
    }
    const counter = new Counter({ prefix: "~" })
      .type("~450", PAUSE, 90)
      .wait(300)
      .type("500", PAUSE, 150);
    expect([counter.end(150).enters, counter.standing]).toEqual([1, 3]);
  });

  it("a suffix ends one", () => {
    const tab = new Counter({ suffix: "Tab" }).type("450", PAUSE, 90).end(90, "Tab");
    expect([tab.enters, tab.standing]).toEqual([0, 0]);
    const sign = new Counter({ suffix: "##" }).type("12", PAUSE, 150).type("450##", PAUSE, 90);
    expect([sign.scans, sign.standing]).toEqual([1, 2]);
  });

  it("max_gap_ms takes the place of what is known of hands", () => {
    const slow = new Counter({ max_gap_ms: 80 }).type("123", PAUSE, 78).end(78);
    expect([slow.enters, slow.standing]).toEqual([0, 0]);
    const quickHand = new Counter({ max_gap_ms: 20 }).type("1250", PAUSE, 45).end(45);
    expect([quickHand.enters, quickHand.standing]).toEqual([1, 4]);
  });

  it("off means that there is none", () => {
    const counter = new Counter("off").type("12345", PAUSE, 5).end(5);
    expect([counter.enters, counter.standing]).toEqual([1, 5]);
  });
});

describe("in a field for text", () => {
  it("a code stays as text, and its Enter does nothing", () => {
    for (const [text, gap] of [
      ["7891234567895", 5],
      ["7891234567895", 70],
      ["ABCDE", 35],
    ] as const) {
      const counter = new Counter("auto", true).type(text, PAUSE, gap).end(gap);
      expect([text, counter.enters, counter.scans]).toEqual([text, 0, 1]);
    }
  });

  it("a quick typist's Enter does", () => {
    const counter = new Counter("auto", true).type("não gostou", PAUSE, 90, 60, 110, 75).end(80);
    expect([counter.enters, counter.scans]).toEqual([1, 0]);
    const cpf = new Counter("auto", true).type("12345678909", PAUSE, 75, 90, 62).end(70);
    expect([cpf.enters, cpf.scans]).toEqual([1, 0]);
  });
});

it("knows a burst while it lasts, so that its control characters do nothing", () => {
  const { scanner } = new Counter().type("123", PAUSE, 5);
  expect(scanner.isBursting(10_000 + PAUSE + 15)).toBe(true);
  expect(scanner.isBursting(10_000 + PAUSE + 500)).toBe(false);
});
