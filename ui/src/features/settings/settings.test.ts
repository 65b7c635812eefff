import { expect, it } from "vitest";
import type { SettingsView, SettingView } from "../../backend/contract";
import { asTyped, found, GROUPS, mistakeAt, named, shown } from "./settings";
import { settings as en } from "./words/en";
import { settings as pt } from "./words/pt-BR";

const centavos = { kind: "centavos", max: 999_999_999_999 } as const;
const minutes = { kind: "number", min: 1, max: 1440, unit: "minutes" } as const;

function setting(key: string, group: SettingView["group"]): SettingView {
  return { key, group, rule: { kind: "switch" }, value: true, default: true, changed: false };
}

it("shows a value as people read it", () => {
  expect(shown(centavos, 50_000, pt)).toBe("R$\u00a0500,00");
  expect(shown(minutes, 30, pt)).toBe("30\u00a0min");
  expect(shown({ kind: "switch" }, false, en)).toBe("Off");
  expect(shown({ kind: "choice", among: ["system"] }, "system", pt)).toBe("Do sistema");
  expect(shown({ kind: "document" }, "12345678909", pt)).toBe("123.456.789-09");
  expect(shown({ kind: "cnpj" }, "12ABC34501DE35", pt)).toBe("12.ABC.345/01DE-35");
  expect(shown({ kind: "time_zone" }, null, pt)).toBe("");
});

it("takes figures in a field of money for reais", () => {
  expect(asTyped(centavos, "500")).toBe("R$ 500");
  expect(asTyped(centavos, "R$\u00a0500,00")).toBe("R$ 500,00");
  expect(asTyped(centavos, "muito")).toBe("muito");
  expect(asTyped(minutes, " 30 min ")).toBe("30 min");
});

it("finds a setting by any word of it, with or without accents, in all groups", () => {
  const all = [
    setting("sale.ceiling_centavos", "sale"),
    setting("sounds", "appearance"),
    setting("institution.connectpsp", "accounts"),
  ];
  const keys = (search: string): string[] => found(all, search, pt).map(({ key }) => key);
  expect(keys("perguntar")).toEqual(["sale.ceiling_centavos"]);
  expect(keys("COBRANCA")).toEqual(["sale.ceiling_centavos"]);
  expect(keys("ceiling_cent")).toEqual(["sale.ceiling_centavos"]);
  expect(keys("nota connectpsp")).toEqual(["institution.connectpsp"]);
  expect(keys("impressora a laser")).toEqual([]);
  expect(keys(" ")).toHaveLength(3);
});

it("has a name, in both languages, for every group and every known key", () => {
  for (const words of [pt, en]) {
    for (const [group] of GROUPS) expect(words.groups[group]).not.toBe("");
    expect(named("institution.integrapay", words).name).toContain("IntegraPay");
    expect(named("sale.ask_payer", words).what).not.toBe("");
  }
  expect(Object.keys(pt.keys)).toEqual(Object.keys(en.keys));
});

it("puts a mistake of the file to its row, and says what is allowed", () => {
  const mistake = { wrong: "value", line: 3, key: "sale.expiry_minutes", rule: minutes } as const;
  const view: SettingsView = { file: "", settings: [], mistakes: [mistake], unknown: [] };
  expect(mistakeAt(view, "sale.expiry_minutes")).toBe(mistake);
  expect(mistakeAt(view, "sounds")).toBeUndefined();
  expect(pt.inFile(pt.mistake(mistake))).toContain("linha 3");
  expect(pt.wrong(pt.allowed(minutes))).toBe(
    "Não serve: precisa ser um número inteiro, de 1 a 1440.",
  );
});
