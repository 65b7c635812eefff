import { beforeEach, expect, it, vi } from "vitest";
import { anOrder } from "../../tests/example";
import type { OrderView, TillEvent } from "../backend/contract";
import { rowOf } from "../features/sale/row";
import { till } from "./till.svelte";

/** The till behind the door: its orders, newest first, and the page's ear. */
const behind = vi.hoisted(() => {
  const ignore: (event: TillEvent) => void = () => undefined;
  const view = {
    preferences: {},
    time_zone: "America/Sao_Paulo",
    provider: "ConnectPSP",
    attention: {},
  };
  return { orders: [] as OrderView[], tell: ignore, view, answer: () => Promise.resolve(view) };
});

vi.mock("./look/preferences", () => ({
  remembered: () => ({ language: "pt-BR", theme: "system" }),
  remember: () => undefined,
}));

vi.mock("../backend", () => ({
  openBackend: () => ({
    wayIn: null,
    subscribe: (onEvent: (event: TillEvent) => void) => {
      behind.tell = onEvent;
      return () => undefined;
    },
    call: (name: string, request: { limit?: number; odd?: boolean; order?: string }) => {
      const { orders } = behind;
      switch (name) {
        case "house":
          return Promise.resolve({ state: { is: "open" }, training: false });
        case "setup":
          return Promise.resolve({ steps: [], draft: null, wrong: [] });
        case "hello":
          return behind.answer();
        case "last_sales":
          return Promise.resolve({
            orders: orders
              .filter(({ anomalies }) => request.odd !== true || anomalies.length > 0)
              .slice(0, request.limit)
              .map(rowOf),
          });
        default:
          return Promise.resolve(orders.find(({ order }) => order === request.order));
      }
    },
  }),
}));

const sales = (count: number, changes: Partial<OrderView>): OrderView[] =>
  Array.from({ length: count }, (_, index) =>
    anOrder({
      order: String(100 + count - index),
      created_at_ms: 1000 + count - index,
      ...changes,
    }),
  );

const paid: string[] = [];

beforeEach(async () => {
  paid.length = 0;
  till.orders = [];
  behind.orders = [];
  await till.start(
    (_, after) => {
      if (after.status === "paid") paid.push(after.order);
    },
    () => undefined,
  );
});

it("hears after a gap of every sale that was open before it, however many came since", async () => {
  for (const order of sales(20, {})) behind.tell({ event: "order_changed", order });
  behind.orders = sales(20, { status: "paid" });
  behind.tell({ event: "missed" });
  await vi.waitFor(() => expect(paid).toHaveLength(20));
});

it("hears at its start of odd money of a sale that no list shows any more", async () => {
  const [oldest] = sales(1, {
    status: "paid",
    anomalies: ["underpaid"],
    created_at_ms: Date.now() - 3_600_000,
    received_centavos: 1000,
  });
  behind.orders = [...sales(20, {}).slice(0, 19), ...(oldest === undefined ? [] : [oldest])];
  await till.refetch();
  expect(paid).toEqual([oldest?.order]);
});

it("hears in a long list of every sale that it knows", async () => {
  behind.orders = sales(20, {});
  await till.fetchSales(200);
  behind.orders = sales(20, { status: "paid" });
  await till.fetchSales(200);
  expect(paid).toHaveLength(20);
});

it("keeps what events told of the till after a question about it", async () => {
  const attention = { disputes: 0, unmatched: 1, unproven: 0, overdue_refunds: 0, by_hand: 0 };
  let answer: (view: never) => void = () => undefined;
  behind.answer = () => new Promise((resolve) => (answer = resolve));
  for (const known of [till.view, null]) {
    till.view = known;
    const looked = till.look();
    behind.tell({ event: "attention_changed", attention });
    answer({ ...behind.view, attention: { unmatched: 0 } } as never);
    await looked;
    expect(till.view).toMatchObject({ attention });
  }
  const looked = till.look();
  behind.tell({ event: "till_changed", till: { ...behind.view, shop: "new" } } as never);
  answer({ ...behind.view, shop: "old" } as never);
  await looked;
  expect(till.view).toMatchObject({ shop: "new" });
});
