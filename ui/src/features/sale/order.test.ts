import { describe, expect, it } from "vitest";
import type { OrderView } from "../../backend/contract";
import { dictionaries } from "../../shell/words";
import {
  aDispute,
  anAttempt,
  anOrder,
  anUnproven,
  aPayment,
  aRequest,
} from "../../../tests/example";
import {
  iconOf,
  oddities,
  oddKey,
  oddSince,
  screenOf,
  stateWord,
  toneOf,
  withOrder,
} from "./order";

it("says of what never left this computer that nobody refused it", () => {
  const rejected = (code: "provider_unreachable" | "provider_refused"): OrderView =>
    anOrder({
      status: "rejected",
      attempts: [anAttempt({ status: "rejected", rejection: { code, detail: null } })],
    });
  const words = dictionaries["pt-BR"];
  const unsent = rejected("provider_unreachable");
  expect([stateWord(unsent, words), toneOf(unsent), iconOf(unsent)]).toEqual([
    "Não enviado",
    "ended",
    "stopped",
  ]);
  const refused = rejected("provider_refused");
  expect([stateWord(refused, words), toneOf(refused)]).toEqual(["Recusado", "bad"]);
});

describe("screenOf", () => {
  it("shows odd money before anything else, whatever the status", () => {
    const late = anOrder({ status: "expired", anomalies: ["paid_late"] });
    expect(screenOf(late)).toBe("odd");
    expect(toneOf(late)).toBe("odd");
  });

  it("is calm again once the money goes back", () => {
    for (const status of ["refunding", "refunded"] as const) {
      const back = anOrder({ status, anomalies: ["duplicate_payment"] });
      expect(screenOf(back)).toBe("refund");
      expect(toneOf(back)).toBe("refund");
      expect(oddities(back)).toEqual([]);
    }
  });

  it("tells how a refund goes, and keeps its dispute loud in lists", () => {
    const back = anOrder({ status: "refunded", anomalies: ["disputed", "paid_late"] });
    expect(screenOf(back)).toBe("refund");
    expect(toneOf(back)).toBe("odd");
    expect(oddities(back)).toEqual(["disputed"]);
  });
});

describe("a sale that is called paid without a proof", () => {
  const words = dictionaries["pt-BR"];

  it("is waited for, or has ended, and is never on the screens of money that is here", () => {
    expect(screenOf(anUnproven())).toBe("waiting");
    expect(screenOf(anUnproven({}, { status: "registering" }))).toBe("waiting");
    expect(screenOf(anUnproven({}, { status: "expired" }))).toBe("ended");
  });

  it("is loud in lists, in words that nobody reads as paid", () => {
    for (const status of ["pending", "expired", "cancelled"] as const) {
      const order = anUnproven({}, { status });
      expect(toneOf(order)).toBe("odd");
      expect(stateWord(order, words)).toBe("Sem prova de pagamento");
    }
  });

  it("is odd beside money that is proved", () => {
    const paid = { ...anUnproven(), status: "paid" as const };
    expect(screenOf(paid)).toBe("odd");
    const late = anUnproven({}, { status: "expired" });
    expect(screenOf({ ...late, anomalies: ["paid_late", "unproven"] })).toBe("odd");
  });
});

it("names a refund that stays taken and not made", () => {
  const request = aRequest({ state: "accepted", overdue: true });
  const attempts = [anAttempt({ refund_request: request })];
  const late = anOrder({ status: "refunding", attempts });
  expect(toneOf(late)).toBe("odd");
  expect(stateWord(late, dictionaries["pt-BR"])).toBe("Estorno atrasado");
});

describe("stateWord", () => {
  const words = dictionaries["pt-BR"];

  it("never calls a code expired that can still be paid", () => {
    const living = anOrder({ status: "expired", attempts: [anAttempt({ never_expires: true })] });
    expect(stateWord(living, words)).toBe("Paramos de esperar");
    expect(stateWord({ ...living, status: "cancelled" }, words)).toBe("Paramos de esperar");
    expect(stateWord({ ...living, attempts: [anAttempt()] }, words)).toBe("Expirado");
    expect(stateWord({ ...living, status: "paid" }, words)).toBe("Pago");
  });

  it("says how much went back while the rest is here", () => {
    const part = anOrder({ status: "paid", received_centavos: 500, refunded_centavos: 200 });
    expect(stateWord(part, words)).toBe("Devolvido R$\u00a02,00");
    expect(toneOf(part)).toBe("refund");
    expect(stateWord({ ...part, anomalies: ["disputed"] }, words)).toBe("Contestada");
  });
});

describe("withOrder", () => {
  const first = anOrder({ order: "000001", created_at_ms: 1 });
  const second = anOrder({ order: "000002", created_at_ms: 2 });

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
  const once = anOrder({ anomalies: ["duplicate_payment"], received_centavos: 2500 });
  const thrice = { ...once, received_centavos: 3750 };
  expect(oddKey(once)).not.toBe(oddKey(thrice));
});

it("makes another doubt news again", () => {
  expect(oddKey(anUnproven())).not.toBe(oddKey(anUnproven({ doubt: "other_id" })));
});

it("dates a dispute by when it was told, not by when the sale was paid", () => {
  const payments = [aPayment({ seen_at_ms: 3000 })];
  const paid = anOrder({ attempts: [anAttempt({ payments })] });
  expect(oddSince(paid)).toBe(3000);
  const dispute = aDispute({ seen_at_ms: 9000 });
  expect(oddSince(anOrder({ attempts: [anAttempt({ payments, dispute })] }))).toBe(9000);
});
