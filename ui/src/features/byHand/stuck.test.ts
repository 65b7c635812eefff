import { describe, expect, it } from "vitest";
import { aByHand, anAttempt, anOrder, anUnproven, aPayment } from "../../../tests/example";
import { newsOf } from "../../shell/news";
import { dictionaries } from "../../shell/words";
import { checkedOf } from "../sale/check";
import { iconOf, screenOf, stateWord, sumOf, toneOf } from "../sale/order";
import { rowOf } from "../sale/row";
import { isStuck, nameOf, reasonOf, STUCK_AFTER_MS, wrongId } from "./stuck";

const words = dictionaries["pt-BR"];
const polling = { how: "polling", every_s: 3 } as const;
const unreadable = { how: "unreadable", provider: "ConnectPSP", kept: false } as const;

describe("isStuck", () => {
  const far = 10_000_000;
  const waits = anOrder({ attempts: [anAttempt({ created_at_ms: 0, expires_at_ms: far })] });

  it("waits a while with a customer whose code is alive and heard of", () => {
    expect(isStuck(waits, polling, STUCK_AFTER_MS - 1)).toBe(false);
    expect(isStuck(waits, polling, STUCK_AFTER_MS)).toBe(true);
  });

  it("comes at once where the code is over or nobody is heard", () => {
    expect(isStuck(waits, unreadable, 1)).toBe(true);
    const over = anOrder({ attempts: [anAttempt({ created_at_ms: 0, expires_at_ms: 500 })] });
    expect(isStuck(over, polling, 499)).toBe(false);
    expect(isStuck(over, polling, 500)).toBe(true);
    expect(isStuck(anUnproven({}, { created_at_ms: 0, expires_at_ms: far }), polling, 1)).toBe(
      true,
    );
  });

  it("is nothing where no code was shown, or where it has ended", () => {
    for (const status of ["registering", "expired", "rejected"] as const)
      expect(isStuck(anOrder({ status, attempts: [anAttempt({ status })] }), unreadable, far)).toBe(
        false,
      );
    expect(isStuck(undefined, unreadable, far)).toBe(false);
  });
});

describe("a sale that is confirmed by hand", () => {
  it("has a screen, a word and an icon of its own, and is never shown as paid", () => {
    const order = aByHand();
    expect(screenOf(order)).toBe("by_hand");
    expect([stateWord(order, words), toneOf(order), iconOf(order)]).toEqual([
      "Pago, à mão",
      "odd",
      "hand",
    ]);
    expect(sumOf(order)).toBe(1250);
    const row = rowOf(order);
    expect([row.evidence, row.by_hand?.reason]).toEqual(["manual", "Vi no aplicativo"]);
    expect(stateWord(row, words)).toBe("Pago, à mão");
  });

  it("lets a dispute be louder", () => {
    const order = { ...aByHand(), anomalies: ["disputed" as const] };
    expect([screenOf(order), iconOf(order)]).toEqual(["odd", "warning"]);
    expect(stateWord(order, words)).toBe("Contestada");
  });

  it("is news by itself, and paid is news once more", () => {
    const waits = anOrder({ attempts: [anAttempt()] });
    const order = aByHand();
    expect(newsOf(waits, order)).toBe("by_hand");
    expect(newsOf(order, order)).toBe(null);
    const paid = anOrder({
      status: "paid",
      attempts: [anAttempt({ status: "paid", payments: [aPayment()] })],
    });
    expect(newsOf(order, paid)).toBe("paid");
  });

  it("says when asked that the bank has not received it", () => {
    expect(checkedOf(aByHand())).toBe("notYet");
  });
});

it("says of each end-to-end id what is wrong with it, at its field", () => {
  const of = (code: string, detail: string | null = null): string | null =>
    wrongId({ code, detail }, words);
  const sentences = [
    of("invalid_end_to_end_id"),
    of("end_to_end_id_too_old"),
    of("end_to_end_id_ahead"),
    of("end_to_end_id_taken"),
    of("end_to_end_id_taken", "000123"),
  ];
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.at(-1)).toContain("000123");
  expect(of("already_paid")).toBe(null);
});

it("says of a sale that was given up that the till has stopped waiting, and not that it expired", () => {
  const given_up = { reason: "foi embora", by: "owner", approved_by: null, at_ms: 3000 };
  const order = anOrder({
    status: "expired",
    attempts: [anAttempt({ status: "expired", given_up })],
  });
  expect(stateWord(order, words)).toBe("Paramos de esperar");
  expect(stateWord(rowOf(order), words)).toBe("Paramos de esperar");
});

it("takes a reason that is picked in its words, and another one as it is written", () => {
  const reasons = words.byHand.giveUpReasons;
  expect(reasonOf(reasons, null, "x")).toBe("");
  expect(reasonOf(reasons, "customer_left", "x")).toBe("O cliente foi embora");
  expect(reasonOf(reasons, "other", " volta amanhã ")).toBe("volta amanhã");
});

it("names the owner in words and others by their id", () => {
  expect(nameOf("owner", words)).toBe("dono");
  expect(nameOf("davi", words)).toBe("davi");
});
