import type { PrinterView, SavedFolder } from "../../backend/contract";
import { desk } from "../../shell/desk.svelte";
import { dialogs } from "../../shell/dialogs.svelte";
import { till } from "../../shell/till.svelte";
import { returnables } from "../refund/refund";
import { history } from "./controller.svelte";

/** A note has so many characters at most. */
export const MOST_NOTE = 200;

/** Opens the sale's own screen, from which Esc leads back here. */
export function openSale(order: string): void {
  desk.open(order, "list");
}

/** Opens the sale's own screen, and on it what gives its money back, where that can be done from here. */
export async function openRefund(order: string): Promise<void> {
  const whole = await till.ask("order", { order });
  desk.open(order, "list");
  if (returnables(whole).length > 0) dialogs.open({ name: "refund", order });
}

/** Has another slip of the sale printed. */
export async function printCopy(order: string): Promise<PrinterView> {
  const printer = await till.call("print_slip", { order });
  history.refreshLife();
  return printer;
}

/** Saves all that a bank may ask for about the sale. */
export function saveFolder(order: string): Promise<SavedFolder> {
  return till.call("save_dispute_folder", { order });
}

/** Writes a note to the sale. */
export async function note(order: string, text: string): Promise<void> {
  history.takeTimeline(await till.call("note", { order, text }));
}
