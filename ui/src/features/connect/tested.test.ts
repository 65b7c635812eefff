import { expect, it } from "vitest";
import { clockOf } from "./tested";

it("tells of a clock only where it is wrong by more than a till bears", () => {
  expect(clockOf(null)).toBeNull();
  expect(clockOf(299)).toBe(0);
  expect(clockOf(3_600)).toBe(60);
  expect(clockOf(-3_590)).toBe(-60);
});
