import type { Commands, Need, SettingGroup } from "../backend/contract";

/** A command on its way to the till. */
export type Question = {
  [K in keyof Commands]: { readonly name: K; readonly request: Commands[K]["request"] };
}[keyof Commands];

/** What a manager is asked to approve: what it takes, and for what. */
export interface Asked {
  readonly need: Need;
  readonly question: Question;
}

/** Where what a customer shows is held against what has come. */
export interface CheckReceipt {
  readonly name: "check_receipt";
  /** The number of the sale that the customer says it paid; null: none is meant. */
  readonly order: string | null;
  /** A code that was typed elsewhere already. */
  readonly code: string | null;
  /** From where it was opened, and where Esc leads back to. */
  readonly back: DialogValue | null;
}

/** A dialog that stands over the screen, with what it is about. */
export type DialogValue =
  | { readonly name: "help" }
  /** `again`: as it was left, for whoever comes back from what it has led to. */
  | { readonly name: "sales"; readonly again: boolean }
  | CheckReceipt
  | { readonly name: "payouts" }
  | { readonly name: "operators" }
  | { readonly name: "relay" }
  | { readonly name: "doctor" }
  | { readonly name: "backups" }
  /** With a group, it opens there. */
  | { readonly name: "settings"; readonly group?: SettingGroup }
  | { readonly name: "ceiling" }
  | { readonly name: "cancel" }
  | { readonly name: "stuck" }
  | { readonly name: "confirm_by_hand" }
  | { readonly name: "give_up" }
  | { readonly name: "enlarged" }
  | { readonly name: "shift" }
  | { readonly name: "printer" }
  /** Null: no sale has a receipt yet. */
  | { readonly name: "slip"; readonly order: string | null }
  /**
   * With the number of an order, it opens at the dispute of that order; with that of money without a sale, at that
   * money.
   */
  | { readonly name: "attention"; readonly order: string | null; readonly unmatched?: string }
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

  /** What a scanner sends is meant for the page that is open, which has a field for it. */
  get takesScans(): boolean {
    const isSuch = this.now?.name === "sales" || this.now?.name === "check_receipt";
    return isSuch && this.above === null;
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
