import { beforeEach, expect, it, vi } from "vitest";
import { anOrder } from "../../tests/example";
import type { TillView } from "../backend/contract";
import { sale } from "../features/sale/controller.svelte";
import { amountKey, EMPTY, total } from "../features/sale/entry";
import { next } from "../features/sale/next.svelte";
import { desk } from "./desk.svelte";
import { sift } from "./sift";
import { till } from "./till.svelte";

vi.hoisted(() => {
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
});

vi.mock("./look/preferences", () => ({
  remembered: () => ({ language: "pt-BR", theme: "system" }),
  remember: () => undefined,
}));

vi.mock("../backend", () => ({
  openBackend: () => ({
    wayIn: null,
    subscribe: () => () => undefined,
    call: () => Promise.resolve({}),
  }),
}));

const paid = anOrder({ status: "paid", received_centavos: 1250 });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("Element", Object);
  till.view = { provider: "connectpsp", scanner: "auto" } as unknown as TillView;
  till.orders = [paid];
  sale.entry = EMPTY;
  desk.go({ at: "order", order: paid.order });
});

/** A key that the device sent at `at`, and that the page gets only now. */
function press(key: string, at: number): void {
  const event = {
    key,
    code: key === "Enter" ? key : `Digit${key}`,
    timeStamp: at,
    target: null,
    defaultPrevented: false,
    preventDefault: () => (event.defaultPrevented = true),
    isStopped: false,
    stopPropagation: () => (event.isStopped = true),
  };
  const pressed = event as unknown as KeyboardEvent;
  sift(pressed);
  if (event.isStopped) return;
  const typed = amountKey(pressed);
  if (desk.screen !== "paid") sale.press(typed ?? key);
  else if (!next.take(pressed)) next.enter(() => next.leave());
}

/** Keys that the device sent so many milliseconds apart, and that come with other pauses. */
function come(keys: readonly string[], sentApart: number, comeApart: number): void {
  const begun = performance.now();
  for (const [index, key] of keys.entries()) {
    press(key, begun + index * sentApart);
    vi.advanceTimersByTime(comeApart);
  }
}

it.each([5, 35, 115, 250, 400, 590])(
  "leaves PAGO as it is where a scanner's keys come %i ms apart to a starved page",
  (apart) => {
    for (const age of [0, 300, 590, 2_000]) {
      const over = next.shown();
      vi.advanceTimersByTime(age);
      come([...Array.from("7891234567895"), "Enter"], 35, apart);
      vi.advanceTimersByTime(5_000);
      expect([desk.screen, sale.entry], `PAGO stood for ${age} ms`).toEqual(["paid", EMPTY]);
      over();
    }
  },
);

it("takes a hand's figures on to the next sale once they are a number", () => {
  const over = next.shown();
  vi.advanceTimersByTime(2_000);
  come(Array.from("1250"), 140, 140);
  expect(desk.screen).toBe("paid");
  vi.advanceTimersByTime(700);
  expect([desk.screen, total(sale.entry)]).toEqual(["sell", 1250]);
  over();
});
