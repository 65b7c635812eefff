import type { DisputeOutcome } from "../../../backend/contract";

/** Words of disputes. */
export interface DisputeWords {
  title: string;
  headline: (amount: string) => string;
  confirmed: string;
  reported: string;
  closed: string;
  sale: string;
  opened: string;
  answerBy: string;
  theirWords: string;
  noWords: string;
  returned: string;
  provider: string;
  payment: string;
  see: string;
  open: string;
  rules: string;
  rule: readonly string[];
  outcome: string;
  outcomes: Record<DisputeOutcome, string>;
  outcomeMissing: string;
  how: string;
  howExample: string;
  close: string;
  closing: string;
  done: string;
  banner: (which: string, amount: string) => string;
}
