import type { Action } from "./actions";
import { dialogs } from "./dialogs.svelte";
import { keyMap, type KeyAction } from "./keyMap.svelte";

/** A key with Ctrl, Alt or Meta is the system's or an editing chord, never ours. */
function isChord(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.altKey || event.metaKey;
}

/** The key goes to what has the focus: a field that is being typed in, or a button that Enter presses. */
function belongsToFocus(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select") !== null) return !/^F\d+$/.test(event.key);
  const presses = event.key === "Enter" || event.key === " ";
  return presses && target.closest("button, a, summary") !== null;
}

/** What a screen does by keys: by an action, whichever key that has, or by a key that nobody can change. */
type KeyActs = Partial<Record<KeyAction | "Enter" | "Escape" | "Delete", () => void>>;

/**
 * A window key handler for one screen. It stays silent while a dialog is open (keys act on the dialog only), and a
 * key that is held down acts once.
 */
export function onKeys(acts: KeyActs): (event: KeyboardEvent) => void {
  const all: Record<string, () => void> = acts;
  return (event) => {
    const act = all[keyMap.actionOf(event.key) ?? event.key];
    if (act === undefined || event.defaultPrevented || isChord(event)) return;
    if (dialogs.isOpen || belongsToFocus(event)) return;
    event.preventDefault();
    if (!event.repeat) act();
  };
}

/** Actions as `onKeys` takes them. */
export function byName(actions: readonly Action[]): KeyActs {
  return Object.fromEntries(actions.map(({ name, run }) => [name, run]));
}

/**
 * The chord that opens the live connection's dialog: nobody types it by accident, and it does
 * nothing to money.
 */
export function isRelayChord(event: KeyboardEvent): boolean {
  const plain = event.ctrlKey && event.shiftKey && !event.altKey && !event.metaKey;
  return plain && event.code === "KeyD" && !dialogs.isOpen && !event.repeat;
}

/** The chord that programs have for their settings; it does nothing to money. */
export function isSettingsChord(event: KeyboardEvent): boolean {
  const plain = event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey;
  return plain && event.key === "," && !dialogs.isOpen && !event.repeat;
}

/** True when a typed character may go into the amount: no dialog, no field, no chord. */
export function isFree(event: KeyboardEvent): boolean {
  return !event.defaultPrevented && !dialogs.isOpen && !isChord(event) && !belongsToFocus(event);
}
