import { beforeEach, expect, it, vi } from "vitest";
import { anAttempt, anOrder, offers } from "../../../tests/example";
import type { OrderView, TillEvent } from "../../backend/contract";
import { Refused } from "../../backend/refused";
import { till } from "../../shell/till.svelte";
import { firstRun } from "./controller.svelte";
import { trial } from "./trial.svelte";

/** The till behind the door: what it was asked, and what it answers. */
const behind = vi.hoisted(() => {
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
  const asked: { name: string; request: Record<string, unknown> }[] = [];
  const answers: Record<string, (request: Record<string, unknown>) => unknown> = {};
  const tell: (event: TillEvent) => void = () => undefined;
  return { asked, answers, tell };
});

vi.mock("../../shell/look/preferences", () => ({
  remembered: () => ({ language: "pt-BR", theme: "system" }),
  remember: () => undefined,
}));

vi.mock("../../backend", () => ({
  openBackend: () => ({
    wayIn: null,
    subscribe: (onEvent: (event: TillEvent) => void) => {
      behind.tell = onEvent;
      return () => undefined;
    },
    call: async (name: string, request: Record<string, unknown>): Promise<unknown> => {
      behind.asked.push({ name, request });
      return Promise.resolve(behind.answers[name]?.(request) ?? {});
    },
  }),
}));

const order = (sale_id: unknown, changes: Partial<OrderView> = {}): OrderView =>
  anOrder({ sale_id: String(sale_id), amount_centavos: 100, attempts: [anAttempt()], ...changes });

const requests = (of: string): Record<string, unknown>[] =>
  behind.asked.filter(({ name }) => name === of).map(({ request }) => request);

const lost = (): never => {
  throw new Refused("till_slow");
};

beforeEach(async () => {
  behind.asked.length = 0;
  behind.answers = {
    house: () => ({ state: { is: "open" }, training: false }),
    hello: () => ({ preferences: {}, provider: { id: "first" }, providers: [], attention: {} }),
    last_sales: () => ({ orders: [] }),
    offers: () => ({ offers }),
    setup: () => ({ steps: [], draft: null, shop: {}, wrong: [] }),
    vault: () => ({ failure: null }),
    connect: ({ provider }) => ({ provider, name: provider, grants: [] }),
    charge: ({ sale_id }) => order(sale_id),
  };
  till.orders = [];
  await till.start(
    () => undefined,
    () => undefined,
  );
  await firstRun.connectAnother();
});

/** Connects the account of that provider, as somebody does who has connected the first one before. */
async function connect(id: string): Promise<void> {
  firstRun.pick(id);
  firstRun.values = { clientId: "7", clientSecret: "s3cret" };
  firstRun.page = "fields";
  await firstRun.next();
}

it("is charged at the account that was connected just now, not at the default", async () => {
  await connect("second");
  await trial.charge(firstRun.account);
  expect(requests("charge").map(({ provider }) => provider)).toEqual(["second"]);
});

it("proves nothing of the account that is connected next", async () => {
  await connect("second");
  behind.answers["charge"] = ({ sale_id }) => order(sale_id, { status: "refunded" });
  await trial.charge(firstRun.account);
  expect(trial.state).toBe("refunded");
  await firstRun.connectAnother();
  expect(trial.state).toBe("none");
});

it("is one sale until its order is known", async () => {
  behind.answers["charge"] = lost;
  await trial.charge(null);
  expect(trial.refusal?.code).toBe("till_slow");
  await trial.charge(null);
  const [first, second] = requests("charge");
  expect(second?.["sale_id"]).toBe(first?.["sale_id"]);

  // Its code comes without the answer.
  behind.tell({ event: "order_changed", order: order(first?.["sale_id"]) });
  expect(trial.state).toBe("waiting");
  expect(trial.refusal).toBeNull();
  await trial.charge(null);
  expect(requests("charge")).toHaveLength(2);

  behind.tell({ event: "order_changed", order: order(first?.["sale_id"], { status: "expired" }) });
  behind.answers["charge"] = ({ sale_id }) => order(sale_id, { order: "000002" });
  await trial.charge(null);
  expect(trial.order?.order).toBe("000002");
});

it("tells a refund that is refused from a charge that is", async () => {
  behind.answers["charge"] = ({ sale_id }) => order(sale_id, { status: "paid" });
  await trial.charge(null);
  behind.answers["refund"] = lost;
  await trial.refund();
  expect([trial.state, trial.order?.status, trial.refusal?.code]).toEqual([
    "paid",
    "paid",
    "till_slow",
  ]);
});

it("comes to the account that the till has kept although its answer was lost", async () => {
  behind.answers["connect"] = () => {
    const providers = [{ id: "second" }];
    behind.answers["hello"] = () => ({ preferences: {}, provider: {}, providers, attention: {} });
    return lost();
  };
  behind.answers["test_connection"] = ({ provider }) => ({ provider, name: provider, grants: [] });
  await connect("second");
  expect([firstRun.page, firstRun.account]).toEqual(["tested", "second"]);
  expect(firstRun.values).toEqual({ clientId: "7" });
});

it("takes no secret along to another provider", () => {
  firstRun.pick("first");
  firstRun.values = { clientId: "7", clientSecret: "s3cret" };
  firstRun.pick("second");
  expect(firstRun.values).toEqual({ clientId: "7" });
});
