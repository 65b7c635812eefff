import { expect, it } from "vitest";
import type { ConnectedView, GrantKind, GrantState } from "../../backend/contract";
import { clockOf, noRefund } from "./tested";

it("tells of a clock only where it is wrong by more than a till bears", () => {
  expect(clockOf(null)).toBeNull();
  expect(clockOf(299)).toBe(0);
  expect(clockOf(3_600)).toBe(60);
  expect(clockOf(-3_590)).toBe(-60);
});

it("knows beforehand whether the trial's real goes back from here", () => {
  const connected = (state: GrantState, what: GrantKind = "whole_refund"): ConnectedView => ({
    provider: "connectpsp",
    name: "ConnectPSP",
    environment: "producao",
    is_default: true,
    answered_in_ms: 7,
    grants: [
      { what: "charge", state: { is: "offered" } },
      { what, state },
    ],
    clock_ahead_s: null,
    kept_charges: 0,
  });
  const lacks = { is: "missing", field: "cryptoToken" } as const;
  expect(noRefund(connected(lacks))).toEqual(lacks);
  expect(noRefund(connected({ is: "at_provider" }, "refund"))).toEqual({ is: "at_provider" });
  expect(noRefund(connected({ is: "offered" }))).toBeNull();
  // Notices without a relay keep no money.
  expect(noRefund(connected({ is: "at_provider" }, "signed_notices"))).toBeNull();
  expect(noRefund(null)).toBeNull();
});
