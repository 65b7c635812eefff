import type { PrinterView, ReportView, ShiftView } from "../../backend/contract";
import { till } from "../../shell/till.svelte";
import { askPrinter } from "../slip/controller";

/** The shift as it is now. */
export function shiftNow(): Promise<ShiftView> {
  return till.call("shift", {});
}

/** Opens a shift with what is in the drawer. */
export function openShift(float_centavos: number): Promise<ShiftView> {
  return till.call("open_shift", { float_centavos });
}

/** Closes this shift and no other; `counted`: what is in the drawer, null where it holds no cash. */
export function closeShift(number: number, counted: number | null): Promise<ReportView> {
  return till.call("close_shift", { number, counted_centavos: counted });
}

/** The report of a closed shift. */
export function closedShift(number: number): Promise<ReportView> {
  return till.call("closed_shift", { number });
}

/** The report of a day, such as `2026-11-28`; null: today. */
export function reportOfDay(day: string | null): Promise<ReportView> {
  return till.call("report_day", { day });
}

/** Which way cash moves. */
export type Move = "supply" | "withdraw";

/** Notes cash that goes into the drawer or out of it. The same id moves nothing twice. */
export function moveCash(
  move: Move,
  id: string,
  amount_centavos: number,
  reason: string,
): Promise<ShiftView> {
  return till.call(move, { id, amount_centavos, reason });
}

/** Prints the X of the shift that is open, or the Z of a closed one. */
export function printShift(number: number | null): Promise<PrinterView> {
  return askPrinter("print_shift", { number });
}
