import { afterEach, expect, it } from "vitest";
import { dialogs } from "./dialogs.svelte";
import { isRelayChord, isSettingsChord } from "./keys";

const held = { altKey: false, metaKey: false, repeat: false, ctrlKey: true };
const settings = { ...held, shiftKey: false, key: "," } as KeyboardEvent;
const relay = { ...held, shiftKey: true, code: "KeyD" } as KeyboardEvent;

afterEach(() => {
  dialogs.close();
  dialogs.above = null;
});

it("takes a chord on the screen alone, and none beneath a dialog or while somebody is asked to approve", () => {
  const chords = (): boolean[] => [isSettingsChord(settings), isRelayChord(relay)];
  expect(chords()).toEqual([true, true]);
  dialogs.open({ name: "help" });
  expect(chords()).toEqual([false, false]);
  dialogs.close();
  dialogs.above = {
    need: {
      right: "refund",
      subject: "000139",
      amount_centavos: 1,
      limit_centavos: null,
      used_centavos: null,
    },
    question: { name: "check_now", request: { order: "000139" } },
  };
  expect(chords()).toEqual([false, false]);
});
