import { expect, it } from "vitest";
import { Heard } from "./heard";

it("knows that an event came after a question was asked", () => {
  const heard = new Heard();
  heard.event("000001");
  const asked = heard.now();
  expect(heard.since("000001", asked)).toBe(false);
  heard.event("000001");
  expect(heard.since("000001", asked)).toBe(true);
});

it("does not hold one order's event against another", () => {
  const heard = new Heard();
  const asked = heard.now();
  heard.event("000002");
  expect(heard.since("000001", asked)).toBe(false);
});
