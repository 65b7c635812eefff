import type { RefusalCode } from "../../../../backend/refused";
import type { RefusalWords } from "../words";

/** Of the day at the counter: shift, printer, receipts, reports. */
export const counterRefusals = {
  shift_open: {
    title: "A shift is open already",
    money: "Nothing has changed.",
    next: "Close the open shift before you open another.",
  },
  shift_closed: {
    title: "This shift was closed already",
    money: "Nothing has changed: somebody closed it before.",
    next: "See the closing in the list of shifts.",
  },
  shift_not_found: {
    title: "There is no such shift",
    money: "Nothing has changed.",
    next: "Go back to the list of shifts.",
  },
  drawer_short: {
    title: "The drawer does not hold as much",
    money: "Nothing was taken out.",
    next: "Check the amount.",
  },
  count_needed: {
    title: "The drawer is not counted",
    money: "The shift stays open.",
    next: "Count the cash in the drawer and type how much there is.",
  },
  no_voice: {
    title: "This computer has no voice",
    money: "Nothing was said. No sale changes.",
    next: "On Linux, install speech-dispatcher and a Portuguese voice.",
  },
  no_printer: {
    title: "No printer is set",
    money: "Nothing was printed. The sale does not change.",
    next: "Choose the printer in the settings, under Printer.",
  },
  receipt_unreadable: {
    title: "This is not a Pix payment's code",
    money: "Nothing was checked.",
    next: "The code has 32 letters and digits and begins with E. Without it, type amount and time.",
  },
  head_unknown: {
    title: "This log does not have that seal",
    money: "Nothing has changed.",
    next: "The seal is of another till, or the copy is older than the closing.",
  },
  invalid_period: {
    title: "The dates will not do",
    money: "Nothing has changed.",
    next: "The first day comes before the last, and a period has ten years at most.",
  },
  key_taken: {
    title: "Another action has that key",
    money: "Nothing has changed.",
    next: "Choose another, or change that of the other action first.",
  },
} satisfies Partial<Record<RefusalCode, RefusalWords>>;
