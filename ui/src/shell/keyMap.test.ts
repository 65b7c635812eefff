import { afterEach, describe, expect, it } from "vitest";
import type { KeyMap } from "../backend/contract";
import { capOf, KEY_ACTIONS, keyMap } from "./keyMap.svelte";

const usual = Object.fromEntries(
  KEY_ACTIONS.map((action) => [action, keyMap.of(action)]),
) as KeyMap;
const sources = import.meta.glob<string>(["../**/*.ts", "../**/*.svelte"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const pressed = (key: string): KeyboardEvent => ({ key }) as KeyboardEvent;

afterEach(() => keyMap.take(usual));

describe("keyMap", () => {
  it("gives each action a key of its own", () => {
    expect(new Set(Object.values(usual)).size).toBe(KEY_ACTIONS.length);
  });

  it("goes by the keys that the till tells, whatever they were before", () => {
    keyMap.take({ ...usual, shift: "Pause" });
    expect(keyMap.of("shift")).toBe("Pause");
    expect(keyMap.is(pressed("Pause"), "shift")).toBe(true);
    expect(keyMap.actionOf(usual.shift)).toBeUndefined();
  });

  it("has the first key for the help, also where the help has another one", () => {
    keyMap.take({ ...usual, help: "ScrollLock" });
    expect(keyMap.is(pressed("ScrollLock"), "help")).toBe(true);
    expect(keyMap.is(pressed(usual.help), "help")).toBe(true);
  });

  it("knows no letter, no figure and no Enter", () => {
    for (const key of ["a", "F", "1", "Enter", "Escape"]) {
      expect(keyMap.actionOf(key)).toBeUndefined();
    }
  });

  it("writes a key as it stands on keyboards", () => {
    expect(["ScrollLock", "PageUp", "Home", "Enter", usual.copy].map(capOf)).toEqual([
      "Scroll Lock",
      "Page Up",
      "Home",
      "Enter",
      usual.copy,
    ]);
  });
});

it("is the one place that names a function key", () => {
  expect(Object.keys(sources).length).toBeGreaterThan(150);
  const others = Object.entries(sources).filter(
    ([file]) => !file.endsWith(".test.ts") && !/(contract|keyMap\.svelte)\.ts$/.test(file),
  );
  const named = others.filter(([, source]) => /\bF(?:1[0-2]|[1-9])\b/.test(source));
  expect(named.map(([file]) => file)).toEqual([]);
});
