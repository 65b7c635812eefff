import type { IconName } from "./icons";

/** A state's colour, by its name in the token file. */
export type Tone = "wait" | "paid" | "odd" | "ended" | "bad" | "refund";

/** A state's colour and icon; its word stands in the dictionaries. */
export interface Looks {
  readonly tone: Tone;
  readonly icon: IconName;
}
