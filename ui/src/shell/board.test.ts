import { beforeEach, expect, it, vi } from "vitest";
import { anOrder } from "../../tests/example";
import { Board } from "./board.svelte";

const late = anOrder({
  status: "paid",
  received_centavos: 1250,
  anomalies: ["paid_after_cancelling"],
});

beforeEach(() => {
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
});

it("follows the order that a banner tells of, and takes back what is no longer so", () => {
  const board = new Board();
  board.tell({ about: "odd", order: late });
  const partly = { ...late, refunded_centavos: 250 };
  board.follow(partly);
  expect(board.banners).toEqual([{ about: "odd", order: partly }]);
  board.follow({ ...late, status: "refunding" });
  expect(board.banners).toEqual([]);
});

it("does not call paid what is going back, nor forgets what nobody has seen when it changes", () => {
  const board = new Board();
  const paid = anOrder({ status: "paid", received_centavos: 1250 });
  board.tell({ about: "paid", order: paid }, false);
  board.follow({ ...paid });
  board.forgetGood();
  expect(board.banners).toHaveLength(1);
  board.follow({ ...paid, status: "refunding" });
  expect(board.banners).toEqual([]);
});
