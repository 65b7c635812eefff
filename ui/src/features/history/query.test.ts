import { expect, it } from "vitest";
import { daysOf, daysToExport, isNarrowed, looksLikeEndToEndId, queryOf, TODAY } from "./query";

const NOW = "2026-11-28";

it("asks for the days that were chosen", () => {
  const of = (changes: object): object => daysOf({ ...TODAY, ...changes }, NOW);
  expect(of({})).toEqual({ from: NOW, to: NOW });
  expect(of({ days: "yesterday" })).toEqual({ from: "2026-11-27", to: "2026-11-27" });
  expect(of({ days: "week" })).toEqual({ from: "2026-11-22", to: NOW });
  expect(of({ days: "days", from: "2026-11-03" })).toEqual({
    from: "2026-11-03",
    to: "2026-11-03",
  });
  expect(of({ days: "all" })).toEqual({ from: null, to: null });
  expect(daysToExport({ ...TODAY, days: "all" }, NOW)).toEqual({ from: "2016-11-30", to: NOW });
});

it("sends what was chosen, and nothing for what was not", () => {
  const choice = { ...TODAY, search: " 46,90 ", state: "odd", operator: "ana" } as const;
  expect(queryOf(choice, NOW, 40, "000139")).toEqual({
    search: "46,90",
    from_day: NOW,
    to_day: NOW,
    status: null,
    odd: true,
    operator: "ana",
    provider: null,
    evidence: null,
    before: "000139",
    limit: 40,
  });
  expect(queryOf({ ...TODAY, search: "  ", state: "paid" }, NOW, 40, null)).toMatchObject({
    search: null,
    status: "paid",
    odd: false,
  });
});

it("knows a day without sales from a search without a hit", () => {
  expect(isNarrowed({ ...TODAY, days: "yesterday", search: " " })).toBe(false);
  expect(isNarrowed({ ...TODAY, search: "x" })).toBe(true);
  expect(isNarrowed({ ...TODAY, evidence: "manual" })).toBe(true);
});

it("knows the id of a payment", () => {
  expect(looksLikeEndToEndId(" E60701190202611281658aK7x2Qw9Lm0 ")).toBe(true);
  expect(looksLikeEndToEndId("D60701190202611281658aK7x2Qw9Lm0")).toBe(false);
  expect(looksLikeEndToEndId("E60701190")).toBe(false);
});
