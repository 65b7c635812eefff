import { expect, test, vi } from "vitest";
import { anOrder } from "../../../tests/example";
import { hasCome, tillNowMs } from "./clock.svelte";

test("the till's time goes on from the view that told it, whatever the clock is set to", () => {
  vi.useFakeTimers({ now: 5_000_000 });
  const order = anOrder({ now_ms: 1_000_000 });
  hasCome(order);
  vi.advanceTimersByTime(2_000);
  expect(tillNowMs(order)).toBe(1_002_000);
  // Years ahead, and back behind where it was.
  for (const clock of [99_000_000_000, 1_000]) {
    vi.setSystemTime(clock);
    expect(tillNowMs(order)).toBe(1_002_000);
  }
  vi.advanceTimersByTime(500);
  expect(tillNowMs(order)).toBe(1_002_500);
  const newer = anOrder({ now_ms: 1_002_400 });
  hasCome(newer);
  expect(tillNowMs(newer)).toBe(1_002_400);
  vi.useRealTimers();
});
