import type { PrinterKind, PrinterTrouble } from "../../../backend/contract";

/** Words of receipts and of the printer. */
export interface SlipWords {
  title: string;
  /** On a button, where a sale is. */
  open: string;
  close: string;
  loading: string;
  none: string;
  noneHint: string;
  print: string;
  /** The same where it was printed before. */
  printCopy: string;
  printing: string;
  sent: string;
  /** Behind what is wrong with the printer. */
  waits: (trouble: string) => string;
  /** How often it was printed or asked for. */
  printed: (times: number) => string;
  save: string;
  saving: string;
  saved: (path: string) => string;
  telephone: string;
  qr: string;
  /** Of the code that leads a telephone to the receipt. */
  linkQr: string;
  notPrinted: string;
  notSaved: string;
  drawerOpen: string;
  notOpened: string;
  printer: string;
  kinds: Record<PrinterKind, string>;
  troubles: Record<PrinterTrouble, string>;
  /** What to do about it. */
  next: Record<PrinterTrouble, string>;
  waiting: (slips: number) => string;
  since: (time: string) => string;
  neverLost: string;
  isWell: string;
  noPrinter: string;
  choose: string;
  test: string;
  testing: string;
  tested: string;
}
