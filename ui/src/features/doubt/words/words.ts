import type { Doubt, Notice, Trouble } from "../../../backend/contract";
import type { AccountMark } from "../../sale/account";

/** What the provider wrote, where it wrote something: shown to the letter. */
type AboutSaid = (said: string | null) => string;

/** Words of a sale that the provider calls paid without a proof. */
export interface DoubtWords {
  /** The provider says "paid". */
  title: string;
  short: string;
  banner: (order: string) => string;
  says: Record<Doubt, AboutSaid>;
  /** It answered the creation with something else than what was sent, and says nothing of money. */
  otherAnswer: { title: string; short: string; banner: (order: string) => string };
  answers: Record<Doubt, AboutSaid>;
  /** The sale is paid, and this is about another code of it. */
  besidePaid: { title: string; short: string; text: string };
  wait: string;
  notAgain: string;
  several: (sales: number) => string;
  check: string;
  unknown: string;
}

/** Why asking about a charge brings nothing. */
export interface TroubleWords {
  since: (time: string) => string;
  what: Record<Trouble, (provider: string) => string>;
  /** The same before the charge is made: there is nothing that anybody could have paid. */
  unshown: Record<Trouble, (provider: string) => string>;
}

/** What came of asking now: only an answer may say that no payment has arrived. */
export interface CheckWords {
  unchanged: string;
  payment: string;
  paymentUnread: string;
  refund: string;
  refundUnread: string;
  refused: string;
  refusedNext: string;
}

/** What sets an account apart from one with real money that is connected. */
export type AccountWords = Record<AccountMark, string>;

type NoticeOf<What extends Notice["what"]> = Extract<Notice, { what: What }>;

/** What has happened to this till, told once. */
export type NoticeWords = {
  [What in Notice["what"]]: (notice: NoticeOf<What>) => string;
};
