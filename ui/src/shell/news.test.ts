import { expect, it } from "vitest";
import { anAttempt, anOrder, anUnproven, aRequest } from "../../tests/example";
import { newsOf } from "./news";

const pending = anOrder();
const paid = anOrder({ status: "paid", received_centavos: 1250 });
const refunding = anOrder({ status: "refunding", received_centavos: 1250 });
const refunded = anOrder({ status: "refunded", received_centavos: 1250 });
const disputed = anOrder({ ...paid, anomalies: ["disputed"] });
const failed = anOrder({
  ...paid,
  attempts: [anAttempt({ refund_request: aRequest({ state: "failed" }) })],
});

it("tells of a payment once, and of none that was known already", () => {
  expect(newsOf(pending, paid)).toBe("paid");
  expect(newsOf(anOrder({ status: "expired" }), paid)).toBe("paid");
  expect(newsOf(paid, paid)).toBeNull();
  expect(newsOf(null, paid)).toBeNull();
});

it("does not take a settled dispute or a return to paid for a payment", () => {
  expect(newsOf(disputed, paid)).toBeNull();
  expect(newsOf(refunding, paid)).toBeNull();
});

it("follows a refund step by step", () => {
  expect(newsOf(paid, refunding)).toBe("refund");
  expect(newsOf(refunding, refunding)).toBeNull();
  expect(newsOf(refunding, refunded)).toBe("refund");
  expect(newsOf(paid, refunded)).toBe("refund");
});

it("tells of a refund that failed, on an odd sale too", () => {
  expect(newsOf(refunding, failed)).toBe("refundFailed");
  expect(newsOf(refunding, { ...failed, anomalies: ["paid_late"] })).toBe("refundFailed");
  expect(newsOf(failed, failed)).toBeNull();
});

it("tells of odd money whatever it was before, and of an end once", () => {
  expect(newsOf(null, disputed)).toBe("odd");
  expect(newsOf(paid, disputed)).toBe("odd");
  expect(newsOf(pending, anOrder({ status: "expired" }))).toBe("ended");
});

it("tells of paid without a proof as of no payment, and of another doubt again", () => {
  expect(newsOf(pending, anUnproven())).toBe("unproven");
  expect(newsOf(null, anUnproven())).toBe("unproven");
  expect(newsOf(anUnproven(), anUnproven())).toBeNull();
  expect(newsOf(anUnproven(), anUnproven({ doubt: "other_id" }))).toBe("unproven");
  expect(newsOf(anUnproven(), anUnproven({}, { status: "expired" }))).toBe("ended");
});

it("tells of the payment when the proof comes", () => {
  expect(newsOf(anUnproven(), paid)).toBe("paid");
});
