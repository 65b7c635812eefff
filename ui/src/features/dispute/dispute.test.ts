import { expect, it } from "vitest";
import { aDispute } from "../../../tests/example";
import { decidedByMs } from "./dispute";

it("counts the bank's seven days from the opening, and from nothing else", () => {
  expect(decidedByMs(aDispute({ opened_at_ms: 1_000 }))).toBe(604_801_000);
  expect(decidedByMs(aDispute({ seen_at_ms: 1_000 }))).toBeNull();
});
