import { expect, it } from "vitest";

const sources = import.meta.glob<string>(["../../**/words/pt-BR.ts", "../../**/words/mistake.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Words of English that no Portuguese sentence has, and that are no name of a command or of a provider. */
const ENGLISH =
  /\b(the|is|are|was|were|not|and|or|of|to|be|must|cannot|missing|expected|failed|invalid|unknown|found|with|this|that|refused|connection|because|please)\b/i;

/** A comment is English; what is between quotes is what a person reads. */
function spoken(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const said = code.replace(/^import .*$/gm, "");
  const quoted = said.matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g);
  return [...quoted].map(
    ([, plain, template]) => plain ?? (template ?? "").replace(/\$\{[^}]*\}/g, " "),
  );
}

it("says nothing in English to who reads Portuguese", () => {
  expect(Object.keys(sources).length).toBeGreaterThan(10);
  const strays = Object.entries(sources).flatMap(([file, source]) =>
    spoken(source)
      // A word alone may be a name in the code.
      .filter((text) => text.includes(" ") && ENGLISH.test(text))
      .map((text) => `${file}: ${text}`),
  );
  expect(strays).toEqual([]);
});

it("finds English where it stands", () => {
  const source =
    'const a = {\n  // the comment\n  b: "o valor is missing",\n  c: `${the} valor`,\n};';
  expect(spoken(source).filter((text) => ENGLISH.test(text))).toEqual(["o valor is missing"]);
});
