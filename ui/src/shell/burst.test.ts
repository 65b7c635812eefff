import { expect, it } from "vitest";
import { Burst } from "./burst";

function play(gaps: readonly number[], enterGap: number): boolean {
  const burst = new Burst();
  let at = 1000;
  burst.key(at);
  for (const gap of gaps) burst.key((at += gap));
  return burst.enter(at + enterGap);
}

it("knows a scanner by its speed", () => {
  expect(play([5, 5, 5, 5, 5, 5, 5], 5)).toBe(true);
  expect(play([29, 29, 29], 50)).toBe(true);
});

it("lets a quick hand charge", () => {
  expect(play([90, 70, 85], 60)).toBe(false);
  expect(play([20, 90, 20], 20)).toBe(false);
});

it("lets a person confirm digits that came fast, if Enter comes later", () => {
  expect(play([5, 5, 5, 5, 5], 400)).toBe(false);
});

it("says where a run begins, so that the amount before it can be restored", () => {
  const burst = new Burst();
  expect(burst.key(0)).toBe(true);
  expect(burst.key(200)).toBe(true);
  expect(burst.key(210)).toBe(false);
});

it("forgets the run after Enter", () => {
  const burst = new Burst();
  for (let at = 0; at < 40; at += 5) burst.key(at);
  expect(burst.enter(40)).toBe(true);
  expect(burst.enter(45)).toBe(false);
});
