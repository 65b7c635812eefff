import type {
  Offer,
  OfferField,
  SetupDraft,
  SetupStepName,
  SetupView,
} from "../../backend/contract";
import { plain } from "../../parts/plain";

/** The pages of setting a shop up, in order; before them, where there is no keyring, stands the vault's. */
export const PAGES = ["choose", "fields", "tested", "shop", "relay", "manager", "ready"] as const;
export type Page = (typeof PAGES)[number] | "vault";

/** What is connected by itself, once the shop sells. */
export const CONNECT_PAGES: readonly Page[] = ["choose", "fields", "tested"];

/** How many pages are still before whoever goes on, the last one with them. */
export function pagesLeft(setup: SetupView | null): number {
  if (setup === null) return 0;
  const pages: readonly Page[] = PAGES;
  return pages.length - pages.indexOf(firstPage(setup));
}

/** What a shop sells without. */
const FURTHER = ["shop", "relay", "manager"] as const;

/** What of a shop that can sell was left out when it was set up. */
export function leftOut(setup: SetupView | null): readonly (typeof FURTHER)[number][] {
  const isDone = (step: SetupStepName): boolean =>
    setup?.steps.some(({ name, state }) => name === step && state === "done") === true;
  return isDone("account") ? FURTHER.filter((step) => !isDone(step)) : [];
}

/** Where whoever comes back goes on: at the first page with something to do. */
export function firstPage(setup: SetupView): Page {
  switch (setup.steps.find(({ state }) => state === "open")?.name) {
    case "provider":
      return "choose";
    case "account":
      return "fields";
    case "shop":
      return "shop";
    case "relay":
      return "relay";
    case "manager":
      return "manager";
    default:
      return "ready";
  }
}

/** The provider's environment that is meant unless somebody says otherwise: the real one. */
export function usualEnvironment(offer: Offer): string {
  return offer.environments.at(-1) ?? "";
}

/** What is typed, by the fields' keys; the place where the provider answers is one of them. */
export type Values = Readonly<Record<string, string>>;

/** What was typed or pasted, without the space and the one pair of quotation marks around it that came along. */
export function bare(text: string): string {
  const whole = text.trim();
  const [, , straight, curly] = /^(?:(["'])(.*)\1|“(.*)”)$/s.exec(whole) ?? [];
  return (straight ?? curly ?? whole).trim();
}

/** Whether the same is typed in both. An empty field is one that nobody has typed in. */
export function isSame(one: Values, other: Values): boolean {
  const keys = [...Object.keys(one), ...Object.keys(other)];
  return keys.every((key) => (one[key] ?? "").trim() === (other[key] ?? "").trim());
}

/** What a CPF or a CNPJ is short of: it has not the right number of letters and digits, or its last two are wrong. */
export function documentMistake(text: string, lengths: readonly number[]): "length" | "digits" {
  return lengths.includes(text.replace(/[^0-9a-z]/gi, "").length) ? "digits" : "length";
}

/** How many letters and digits a CPF has, and a CNPJ. */
export const CPF = 11;
export const CNPJ = 14;

/** Of what was typed, what belongs to the provider's fields. */
export function valuesOf(offer: Offer, values: Values): Record<string, string> {
  const keys = offer.fields.map(({ key }) => key);
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
}

/** The same without what is secret. */
export function openValues(offer: Offer, values: Values): Record<string, string> {
  const fields = offer.fields.filter(({ kind }) => kind !== "secret");
  return valuesOf({ ...offer, fields }, values);
}

/** Of what was typed, what may be kept in the open. */
export function draftOf(offer: Offer, environment: string, values: Values): SetupDraft {
  const typed = Object.entries(openValues(offer, values)).filter(([, it]) => it.trim() !== "");
  return {
    provider: offer.id,
    environment: environment.trim() === "" ? null : environment,
    values: Object.fromEntries(typed),
    skipped: [],
  };
}

/** The fields that have to be typed and are not. */
export function missingFields(offer: Offer, environment: string, values: Values): string[] {
  const isMissing = ({ key, required }: OfferField): boolean =>
    required && (values[key] ?? "").trim() === "";
  const fields = offer.fields.filter(isMissing).map(({ key }) => key);
  return environment.trim() === "" ? ["environment", ...fields] : fields;
}

/** The first in the order of the page. */
export function firstOf(offer: Offer, keys: readonly string[]): string | undefined {
  const order = ["environment", ...offer.fields.map(({ key }) => key)];
  return order.find((key) => keys.includes(key));
}

/** The offers whose name holds what was typed, whatever its accents and capitals. */
export function foundOffers(offers: readonly Offer[], typed: string): readonly Offer[] {
  const wanted = plain(typed).trim();
  return offers.filter(({ name }) => plain(name).includes(wanted));
}

/** The neighbour of `id` in the list, `by` places on, without going round. */
export function neighbour(offers: readonly Offer[], id: string | null, by: number): string | null {
  const at = offers.findIndex((offer) => offer.id === id);
  const to = at < 0 ? 0 : Math.min(offers.length - 1, Math.max(0, at + by));
  return offers[to]?.id ?? null;
}
