import { expect, it, vi } from "vitest";
import { dictionaries } from "../../shell/words";

const view = vi.hoisted((): { training: boolean; provider: object | null } => ({
  training: false,
  provider: {},
}));
vi.mock("../../shell/till.svelte", () => ({ till: { view } }));
vi.mock("../first_run/controller.svelte", () => ({ firstRun: {} }));
const { foundWays, waysOf } = await import("./ways");

const found = (search: string, isAll = false): string[] =>
  foundWays(search, dictionaries["pt-BR"], isAll).map(({ to }) => to);

it("finds pages that are no setting by what people call them", () => {
  for (const search of ["backup", "cópia", "restaurar"]) expect(found(search)).toEqual(["backups"]);
  expect(found("conectar")).toEqual(["account"]);
  expect(found("diagnóstico")).toEqual(["doctor"]);
  expect(found("pin")).toEqual(["operators"]);
});

it("offers all of them where nothing has the word", () => {
  expect(found("impressora a laser")).toEqual([]);
  expect(found("impressora a laser", true)).toHaveLength(4);
});

it("leads to no account of a till that trains, or that is not set up", () => {
  expect(waysOf("accounts").map(({ to }) => to)).toEqual(["account"]);
  view.training = true;
  expect(waysOf("accounts")).toEqual([]);
  view.training = false;
  view.provider = null;
  expect(waysOf("accounts")).toEqual([]);
});
