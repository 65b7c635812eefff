import { beforeAll, describe, expect, it } from "vitest";
import { aReport, aShift } from "../../../tests/shift";
import { dictionaries } from "../../shell/words";
import { setZone } from "../../shell/look/zone.svelte";
import {
  difference,
  drawn,
  isOneDay,
  nextOf,
  notableRows,
  periodText,
  returnedCentavos,
} from "./shift";

const words = dictionaries["pt-BR"].shifts;
const HOUR_MS = 3_600_000;
/** 28/11/2026 08:02 in São Paulo, a Saturday. */
const OPENED_MS = Date.UTC(2026, 10, 28, 11, 2);

beforeAll(() => setZone("America/Sao_Paulo"));

describe("what there is to do next", () => {
  it("is nothing but to sell, where a till without cash has not sold since the last closing", () => {
    expect(nextOf(aShift({ state: "closed", has_cash: false }))).toBe("sell");
  });

  it("is to open it, where the drawer holds cash", () => {
    expect(nextOf(aShift({ state: "closed", has_cash: true }))).toBe("open");
  });

  it.each(["open", "automatic"] as const)("of one that is %s is to close it", (state) => {
    expect(nextOf(aShift({ state, has_cash: false }))).toBe("close");
    expect(nextOf(aShift({ state, has_cash: true }))).toBe("count");
  });
});

describe("periodText", () => {
  it("of one day names it once", () => {
    const until_ms = OPENED_MS + 10 * HOUR_MS;
    expect(periodText({ from_ms: OPENED_MS, until_ms }, "pt-BR", words)).toBe(
      "Sábado, 28/11/2026, das 08:02 às 18:02",
    );
  });

  it("of several days, or across midnight, names both", () => {
    const until_ms = OPENED_MS + 17 * HOUR_MS;
    expect(periodText({ from_ms: OPENED_MS, until_ms }, "pt-BR", words)).toBe(
      "De 28/11/2026 08:02 a 29/11/2026 01:02",
    );
  });

  it("of a clock that was set back does not end before it begins", () => {
    const until_ms = OPENED_MS - HOUR_MS;
    expect(periodText({ from_ms: OPENED_MS, until_ms }, "pt-BR", words)).toContain(
      "08:02 às 08:02",
    );
  });
});

describe("isOneDay", () => {
  const MIDNIGHT_MS = Date.UTC(2026, 10, 28, 3);

  it("holds for a day from midnight to midnight, and no longer", () => {
    const until_ms = MIDNIGHT_MS + 24 * HOUR_MS;
    expect(isOneDay({ from_ms: MIDNIGHT_MS, until_ms }, "pt-BR")).toBe(true);
    expect(isOneDay({ from_ms: MIDNIGHT_MS, until_ms: until_ms + 1 }, "pt-BR")).toBe(false);
  });

  it("holds for what has just begun", () => {
    expect(isOneDay({ from_ms: MIDNIGHT_MS, until_ms: MIDNIGHT_MS }, "pt-BR")).toBe(true);
  });
});

describe("the bars", () => {
  const bar = (received_centavos: number, at: number) => ({
    from_ms: at,
    label: `${at}h`,
    sales: 1,
    received_centavos,
  });

  it("go by the highest, and mark the first of the best", () => {
    const bars = drawn([bar(6_250, 8), bar(30_500, 9), bar(30_500, 10), bar(0, 11)]);
    expect(bars.map(({ percent }) => percent)).toEqual([20, 100, 100, 0]);
    expect(bars.map(({ isBest }) => isBest)).toEqual([false, true, false, false]);
    expect(bars.map(({ figure }) => figure)).toEqual(["62", "305", "305", "0"]);
  });

  it("are seen where little came, beside an hour of nothing", () => {
    const bars = drawn([bar(1_000_000, 8), bar(50, 9), bar(199, 10), bar(0, 11)]);
    expect(bars.map(({ percent }) => percent)).toEqual([100, 1, 1, 0]);
    expect(bars.map(({ figure }) => figure)).toEqual(["10.000", "0,50", "1", "0"]);
  });

  it("have no best and no height where nothing came", () => {
    const [only] = drawn([bar(0, 8)]);
    expect([only?.percent, only?.isBest]).toEqual([0, false]);
  });
});

describe("what is not plain", () => {
  const item = {
    order: "000152",
    unmatched: null,
    centavos: 1_800,
    expected_centavos: null,
    at_ms: OPENED_MS,
    by: "Davi",
    approved_by: null,
    anomalies: [],
    source: null,
  };

  it("is nothing in a plain shift", () => {
    expect(notableRows(aReport(), "pt-BR", words)).toEqual([]);
  });

  it("is named with its number and who sold", () => {
    const open = { sum: { count: 1, centavos: 1_800 }, items: [item] };
    const [row] = notableRows(aReport({}, { open }), "pt-BR", words);
    expect(row?.title).toBe("Aberta agora: 000152");
    expect(row?.lines[0]).toMatch(/^Davi, .*08:02\. Passa para o próximo turno\.$/);
  });

  it("says of several each number and sum, and counts those that have no line", () => {
    const items = Array.from({ length: 50 }, (_, at) => ({ ...item, order: String(at) }));
    const by_hand = { sum: { count: 63, centavos: 113_400 }, items };
    const [row] = notableRows(aReport({}, { by_hand }), "pt-BR", words);
    expect(row?.title).toBe("63 confirmadas à mão");
    expect(row?.lines).toHaveLength(8);
    expect(row?.more).toBe(55);
    expect(row?.lines[1]).toContain("1, R$\u00a018,00, Davi");
  });

  it("says of another amount what was charged, and of a refund who asked", () => {
    const odd = {
      sum: { count: 1, centavos: 12_000 },
      items: [{ ...item, expected_centavos: 10_200, anomalies: ["overpaid" as const] }],
    };
    const refunds = {
      sum: { count: 1, centavos: 2_350 },
      items: [{ ...item, source: "dispute" as const, approved_by: "Lúcia" }],
    };
    const [first, second] = notableRows(aReport({}, { odd, refunds }), "pt-BR", words);
    expect(first?.lines[0]).toContain("cobrado R$\u00a0102,00, valor maior");
    expect(second?.lines[0]).toContain("por contestação (MED), aprovou Lúcia");
  });
});

it("adds up what went back, whoever asked", () => {
  const report = aReport({
    refunded_here: { count: 1, centavos: 100 },
    refunded_by_dispute: { count: 1, centavos: 20 },
    refunded_elsewhere: { count: 1, centavos: 3 },
  });
  expect(returnedCentavos(report)).toBe(123);
});

describe("the count", () => {
  const cash = (difference_centavos: number | null) => ({
    float_centavos: 10_000,
    supplied: { count: 0, centavos: 0 },
    withdrawn: { count: 0, centavos: 0 },
    expected_centavos: 10_000,
    counted_centavos: 10_000,
    difference_centavos,
    moves: [],
  });

  it.each([
    [null, null],
    [0, "Confere"],
    [350, "Sobra"],
    [-350, "Falta"],
  ])("that is off by %s is %s", (off, word) => {
    expect(difference(cash(off), words)?.word ?? null).toBe(word);
  });

  it("says by how much, whichever way", () => {
    expect(difference(cash(-350), words)?.centavos).toBe(350);
  });
});
