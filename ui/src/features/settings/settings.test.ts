import { expect, it } from "vitest";
import type { SettingsView, SettingView } from "../../backend/contract";
import { asTyped, brokenBy, found, GROUPS, lessDays, mistakeAt, named, shown } from "./settings";
import { SYNONYMS } from "./words/synonyms";
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
  const days = { kind: "number", min: 1, max: 3650, unit: "days" } as const;
  expect([1, 2].map((count) => shown(days, count, pt))).toEqual(["1\u00a0dia", "2\u00a0dias"]);
  expect(shown({ kind: "switch" }, false, en)).toBe("Off");
  expect(shown({ kind: "choice", among: ["system"] }, "system", pt)).toBe("Do sistema");
  expect(shown({ kind: "document" }, "12345678909", pt)).toBe("123.456.789-09");
  expect(shown({ kind: "cnpj" }, "12ABC34501DE35", pt)).toBe("12.ABC.345/01DE-35");
  expect(shown({ kind: "time_zone" }, null, pt)).toBe("");
});

it("takes figures in a field of money for reais", () => {
  expect(asTyped(centavos, "500", "pt-BR")).toBe("R$ 500");
  expect(asTyped(centavos, "R$\u00a0500,00", "pt-BR")).toBe("R$ 500,00");
  expect(asTyped(centavos, "muito", "pt-BR")).toBe("muito");
  expect(asTyped(minutes, " 30 min ", "pt-BR")).toBe("30 min");
});

it("takes points between thousands for what they are in Portuguese", () => {
  for (const typed of ["1.500", "R$ 1.500", "r$1.500"]) {
    expect(asTyped(centavos, typed, "pt-BR")).toBe("R$ 1500");
    expect(asTyped(centavos, typed, "en")).toBe("R$ 1.500");
  }
  expect(asTyped(centavos, "1.500.000", "pt-BR")).toBe("R$ 1500000");
  expect(asTyped(centavos, "15.00", "pt-BR")).toBe("R$ 15.00");
  expect(asTyped(centavos, "1.500,00", "pt-BR")).toBe("R$ 1.500,00");
});

it("asks once before fewer days blank data that are kept", () => {
  const rule = { kind: "number", min: 1, max: 3650, unit: "days" } as const;
  const of = (key: string): SettingView => ({ ...setting(key, "privacy"), rule, value: 180 });
  const days = (typed: string): number | null =>
    lessDays(of("retention.personal_data_days"), typed);
  expect(days("1")).toBe(1);
  expect(days("179 dias")).toBe(179);
  for (const typed of ["180", "365 dias", "0", "muito", ""]) expect(days(typed)).toBeNull();
  expect(lessDays(of("lock.after_minutes"), "1")).toBeNull();
  expect(pt.lessen(1)).toContain("mais de 1 dia ");
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

it("finds a setting by what other people call it, in either language", () => {
  const all = Object.keys(pt.keys).map((key) => setting(key, "shop"));
  const finds = (search: string, key: string): void => {
    for (const words of [pt, en]) {
      expect(found(all, search, words).map((it) => it.key)).toContain(key);
    }
  };
  finds("senha", "lock.after_minutes");
  finds("trancar", "lock.after_minutes");
  finds("escuro", "theme");
  finds("reembolso", "limits.refund_centavos_per_day");
  finds("LGPD", "retention.personal_data_days");
  finds("esquecer", "retention.personal_data_days");
  expect(Object.keys(SYNONYMS).toSorted()).toEqual(Object.keys(pt.keys).toSorted());
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
  const view: SettingsView = {
    file: "",
    settings: [],
    mistakes: [mistake],
    unknown: [],
    last_good: true,
  };
  expect(mistakeAt(view, "sale.expiry_minutes")).toBe(mistake);
  expect(mistakeAt(view, "sounds")).toBeUndefined();
  expect(pt.inFile(pt.mistake(mistake))).toContain("linha 3");
  expect(pt.wrong(pt.allowed(minutes))).toBe(
    "Não serve: precisa ser um número inteiro de minutos, de 1 a 1440.",
  );
  expect(brokenBy(view)).toBeUndefined();
  expect(brokenBy({ ...view, mistakes: [{ wrong: "gone" }] })).toBeUndefined();
  const syntax = { wrong: "syntax", line: 2, column: 5 } as const;
  expect(brokenBy({ ...view, mistakes: [syntax] })).toBe(syntax);
});
