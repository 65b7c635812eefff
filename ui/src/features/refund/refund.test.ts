import { describe, expect, it } from "vitest";
import { anAttempt, anOrder, aPayment, aRefund, aRequest } from "../../../tests/example";
import {
  failedRequest,
  hasFailedSince,
  lastRequest,
  obstacles,
  returnables,
  returnsOf,
} from "./refund";

const full = { how: "full", until_ms: 99 } as const;

describe("returnables", () => {
  it("offers what arrived on each attempt itself and is still there", () => {
    const own = aPayment({ seen_at_ms: 40 });
    const third = aPayment({ seen_at_ms: 60 });
    const order = anOrder({
      attempts: [
        anAttempt({
          refund_offer: full,
          payments: [own, aPayment({ amount_centavos: 300, matched: "é desta", seen_at_ms: 50 })],
          refunds: [aRefund({ amount_centavos: 200 })],
        }),
        anAttempt({ attempt: 2, payments: [aPayment()] }),
        anAttempt({ attempt: 3, refund_offer: full, payments: [third] }),
      ],
    });
    expect(returnables(order)).toEqual([
      { attempt: 1, centavos: 1050, until_ms: 99, payment: own },
      { attempt: 3, centavos: 1250, until_ms: 99, payment: third },
    ]);
  });

  it("offers nothing where the provider does not", () => {
    const elsewhere = { how: "at_provider", provider: "IntegraPay", until_ms: 99 } as const;
    const attempts = [1, 2].map((attempt) =>
      anAttempt({ attempt, payments: [aPayment()], refund_offer: { ...elsewhere } }),
    );
    const order = anOrder({ attempts: [...attempts, anAttempt()] });
    expect(returnables(order)).toEqual([]);
    expect(obstacles(order)).toEqual([elsewhere]);
  });
});

describe("a refund that was asked for", () => {
  const failed = aRequest({ requested_at_ms: 20, state: "failed" });
  const asked = anOrder({
    status: "refunding",
    attempts: [
      anAttempt({ refund_request: aRequest({ state: "done" }) }),
      anAttempt({ attempt: 2, refund_request: aRequest({ requested_at_ms: 20 }) }),
    ],
  });
  const paid = anOrder({ status: "paid", attempts: [anAttempt({ refund_request: failed })] });

  it("is the last over all attempts", () => {
    expect(lastRequest(asked)?.requested_at_ms).toBe(20);
    expect(lastRequest(anOrder({ attempts: [anAttempt()] }))).toBeNull();
  });

  it("has failed while the money is here, and no longer once it went back by other means", () => {
    expect(failedRequest(asked)).toBeNull();
    expect(failedRequest(paid)).toBe(failed);
    expect(failedRequest({ ...paid, status: "refunded" })).toBeNull();
  });

  it("fails once; the next one may fail again", () => {
    expect(hasFailedSince(asked, paid)).toBe(true);
    expect(hasFailedSince(paid, paid)).toBe(false);
    const again = aRequest({ requested_at_ms: 30, state: "failed" });
    const twice = anOrder({ status: "paid", attempts: [anAttempt({ refund_request: again })] });
    expect(hasFailedSince(paid, twice)).toBe(true);
  });
});

it("lists returns as the till saw them, with who made them", () => {
  const order = anOrder({
    attempts: [
      anAttempt({ refunds: [aRefund({ seen_at_ms: 9 })] }),
      anAttempt({ provider_name: "IntegraPay", refunds: [aRefund({ seen_at_ms: 7 })] }),
    ],
  });
  expect(returnsOf(order).map((each) => each.provider_name)).toEqual(["IntegraPay", "ConnectPSP"]);
});
