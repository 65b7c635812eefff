import type { LinkState, Outcome } from "../../../backend/contract";
import type { GapReason } from "../relay";

/** The state of the live connection: a word, and what it means for the shop. */
export interface LinkWords {
  word: string;
  meaning: string;
}

/** Words of the live connection's dialog. */
export interface RelayWords {
  title: string;
  open: string;
  close: string;
  states: Record<LinkState, LinkWords>;
  loading: string;
  since: string;
  lastEvent: string;
  roundTrip: string;
  milliseconds: (ms: number) => string;
  never: string;
  details: string;
  address: string;
  name: string;
  till: string;
  epoch: string;
  cursor: string;
  head: string;
  session: string;
  lastGap: string;
  gap: (time: string, reason: string) => string;
  gapReasons: Record<GapReason, string>;
  why: string;
  events: string;
  counts: (received: number, setAside: number) => string;
  otherTills: (count: number) => string;
  dropped: (count: number) => string;
  raw: string;
  rawLabel: (number: number) => string;
  noEvents: string;
  noEventsHint: string;
  time: string;
  number: string;
  outcome: string;
  sale: string;
  outcomes: Record<Outcome, string>;
  pair: string;
  pairAgain: string;
  unpair: string;
  unpairQuestion: string;
  unpairStay: string;
  unpairLeave: string;
  unpaired: string;
  /** The relay could not be told. */
  unpairedUntold: string;
  /** Behind either: the keyring still has the key. */
  keyLeft: string;
  pairHint: string;
  url: string;
  urlExample: string;
  code: string;
  codeExample: string;
  pairing: string;
  paired: (name: string) => string;
  wait: (seconds: number) => string;
}
