import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const TAURI = { group: ["@tauri-apps/*"], message: "Only src/backend/tauri.ts speaks to Tauri." };
const FEATURES = { group: ["**/features/**", "**/backend/*"], message: "A part knows no feature." };
const forbid = (...patterns) => ["error", { patterns }];

export default ts.config(
  { ignores: ["dist", "node_modules", "src/backend/contract.ts"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, extraFileExtensions: [".svelte"] },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "no-restricted-imports": forbid(TAURI),
      "svelte/no-at-html-tags": "error",
      "svelte/no-inline-styles": "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  { files: ["src/parts/**"], rules: { "no-restricted-imports": forbid(TAURI, FEATURES) } },
  { files: ["src/backend/tauri.ts"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.js"], extends: [ts.configs.disableTypeChecked] },
);
