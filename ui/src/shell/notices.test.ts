import { expect, it } from "vitest";
import type { Notice } from "../backend/contract";
import { noticeOn } from "./notices";

const asked: Notice = { what: "access_asked", code: "ABCDE-12345", until_ms: 120_000 };
const cannotSell = { what: "cannot_sell" } as Notice;
const notices = [cannotSell, asked];
const on = (screen: Parameters<typeof noticeOn>[0], nowMs = 0): string | undefined =>
  noticeOn(screen, notices, () => nowMs)?.what;

it("shows a code of access first, and on every screen but over a code that a customer scans", () => {
  for (const screen of ["sell", "first-run", "paid", "odd", "refund", "ended", "failed"] as const)
    expect(on(screen), screen).toBe("access_asked");
  for (const screen of ["waiting", "session-ended"] as const) expect(on(screen)).toBeUndefined();
});

it("shows a code no longer than it is good, and the rest while no customer is at the counter", () => {
  expect(on("sell", 120_000)).toBe("cannot_sell");
  expect(on("paid", 120_000)).toBeUndefined();
  expect(noticeOn("sell", [asked], () => 120_000)).toBeUndefined();
});
