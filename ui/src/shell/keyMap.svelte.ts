import type { KeyMap } from "../backend/contract";

/** What can have a key of its own, by the name that its setting has. */
export type KeyAction = keyof KeyMap;

/** Always the help, whichever key it has beside. */
const HELP_KEY = "F1";
/** By this key a browser loads the page again. */
export const RELOAD_KEY = "F5";

/** What holds until the till has told which key does what. */
const USUAL: KeyMap = {
  help: HELP_KEY,
  new_sale: "F2",
  other_sale: "F4",
  check_now: RELOAD_KEY,
  last_sales: "F6",
  copy: "F7",
  drawer: "F8",
  shift: "F9",
  charge: "F10",
  full_screen: "F11",
  lock: "F12",
};

/** What can have a key, in the order of the usual ones. */
export const KEY_ACTIONS = Object.keys(USUAL) as readonly KeyAction[];

/** Which key does what, by the names of `KeyboardEvent.key`: the one place of the screens that knows. */
class Keys {
  #map = $state.raw<KeyMap>(USUAL);

  /** The till has told which key does what. */
  take(map: KeyMap): void {
    this.#map = map;
  }

  /** The key of an action. */
  of(action: KeyAction): string {
    return this.#map[action];
  }

  /** What a key does, if anything. */
  actionOf(key: string): KeyAction | undefined {
    return key === HELP_KEY ? "help" : KEY_ACTIONS.find((action) => this.#map[action] === key);
  }

  /** The key that was pressed is the action's. */
  is({ key }: KeyboardEvent, action: KeyAction): boolean {
    return this.actionOf(key) === action;
  }
}

/** The keys of this page. */
export const keyMap = new Keys();

/** A key as it stands on keyboards: `ScrollLock` is `Scroll Lock`. */
export function capOf(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/g, "$1 $2");
}
