import { expect, it } from "vitest";
import type { OrderRow } from "../../backend/contract";
import {
  aByHand,
  anAttempt,
  anOrder,
  anUnproven,
  aPayment,
  aRequest,
} from "../../../tests/example";
import { dictionaries } from "../../shell/words";
import { stateWord, timeOf, toneOf, withOrder } from "./order";
import { isAsKnown, isWhole, rowOf, type ListEntry } from "./row";

const words = dictionaries["pt-BR"];
const whole = [
  anOrder({ attempts: [anAttempt()] }),
  anOrder({
    status: "paid",
    received_centavos: 1250,
    attempts: [anAttempt({ payments: [aPayment({ paid_at_ms: 7, seen_at_ms: 9 })] })],
  }),
  anOrder({ status: "expired", attempts: [anAttempt({ never_expires: true })] }),
  anUnproven({ paid: false, doubt: "other_amount" }),
  anUnproven(),
  anOrder({
    status: "refunding",
    attempts: [anAttempt({ refund_request: aRequest({ overdue: true }) })],
  }),
];

it("shows an order in a list the same whether all of it is known or its row alone", () => {
  for (const order of whole) {
    const row = rowOf(order);
    expect(isWhole(row)).toBe(false);
    for (const look of [toneOf, timeOf, (it: ListEntry) => stateWord(it, words)]) {
      expect(look(row)).toEqual(look(order));
    }
    expect(isAsKnown(row, order)).toBe(true);
  }
});

it("notices that a row says something else than is known", () => {
  const [order] = whole;
  if (order === undefined) throw new Error("no order");
  const row = rowOf(order);
  const changes: Partial<OrderRow>[] = [
    { status: "paid" },
    { received_centavos: 1 },
    { anomalies: ["overpaid"] },
    { marks: ["refund_overdue"] },
  ];
  for (const change of changes) expect(isAsKnown({ ...row, ...change }, order)).toBe(false);
  const other = rowOf(aByHand({ paid_elsewhere: "000002" }));
  expect(isAsKnown(other, aByHand())).toBe(false);
});

it("puts a row in the place of its order", () => {
  const rows = ["000003", "000001"].map((order, index) =>
    rowOf(anOrder({ order, created_at_ms: 3 - index * 2 })),
  );
  const second = anOrder({ order: "000002", created_at_ms: 2 });
  const all = withOrder(rows, second);
  expect(all.map(({ order }) => order)).toEqual(["000003", "000002", "000001"]);
});
