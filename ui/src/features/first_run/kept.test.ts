import { beforeEach, expect, it, vi } from "vitest";
import { offers } from "../../../tests/example";
import { Refused } from "../../backend/refused";
import { till } from "../../shell/till.svelte";
import { firstRun } from "./controller.svelte";

/** The till behind the door: what it was asked, and what it answers. */
const behind = vi.hoisted(() => {
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal("document", { querySelector: () => null });
  const asked: { name: string; request: Record<string, unknown> }[] = [];
  const answers: Record<string, (request: Record<string, unknown>) => unknown> = {};
  return { asked, answers };
});

vi.mock("../../shell/look/preferences", () => ({
  remembered: () => ({ language: "pt-BR", theme: "system" }),
  remember: () => undefined,
}));

vi.mock("../../backend", () => ({
  openBackend: () => ({
    wayIn: null,
    subscribe: () => () => undefined,
    call: async (name: string, request: Record<string, unknown>): Promise<unknown> => {
      behind.asked.push({ name, request });
      return Promise.resolve(behind.answers[name]?.(request) ?? {});
    },
  }),
}));

const setup = (draft: object | null): object => ({ steps: [], draft, shop: {}, wrong: [] });
const hello = (providers: object[]): object => ({
  preferences: {},
  provider: providers[0] ?? null,
  providers,
  attention: {},
});

const requests = (of: string): number => behind.asked.filter(({ name }) => name === of).length;

beforeEach(async () => {
  behind.asked.length = 0;
  behind.answers = {
    house: () => ({ state: { is: "open" }, training: false }),
    hello: () => hello([]),
    last_sales: () => ({ orders: [] }),
    offers: () => ({ offers }),
    setup: () => setup(null),
    save_setup: ({ draft }) => setup(draft as object),
    vault: () => ({ failure: null }),
    connect: ({ provider }) => {
      behind.answers["hello"] = () => hello([{ id: provider, environment: "real" }]);
      return { provider, name: provider, grants: [] };
    },
    test_connection: ({ provider }) => ({ provider, name: provider, grants: [] }),
  };
  await till.start(
    () => undefined,
    () => undefined,
  );
  await firstRun.resume();
  firstRun.values = { clientId: "7", clientSecret: ' "s3cret" ' };
  firstRun.page = "fields";
});

it("goes on without typing again what the vault has, and asks for all of it for one new secret", async () => {
  await firstRun.next();
  expect(firstRun.page).toBe("tested");
  firstRun.back();
  expect([firstRun.page, firstRun.values, firstRun.missing]).toEqual([
    "fields",
    { clientId: "7" },
    [],
  ]);
  await firstRun.next();
  expect([firstRun.page, requests("connect")]).toEqual(["tested", 1]);

  firstRun.back();
  firstRun.type("clientId", "8");
  expect(firstRun.missing).toEqual(["clientSecret"]);
  await firstRun.next();
  expect([firstRun.page, requests("connect")]).toEqual(["fields", 1]);
});

it("knows of what the vault has in another process too, and of no other provider", async () => {
  behind.answers["hello"] = () => hello([{ id: "first", environment: "real" }]);
  const draft = { provider: "first", environment: "real", values: { clientId: "7" }, skipped: [] };
  behind.answers["setup"] = () => setup(draft);
  await till.refetch();
  await firstRun.resume();
  expect([firstRun.isKept, firstRun.missing]).toEqual([true, []]);
  firstRun.pick("second");
  expect([firstRun.isKept, firstRun.missing]).toEqual([false, ["clientSecret"]]);
});

it("goes on about the account that is connected, and not about the first of the list", async () => {
  behind.answers["hello"] = () => hello([{ id: "second", environment: "https://psp.example" }]);
  await till.refetch();
  await firstRun.resume();
  expect([firstRun.provider, firstRun.environment]).toEqual(["second", "https://psp.example"]);
});

it("sends no quotation marks that were pasted along", async () => {
  await firstRun.next();
  const sent = behind.asked.find(({ name }) => name === "connect")?.request["values"];
  expect(sent).toEqual({ clientId: "7", clientSecret: "s3cret" });
});

it("tells what a provider refuses from what cannot be right", async () => {
  for (const [code, mistake] of [
    ["credentials_refused", "refused"],
    ["invalid_request", "wrong"],
  ] as const) {
    behind.answers["connect"] = () => {
      throw new Refused(code, null, { field: "clientSecret" });
    };
    await firstRun.next();
    expect(firstRun.mistake("clientSecret")).toBe(mistake);
    firstRun.type("clientSecret", "s3cret");
    expect(firstRun.mistake("clientSecret")).toBeNull();
  }
});
