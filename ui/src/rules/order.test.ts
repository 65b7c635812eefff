import { describe, expect, it } from "vitest";
import type { OrderView } from "../backend/contract";
import { oddKey, screenOf, toneOf, withOrder } from "./order";

function order(changes: Partial<OrderView>): OrderView {
  return {
    order: "000001",
    amount_centavos: 1250,
    created_at_ms: 1000,
    status: "pending",
    anomalies: [],
    received_centavos: 0,
    attempts: [],
    ...changes,
  };
}

describe("screenOf", () => {
  it("shows odd money before anything else, whatever the status", () => {
    const late = order({ status: "expired", anomalies: ["paid_late"] });
    expect(screenOf(late)).toBe("odd");
    expect(toneOf(late)).toBe("odd");
  });

  it("is calm again once the money went back", () => {
    const back = order({ status: "refunded", anomalies: ["duplicate_payment"] });
    expect(screenOf(back)).toBe("ended");
    expect(toneOf(back)).toBe("refund");
  });
});

describe("withOrder", () => {
  const first = order({ order: "000001", created_at_ms: 1 });
  const second = order({ order: "000002", created_at_ms: 2 });

  it("puts a new order on top and changes a known one in place", () => {
    const paid = { ...first, status: "paid" as const };
    expect(withOrder([first], second)).toEqual([second, first]);
    expect(withOrder([second, first], paid)).toEqual([second, paid]);
  });

  it("puts an older order that was unknown at the end", () => {
    expect(withOrder([second], first)).toEqual([second, first]);
  });
});

it("makes more money on the same order news again", () => {
  const once = order({ anomalies: ["duplicate_payment"], received_centavos: 2500 });
  const thrice = { ...once, received_centavos: 3750 };
  expect(oddKey(once)).not.toBe(oddKey(thrice));
});
