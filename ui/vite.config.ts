import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// The built files are served by two doors (the window's own scheme and `balcao serve`) under a
// policy that forbids data: addresses and inline code, so nothing is inlined.
export default defineConfig({
  base: "./",
  plugins: [svelte()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
