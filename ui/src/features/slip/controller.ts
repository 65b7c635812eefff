import type { Commands, PrinterView, SavedFile, SlipView } from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** The commands after which the till tells how the printer does. */
type Printing = {
  [K in keyof Commands]: Commands[K]["response"] extends PrinterView ? K : never;
}[keyof Commands];

/** Asks the printer for something, and takes in how it does. */
export async function askPrinter<K extends Printing>(
  name: K,
  request: Commands[K]["request"],
): Promise<PrinterView> {
  const printer: PrinterView = await till.call(name, request);
  till.printer = printer;
  return printer;
}

/** The slip of an order, as it would be printed now. */
export function slipOf(order: string): Promise<SlipView> {
  return till.call("slip", { order });
}

/** Saves the slip of an order as a PDF. */
export function saveSlip(order: string): Promise<SavedFile> {
  return till.call("save_slip", { order });
}
