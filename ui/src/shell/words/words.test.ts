import { parse, type AST } from "svelte/compiler";
import { expect, it } from "vitest";
import type { KeyMap } from "../../backend/contract";
import { KEY_ACTIONS, keyMap } from "../keyMap.svelte";
import { dictionaries } from ".";

const usual = Object.fromEntries(
  KEY_ACTIONS.map((action) => [action, keyMap.of(action)]),
) as KeyMap;

const sources = import.meta.glob<string>("../../**/*.svelte", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The currency's sign is not a word. */
const NOT_WORDS = new Set(["R$"]);
const SPOKEN = new Set(["aria-label", "title", "placeholder", "alt", "label"]);

function isNode(value: unknown): value is { type: string } {
  return typeof value === "object" && value !== null && "type" in value;
}

function literal(attribute: AST.Attribute): string {
  const parts = Array.isArray(attribute.value) ? attribute.value : [];
  return parts.map((part) => (part.type === "Text" ? part.data : "")).join("");
}

/** Text in the markup that a person would read or hear, wherever it is nested. */
function textIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textIn);
  if (typeof node !== "object" || node === null) return [];
  if (isNode(node) && node.type === "Text") return [(node as AST.Text).data];
  if (isNode(node) && node.type === "Attribute") {
    const attribute = node as AST.Attribute;
    return SPOKEN.has(attribute.name) ? [literal(attribute)] : [];
  }
  return Object.values(node).flatMap(textIn);
}

it("has no text outside the dictionaries", () => {
  expect(Object.keys(sources).length).toBeGreaterThan(20);
  const strays = Object.entries(sources).flatMap(([file, source]) =>
    textIn(parse(source, { modern: true }).fragment)
      .map((text) => text.trim())
      .filter((text) => /\p{L}{2,}|\p{L}$/u.test(text) && !NOT_WORDS.has(text))
      .map((text) => `${file}: ${text}`),
  );
  expect(strays).toEqual([]);
});

/** Where each word stands, such as `sell.charge`. */
function places(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => places(inner, `${path}.${name}`));
}

it("has each word of each feature in both languages, and none of them empty", () => {
  const { "pt-BR": ptBR, en } = dictionaries;
  expect(places(en, "").toSorted()).toEqual(places(ptBR, "").toSorted());
  const isEmpty = (value: unknown): boolean =>
    typeof value === "object" && value !== null
      ? Object.keys(value).length === 0 || Object.values(value).some(isEmpty)
      : value === "";
  for (const words of Object.values(dictionaries)) expect(isEmpty(words)).toBe(false);
});

it("says which key to press by its action, so that it is the one of today", () => {
  const sentence = (): string[] =>
    Object.values(dictionaries).map(({ refusals }) => refusals.order_not_found.next);
  keyMap.take({ ...usual, last_sales: "Insert" });
  for (const text of sentence()) expect(text).toContain("(Insert)");
  keyMap.take(usual);
  for (const text of sentence()) expect(text).toContain(`(${usual.last_sales})`);
});

it("has a whole sentence for each doubt in both languages, with what was said to the letter", () => {
  const SAID = "12,5O <b>";
  const data = ["amount_absent"]; // of a creation's answer: there is nothing to quote
  for (const words of Object.values(dictionaries)) {
    for (const sentences of [words.doubt.says, words.doubt.answers]) {
      for (const [doubt, sentence] of Object.entries(sentences)) {
        expect(sentence(null)).toMatch(/^\p{Lu}.*[^ :(“]\.$/u);
        const isQuoted = sentence(SAID).includes(SAID);
        expect(isQuoted || data.includes(doubt), doubt).toBe(true);
      }
    }
  }
  const texts = Object.values(dictionaries).map(({ doubt }) => Object.keys(doubt.says));
  expect(texts[0]).toEqual(texts[1]);
});

it("calls nothing paid in one word that is not proved", () => {
  for (const { doubt, paid, status } of Object.values(dictionaries)) {
    for (const short of [doubt.short, doubt.otherAnswer.short]) {
      expect(short.startsWith(status.paid)).toBe(false);
      expect(short.toUpperCase()).not.toContain(`${paid.title} `);
    }
  }
});

it("counts one and many of what waits for the manager", () => {
  const waiting = { disputes: 1, unmatched: 2, unproven: 3, overdue_refunds: 1, by_hand: 1 };
  expect(dictionaries["pt-BR"].attention.badge(waiting)).toBe(
    "1 contestação · 2 sem venda · 1 à mão · 3 sem prova · 1 estorno atrasado",
  );
  const none = { disputes: 0, unmatched: 0, unproven: 0, overdue_refunds: 0, by_hand: 0 };
  for (const { attention } of Object.values(dictionaries)) expect(attention.badge(none)).toBe("");
});

it("names provider and number in what has happened to the till", () => {
  for (const { notices } of Object.values(dictionaries)) {
    const about = { provider: "ConnectPSP", address: "https://psp.example" };
    for (const charges of [1, 4]) {
      const bound = notices.charges_bound({ what: "charges_bound", ...about, charges });
      const kept = notices.account_kept({ what: "account_kept", ...about, charges });
      for (const text of [bound, kept]) {
        expect(text).toContain("ConnectPSP");
        expect(text).toContain(String(charges));
      }
    }
    const rule = { kind: "switch" } as const;
    const mistakes = [{ wrong: "value", line: 3, key: "sale.ask_payer", rule } as const];
    const file = "/home/settings.toml";
    const told = notices.settings_unreadable({ what: "settings_unreadable", file, mistakes });
    expect(told).toMatch(/settings\.toml: (linha|line) 3: sale\.ask_payer .* true o[ur] false\)/);
    const keys = [
      { key: "shop_nam", line: 2, nearest: "shop_name" },
      { key: "loyalty", line: 7, nearest: null },
    ];
    const unknown = notices.settings_unknown({ what: "settings_unknown", keys });
    expect(unknown).toMatch(
      /: (linha|line) 2: shop_nam \((seria|meant:) shop_name\?\); (linha|line) 7: loyalty\.$/,
    );
    const failure = { code: "log_damaged" as const, detail: "event 7: hash" };
    const stopped = notices.cannot_sell({ what: "cannot_sell", failure });
    expect(stopped).toMatch(/danificado: o caixa não vende|damaged: the till sells no further/);
    expect(stopped).toContain("balcao verify");
    expect(notices.new_code({ what: "new_code", code: "7K3M" })).toContain("7K3M");
  }
});
