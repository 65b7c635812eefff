import { expect, it } from "vitest";
import type { OrderRow } from "../../backend/contract";
import { anOrder } from "../../../tests/example";
import { rowOf } from "../sale/row";
import { goalOf, shownRows, topToShow, withNewest, withRow } from "./rows";

const row = (order: number): OrderRow => rowOf(anOrder({ order: String(order).padStart(6, "0") }));
const numbers = (rows: readonly OrderRow[]): number[] => rows.map(({ order }) => Number(order));

it("draws what is in sight and little more, however long the list is", () => {
  expect(shownRows(0, 480, 48, 3)).toEqual({ first: 0, end: 3 });
  expect(shownRows(0, 480, 48, 10_000)).toEqual({ first: 0, end: 18 });
  expect(shownRows(240_000, 480, 48, 10_000)).toEqual({ first: 4_992, end: 5_018 });
  expect(shownRows(479_520, 480, 48, 10_000)).toEqual({ first: 9_982, end: 10_000 });
  // The list has become shorter than it was scrolled.
  expect(shownRows(479_520, 480, 48, 2)).toEqual({ first: 0, end: 2 });
  // Before anything was measured.
  expect(shownRows(0, 0, 0, 10_000)).toEqual({ first: 0, end: 16 });
});

it("moves the list only as far as the row needs", () => {
  expect(topToShow(5, 0, 480, 48)).toBe(0);
  expect(topToShow(10, 0, 480, 48)).toBe(48);
  expect(topToShow(2, 480, 480, 48)).toBe(96);
});

it("walks by rows and pages, and stays within the list", () => {
  const from = (key: string): number | null => goalOf(key, 5, 9, 12);
  expect(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"].map(from)).toEqual([
    6, 4, 11, 0, 0, 11,
  ]);
  expect(from("Enter")).toBeNull();
  expect(goalOf("End", -1, 9, 0)).toBe(0);
});

it("puts newer sales on top and keeps the older ones that were fetched before", () => {
  const rows = [5, 4, 3, 2, 1].map(row);
  expect(numbers(withNewest(rows, [7, 6, 5].map(row), true))).toEqual([7, 6, 5, 4, 3, 2, 1]);
  // One that does not fit any more is gone from among the newest.
  expect(numbers(withNewest(rows, [5, 3].map(row), true))).toEqual([5, 3, 2, 1]);
  expect(numbers(withNewest(rows, [7].map(row), false))).toEqual([7]);
  expect(withNewest(rows, [], false)).toEqual([]);
});

it("shows a sale as it is now, and who sold it as the list knows", () => {
  const rows = [{ ...row(2), seller: "Ana" }, row(1)];
  const now = { ...row(2), status: "paid" as const };
  expect(withRow(rows, 0, now)[0]).toEqual({ ...now, seller: "Ana" });
  expect(withRow(rows, 2, now)).toBe(rows);
});
