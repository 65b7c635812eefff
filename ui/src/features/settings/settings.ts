import type {
  Language,
  SettingGroup,
  SettingMistake,
  SettingRule,
  SettingsView,
  SettingValue,
  SettingView,
} from "../../backend/contract";
import type { IconName } from "../../parts/icons";
import { plain } from "../../parts/plain";
import { money } from "../money/money";
import { SYNONYMS } from "./words/synonyms";
import type { SettingsWords } from "./words/words";

/**
 * What came of choosing a value: it holds; it is not allowed; it came to nothing, and what held holds; the key is that
 * of another action, with this setting.
 */
export type Chosen = "kept" | "not_allowed" | "left" | { readonly takenBy: string };

/** The groups as they stand on the screen, each with its icon. */
export const GROUPS: readonly (readonly [SettingGroup, IconName])[] = [
  ["shop", "shop"],
  ["sale", "slip"],
  ["accounts", "bank"],
  ["operators", "people"],
  ["receipts", "printer"],
  ["appearance", "bell"],
  ["devices", "device"],
  ["privacy", "shield"],
];

/** What a setting is called and what it does. */
export function named(key: string, words: SettingsWords): { name: string; what: string } {
  const provider = /^institution\.(.+)$/.exec(key)?.[1];
  if (provider !== undefined) return words.institution(words.providers[provider] ?? provider);
  return words.keys[key] ?? { name: key, what: "" };
}

/** A CPF or a CNPJ with its points; another text as it is. */
function dressed(digits: string): string {
  const cpf = /^(\d{3})(\d{3})(\d{3})(\d{2})$/.exec(digits);
  if (cpf !== null) return `${cpf[1]}.${cpf[2]}.${cpf[3]}-${cpf[4]}`;
  const cnpj = /^(\w{2})(\w{3})(\w{3})(\w{4})(\d{2})$/.exec(digits);
  return cnpj === null ? digits : `${cnpj[1]}.${cnpj[2]}.${cnpj[3]}/${cnpj[4]}-${cnpj[5]}`;
}

/** A value as it stands in a field. */
export function shown(
  rule: SettingRule | null,
  value: SettingValue | null,
  words: SettingsWords,
): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? words.on : words.off;
  switch (rule?.kind) {
    case "centavos":
      return money(Number(value));
    case "number":
      return rule.unit === "none"
        ? String(value)
        : `${value}\u00a0${words.units[rule.unit](Number(value))}`;
    case "choice":
      return words.choices[String(value)] ?? words.providers[String(value)] ?? String(value);
    case "document":
    case "cnpj":
      return dressed(String(value));
    default:
      return String(value);
  }
}

/** Figures in groups of three, as Portuguese writes a thousand reais: `1.500`. */
const GROUPED = /^\d{1,3}(\.\d{3})+$/;

/**
 * What was typed into a field, as the till reads it: figures alone in a field of money are reais, and in Portuguese
 * their points stand between thousands.
 */
export function asTyped(rule: SettingRule, text: string, language: Language): string {
  const typed = text.replaceAll("\u00a0", " ").trim();
  if (rule.kind !== "centavos") return typed;
  const figures = typed.replace(/^R\$\s*/i, "");
  if (!/^\d/.test(figures)) return typed;
  const isGrouped = language === "pt-BR" && GROUPED.test(figures);
  return `R$ ${isGrouped ? figures.replaceAll(".", "") : figures}`;
}

/** The setting after whose days names and documents are blanked for good. */
const RETENTION = "retention.personal_data_days";

/** For how many days data would be kept with what was typed, where that is fewer than now; else null. */
export function lessDays({ key, rule, value }: SettingView, typed: string): number | null {
  if (key !== RETENTION || rule?.kind !== "number") return null;
  const days = Number(/^\d+/.exec(typed)?.[0] ?? Number.NaN);
  return days >= rule.min && days < Number(value) ? days : null;
}

/** The mistake in the file that is about this key. */
export function mistakeAt(view: SettingsView, key: string): SettingMistake | undefined {
  return view.mistakes.find((it) => it.wrong === "value" && it.key === key);
}

/** Why the file cannot be changed: it cannot be read as a whole. One that is gone is written anew by the next change. */
export function brokenBy(view: SettingsView): SettingMistake | undefined {
  return view.mistakes.find(({ wrong }) => wrong !== "value" && wrong !== "gone");
}

/** The settings in whose name, description, synonyms, key or group each word stands. */
export function found(
  settings: readonly SettingView[],
  search: string,
  words: SettingsWords,
): readonly SettingView[] {
  const wanted = plain(search).split(/\s+/).filter(Boolean);
  return settings.filter(({ key, group }) => {
    const { name, what } = named(key, words);
    const also = SYNONYMS[key] ?? "";
    const text = plain(`${name} ${what} ${also} ${key} ${words.groups[group]}`);
    return wanted.every((word) => text.includes(word));
  });
}
