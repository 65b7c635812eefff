import { door } from "../features/operator/door.svelte";
import { sale } from "../features/sale/controller.svelte";
import { next } from "../features/sale/next.svelte";
import { openDrawer } from "../features/slip/drawer";
import { lastReceipt } from "../features/slip/slip";
import { desk } from "./desk.svelte";
import { dialogs } from "./dialogs.svelte";
import { keyMap, type KeyAction } from "./keyMap.svelte";
import { till } from "./till.svelte";

/** Something that a person can do from any screen, by its key or by a button that shows the key. */
export interface Action {
  readonly name: KeyAction;
  /** The key that it has now, as `KeyboardEvent.key` names it. */
  readonly key: string;
  readonly run: () => void;
}

function action(name: KeyAction, run: () => void): Action {
  return {
    name,
    get key() {
      return keyMap.of(name);
    },
    run,
  };
}

/** What is for those who have signed in; a locked door asks for the PIN first, and opens nothing over it. */
function inside(name: KeyAction, run: () => void): Action {
  return action(name, () => {
    if (door.isLocked) door.ask();
    else run();
  });
}

/** What each screen of an open till offers; the dialog that a key opens closes by the same key. */
export const actions = {
  help: action("help", () => dialogs.open({ name: "help" })),
  newSale: action("new_sale", () => (next.isOpen ? next.leave() : sale.newSale())),
  otherSale: action("other_sale", () => desk.seeNews()),
  lastSales: inside("last_sales", () => dialogs.open({ name: "sales", again: false })),
  /** Of the sale on the screen, or of the last one that has a receipt. */
  copy: inside("copy", () =>
    dialogs.open({ name: "slip", order: lastReceipt(desk.order, till.orders) }),
  ),
  drawer: action("drawer", () => void openDrawer()),
  shift: inside("shift", () => dialogs.open({ name: "shift" })),
  /** Where nobody works with a PIN it says how to begin. */
  lock: action("lock", () => {
    if (door.people.length > 0) void door.lock();
    else dialogs.open({ name: "operators" });
  }),
};
