import type { OrderScreen } from "../features/sale/order";

/** What fills the window. */
export type Screen =
  "starting" | "boot-failure" | "session-ended" | "not-connected" | "sell" | "failed" | OrderScreen;

/** What may stand over the screen: one dialog at a time. */
export type DialogName =
  | "help"
  | "sales"
  | "ceiling"
  | "cancel"
  | "enlarged"
  | "relay"
  | "refund"
  | "attention"
  | "payouts";
