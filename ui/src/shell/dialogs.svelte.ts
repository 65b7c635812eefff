import type { Commands, Need } from "../backend/contract";

/** A command on its way to the till. */
export type Question = {
  [K in keyof Commands]: { readonly name: K; readonly request: Commands[K]["request"] };
}[keyof Commands];

/** What a manager is asked to approve: what it takes, and for what. */
export interface Asked {
  readonly need: Need;
  readonly question: Question;
}

/** A dialog that stands over the screen, with what it is about. */
export type DialogValue =
  | { readonly name: "help" }
  | { readonly name: "sales" }
  | { readonly name: "payouts" }
  | { readonly name: "operators" }
  | { readonly name: "relay" }
  | { readonly name: "doctor" }
  | { readonly name: "backups" }
  | { readonly name: "settings" }
  | { readonly name: "ceiling" }
  | { readonly name: "cancel" }
  | { readonly name: "stuck" }
  | { readonly name: "confirm_by_hand" }
  | { readonly name: "give_up" }
  | { readonly name: "enlarged" }
  /** With the number of an order, it opens at the dispute of that order. */
  | { readonly name: "attention"; readonly order: string | null }
  | { readonly name: "refund"; readonly order: string };

/**
 * Which dialog is open. There is one at a time: another one takes its place, so that Esc always leads
 * back to the screen.
 */
class Dialogs {
  now = $state.raw<DialogValue | null>(null);
  /** What a manager is asked to approve, over the screen and whatever is open there. */
  above = $state.raw<Asked | null>(null);

  /** Keys act on a dialog, and not on the screen. */
  get isOpen(): boolean {
    return this.now !== null || this.above !== null;
  }

  open(dialog: DialogValue): void {
    this.now = dialog;
  }

  close(): void {
    this.now = null;
  }
}

/** The dialogs of this page. */
export const dialogs = new Dialogs();
