import { sale } from "../features/sale/controller.svelte";
import { next } from "../features/sale/next.svelte";
import { door } from "../features/operator/door.svelte";
import { desk } from "./desk.svelte";
import { dialogs } from "./dialogs.svelte";

/** Something that a person can do from any screen, by its key or by a button that shows the key. */
export interface Action {
  /** As `KeyboardEvent.key` names it. */
  readonly key: string;
  readonly run: () => void;
}

/** What each screen of an open till offers; the dialog that a key opens closes by the same key. */
export const actions = {
  help: { key: "F1", run: () => dialogs.open({ name: "help" }) },
  newSale: { key: "F2", run: () => (next.isOpen ? next.leave() : sale.newSale()) },
  otherSale: { key: "F4", run: () => desk.seeNews() },
  /** Where nobody works with a PIN it says how to begin. */
  lock: {
    key: "F12",
    run: () => {
      if (door.people.length > 0) void door.lock();
      else dialogs.open({ name: "operators" });
    },
  },
  lastSales: { key: "F6", run: () => dialogs.open({ name: "sales", at: null }) },
} as const satisfies Record<string, Action>;
