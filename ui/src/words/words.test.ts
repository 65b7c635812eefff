import { parse, type AST } from "svelte/compiler";
import { expect, it } from "vitest";
import { dictionaries } from ".";

const sources = import.meta.glob<string>("../**/*.svelte", {
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

it("says in both languages which key to press only where the key exists", () => {
  const keys = (text: string): string[] => text.match(/\bF\d+\b|\bEsc\b/g) ?? [];
  const inWords = (value: unknown): string[] => {
    if (typeof value === "string") return keys(value);
    if (typeof value === "function") return keys(String(value));
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(inWords) : [];
  };
  for (const words of Object.values(dictionaries)) {
    const offered = new Set(inWords(words));
    for (const key of ["F3", "F4", "F7", "F8", "F9", "F12"]) expect(offered).not.toContain(key);
  }
});
