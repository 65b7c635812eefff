import { expect, it } from "vitest";
import { aPayment } from "../../../tests/example";
import { gapReason, isRecent, knowledge, short, waitSeconds } from "./relay";

const payment = aPayment();

it("says how a payment is known, and whether the provider has agreed when asked", () => {
  expect(knowledge(payment)).toBe("polled");
  expect(knowledge({ ...payment, evidence: "signed_webhook", confirmed: false })).toBe("signed");
  expect(knowledge({ ...payment, evidence: "signed_webhook" })).toBe("both");
});

it("warns of a gap for a day", () => {
  const gap = { at_ms: 1_000, reason: "expired" };
  expect(isRecent(gap, 1_000 + 86_399_999)).toBe(true);
  expect(isRecent(gap, 1_000 + 86_400_000)).toBe(false);
});

it("has words for reasons that it does not know", () => {
  expect(gapReason("epoch_changed")).toBe("epoch_changed");
  expect(gapReason("moved")).toBe("unknown");
});

it("shortens long ids only", () => {
  expect(short("0123456789abcdef")).toBe("01234567…");
  expect(short("01234567")).toBe("01234567");
});

it("reads how long the relay asks to wait", () => {
  expect(waitSeconds({ code: "pairing_refused", detail: "37" })).toBe(37);
  expect(waitSeconds({ code: "pairing_refused", detail: "soon" })).toBeNull();
  expect(waitSeconds({ code: "pairing_refused", detail: null })).toBeNull();
  expect(waitSeconds({ code: "relay_unreachable", detail: "37" })).toBeNull();
});
