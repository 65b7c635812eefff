import { expect, it } from "vitest";
import type { OrderRow } from "../../backend/contract";
import { anOrder } from "../../../tests/example";
import { dictionaries } from "../../shell/words";
import { rowOf } from "../sale/row";
import { daysText } from "./daysText";
import { TODAY } from "./query";
import { whoPaid } from "./who";

const words = dictionaries["pt-BR"];
const row = (changes: Partial<OrderRow>): OrderRow => ({ ...rowOf(anOrder()), ...changes });

it("says who paid, who says so, or that nobody did", () => {
  expect(whoPaid(row({}), words)).toBe("ainda ninguém");
  expect(whoPaid(row({ status: "expired" }), words)).toBe("ninguém");
  expect(whoPaid(row({ status: "paid", payer_name: "João S***" }), words)).toBe("João S***");
  // The provider has not told it.
  expect(whoPaid(row({ status: "paid", received_centavos: 5 }), words)).toBe("");
  const by_hand = {
    reason: "vi no banco",
    end_to_end_id: null,
    by: "Davi",
    approved_by: null,
    at_ms: 1,
    proved: false,
    paid_elsewhere: null,
  };
  const approved = { ...by_hand, approved_by: "Lúcia" };
  expect(whoPaid(row({ status: "by_hand", by_hand: approved }), words)).toBe("aprovou Lúcia");
  expect(whoPaid(row({ status: "by_hand", by_hand }), words)).toBe("");
});

it("says the days as a person does", () => {
  expect(daysText(TODAY, words)).toBe("Hoje");
  const days = { ...TODAY, days: "days" } as const;
  expect(daysText(days, words)).toBe("Tudo");
  expect(daysText({ ...days, from: "2026-11-03" }, words)).toBe("03/11/2026");
  expect(daysText({ ...days, from: "2026-11-03", to: "2026-11-28" }, words)).toBe(
    "03/11/2026 – 28/11/2026",
  );
});
