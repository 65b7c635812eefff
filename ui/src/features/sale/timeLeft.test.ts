import { expect, it } from "vitest";
import { anAttempt, anOrder } from "../../../tests/example";
import { announcement, clockFace, secondsLeft, shownCode } from "./timeLeft";

it("rounds up, so that 0 means that time is over", () => {
  expect(secondsLeft(10_000, 9_001)).toBe(1);
  expect(secondsLeft(10_000, 10_000)).toBe(0);
  expect(secondsLeft(10_000, 99_000)).toBe(0);
});

it("reads like a clock", () => {
  expect(clockFace(0)).toBe("00:00");
  expect(clockFace(1294)).toBe("21:34");
  expect(clockFace(3723)).toBe("1:02:03");
});

it("announces 60 s and 20 s once each, and nothing else", () => {
  const heard: number[] = [];
  for (let seconds = 300; seconds > 0; seconds -= 1) {
    const due = announcement(seconds, seconds - 1);
    if (due !== null) heard.push(due);
  }
  expect(heard).toEqual([60, 20]);
});

it("says the most urgent one after a computer slept through both", () => {
  expect(announcement(120, 15)).toBe(20);
  expect(announcement(120, 0)).toBeNull();
});

it("shows a code until its time is over, and none where there is none", () => {
  const qr = { modules: 29, path: "" };
  const order = anOrder({ attempts: [anAttempt({ qr, expires_at_ms: 2000 })] });
  expect(shownCode(order, 1999)).toBe(qr);
  expect(shownCode(order, 2000)).toBeNull();
  expect(shownCode(anOrder({ attempts: [anAttempt({ qr, expires_at_ms: null })] }), 2000)).toBe(qr);
  expect(shownCode(anOrder(), 0)).toBeNull();
  expect(shownCode(undefined, 0)).toBeNull();
});
