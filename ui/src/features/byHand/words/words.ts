/** Why a person believes that a sale is paid. */
export type ConfirmReason = "seen_in_app" | "receipt_shown" | "other";

/** Why a person waits no more. */
export type GiveUpReason = "customer_left" | "paid_otherwise" | "code_trouble" | "other";

/** Words of confirming by hand and of giving up. */
export interface ByHandWords {
  stuck: string;
  stuckTitle: string;
  stuckText: string;
  checkText: string;
  confirm: string;
  confirmText: string;
  giveUp: string;
  giveUpText: string;
  back: string;
  confirmTitle: (amount: string) => string;
  noProof: string;
  why: string;
  confirmReasons: Record<ConfirmReason, string>;
  ownWords: string;
  whyMissing: string;
  endToEnd: string;
  endToEndHint: string;
  endToEndWrong: {
    form: string;
    tooOld: string;
    ahead: string;
    taken: (order: string | null) => string;
  };
  confirmYes: string;
  asking: string;
  unchanged: string;
  giveUpTitle: (amount: string) => string;
  giveUpNote: string;
  giveUpReasons: Record<GiveUpReason, string>;
  giveUpYes: string;
  /** The screen of a sale that is confirmed by hand. */
  title: string;
  notProved: string;
  stillAsking: string;
  reason: string;
  who: string;
  approvedBy: string;
  when: string;
  shownId: string;
  /** Whose payment the shown code is of, where it is another sale's. */
  paidElsewhere: (order: string) => string;
  /** Beside what the provider has proved since. */
  wasByHand: (time: string, reason: string) => string;
  gaveUp: (time: string, reason: string) => string;
  list: string;
  count: (sales: number) => string;
}
