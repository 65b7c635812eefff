import { expect, it } from "vitest";
import { qrSide } from "./qrSize";

it.each([
  [592, 65, 1],
  [420, 61, 1],
  [420, 61, 1.25],
  [700, 97, 2],
  [333, 57, 1.5],
])("in %i px, %i modules at ratio %f are whole device pixels and fit", (room, modules, ratio) => {
  const perModule = (qrSide(room, modules, ratio) * ratio) / modules;
  expect(perModule).toBeCloseTo(Math.round(perModule), 9);
  expect(qrSide(room, modules, ratio)).toBeLessThanOrEqual(room);
  expect(qrSide(room, modules, ratio) + modules / ratio).toBeGreaterThan(room);
});

it("never vanishes, even before the room is known", () => {
  expect(qrSide(0, 57, 1)).toBe(57);
});
