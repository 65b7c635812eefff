import { expect, it } from "vitest";
import { marksOf } from "./account";

const account = {
  adapter: "connectpsp",
  address: "https://psp.example",
  fingerprint: "0123456789abcdef",
  environment: "real",
  kept: false,
} as const;

it("marks what is no real money, and what is no longer connected", () => {
  const marks = (changes: object, trains = false): string[] =>
    marksOf({ ...account, ...changes }, trains);
  expect(marks({})).toEqual([]);
  expect(marks({ environment: "trial" })).toEqual(["trial"]);
  expect(marks({ environment: "trial" }, true)).toEqual(["trial"]);
  expect(marks({ environment: "training", kept: true })).toEqual(["training", "kept"]);
  expect(marks({ environment: "unknown" })).toEqual([]);
});

it("says nothing twice in a till that trains, and nothing of an old log's accounts", () => {
  expect(marksOf({ ...account, environment: "training" }, true)).toEqual([]);
  expect(marksOf(null, false)).toEqual([]);
});
