import { expect, it } from "vitest";
import { reais } from "../money/money";
import { backspace, EMPTY, isMixed, press, total, type Entry } from "./entry";

/*
 * Every sequence of six keys against how people would read what they typed. The model below shares no
 * code with `entry.ts`: it knows the written form alone.
 */

const KEYS = ["0", "1", "5", "00", ",", ".", "+", "*", "<"] as const;
const LENGTH = 6;

/** Tenths of a centavo, so that `1.234` as one real has a value of its own. */
type Mills = number;

function mills(whole: string, decimals: string): Mills {
  return Number(whole || "0") * 1000 + Number(decimals.slice(0, 3).padEnd(3, "0"));
}

/**
 * All that people may mean by one written price. Figures alone are centavos on this till; beside a price with a
 * comma, whoever reads the sale takes them for reais.
 */
function readings(price: string, isBesideMark: boolean): Mills[] {
  if (!/[.,]/.test(price)) {
    const figures = Number(price || "0");
    return isBesideMark ? [figures * 10, figures * 1000] : [figures * 10];
  }
  const found: Mills[] = [];
  for (const mark of [",", "."]) {
    const group = mark === "," ? "." : ",";
    const [left = "", right, ...more] = price.split(mark);
    if (right !== undefined && more.length === 0 && !right.includes(group)) {
      // Sloppy grouping is still read as grouping.
      found.push(mills(left.replaceAll(group, ""), right));
    }
    const groups = price.split(mark);
    const isGrouped =
      !price.includes(group) && groups.length > 1 && groups.slice(1).every((it) => it.length === 3);
    if (isGrouped) found.push(mills(groups.join(""), ""));
  }
  return found;
}

/** What people may mean by a whole sale such as `3*2,50+10`; none: nobody can say. */
function meanings(text: string): Mills[] {
  // The mark of a quantity is none of a price.
  const isBesideMark = text.split("+").some((line) => /[.,][^*]*$/.test(line));
  return text.split("+").reduce<Mills[]>(
    (sums, line) => {
      const factors = line.split("*");
      const price = factors.pop() ?? "";
      const pieces = factors.reduce((product, it) => product * Number(it.replace(",", ".")), 1);
      const prices = readings(price, isBesideMark).map((it) => it * pieces);
      return sums.flatMap((sum) => prices.map((it) => sum + it));
    },
    [0],
  );
}

/** What a person has written down once the rubber has been used. */
function written(keys: readonly string[]): string {
  const standing: string[] = [];
  for (const key of keys) {
    if (key === "<") standing.pop();
    else standing.push(key);
  }
  return standing.join("");
}

/** What a person reads on the screen, in centavos. */
function readBack(centavos: number): number {
  const [whole = "", cents = ""] = reais(centavos).replaceAll(".", "").split(",");
  return Number(whole) * 100 + Number(cents);
}

it(
  "charges what every person would read, or nothing, after any six keys",
  { timeout: 60_000 },
  () => {
    let charged = 0;
    let refused = 0;
    const wrong: string[] = [];

    function judge(keys: readonly string[], entry: Entry): void {
      const centavos = total(entry);
      if (centavos === null) {
        refused += 1;
        return;
      }
      charged += 1;
      const text = written(keys);
      const said = meanings(text.endsWith("*") ? `${text}0` : text);
      const isRight =
        said.length > 0 &&
        said.every((it) => it === centavos * 10) &&
        readBack(centavos) === centavos &&
        entry.join("") === text;
      if (!isRight) wrong.push(`${keys.join(" ")}: ${centavos}, people read ${said.join(" or ")}`);
    }

    function walk(keys: readonly string[], entry: Entry): void {
      judge(keys, entry);
      if (keys.length === LENGTH) return;
      for (const key of KEYS) {
        walk([...keys, key], key === "<" ? backspace(entry) : press(entry, key));
      }
    }

    walk([], EMPTY);
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(charged).toBeGreaterThan(100_000);
    expect(refused).toBeGreaterThan(1_000);
  },
);

it.each([
  ["5,00", 500],
  ["5,5", 550],
  ["12.50", 1250],
  ["1.234,56", 123_456],
  ["1250", 1250],
  ["5,00+5,00", 1000],
  ["3*1,50+5,", 950],
  ["500+500", 1000],
])("reads %s, as everybody does", (text, centavos) => {
  const entry = Array.from(text).reduce(press, EMPTY);
  expect(total(entry)).toBe(centavos);
  expect(meanings(text)).toEqual([centavos * 10]);
});

it.each(["5,00+5", "5+5,00", "3*1,50+5", "1,5+3*5", "1250+5,00", "5,00+1250"])(
  "charges nothing for %s, whose figures alone are reais to one and centavos to another",
  (text) => {
    const entry = Array.from(text).reduce(press, EMPTY);
    expect(total(entry)).toBeNull();
    expect(new Set(meanings(text)).size).toBe(2);
    expect(isMixed(entry)).toBe(true);
  },
);
