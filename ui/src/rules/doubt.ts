import type { AttemptView, Doubt, OrderView } from "../backend/contract";
import type { Words } from "../words/words";

/** An attempt that the provider calls paid, or answers for, without a proof. */
type Doubted = AttemptView & { unproven: NonNullable<AttemptView["unproven"]> };

function isDoubted(attempt: AttemptView): attempt is Doubted {
  return attempt.unproven !== null;
}

/** The provider says paid and does not prove it, or its answer is not about what was sent. */
export function isUnproven(order: OrderView): boolean {
  return order.anomalies.includes("unproven");
}

/** These never say "paid", those always do; of the others it is told by whether there is a charge. */
const NEVER_PAID: readonly Doubt[] = ["other_amount", "may_be_older"];
const ALWAYS_PAID: readonly Doubt[] = [
  "at_creation",
  "paid_before",
  "end_to_end_id_taken",
  "end_to_end_id_unreadable",
];

/** The provider says "paid". Else its answer to the creation is about something else. */
function saysPaid({ provider_id, unproven: { doubt } }: Doubted): boolean {
  if (NEVER_PAID.includes(doubt)) return false;
  return provider_id !== null || ALWAYS_PAID.includes(doubt);
}

/** What a screen says about it. */
export interface DoubtText {
  readonly title: string;
  readonly short: string;
  readonly banner: string;
  /** What differs, one sentence per attempt. */
  readonly sentences: readonly string[];
}

/** What to say about an order that is unproven. */
export function doubtText(order: OrderView, words: Words): DoubtText {
  const { says, answers, otherAnswer, besidePaid, title, short, banner } = words.doubt;
  const attempts = order.attempts.filter(isDoubted);
  const isClaim = attempts.length === 0 || attempts.some(saysPaid);
  const sentences = attempts.map((attempt) => {
    const of = saysPaid(attempt) ? says : answers;
    return of[attempt.unproven.doubt](attempt.unproven.said);
  });
  const heads = isClaim ? { title, short, banner } : otherAnswer;
  const isPaid = order.status === "paid";
  return {
    title: isPaid ? besidePaid.title : heads.title,
    short: isPaid ? besidePaid.short : heads.short,
    banner: heads.banner(order.order),
    sentences: isPaid ? [besidePaid.text, ...sentences] : sentences,
  };
}

/** The doubts that stand, so that a new one is news again. */
export function doubtsOf(order: OrderView): Doubt[] {
  return order.attempts.filter(isDoubted).map((attempt) => attempt.unproven.doubt);
}

/**
 * The till has stopped asking without an answer that it could believe: whether money came is not known.
 * A charge that was refused from the beginning has no code that anybody could have paid.
 */
export function isGivenUp(attempt: AttemptView | undefined): boolean {
  return attempt !== undefined && attempt.status !== "rejected" && attempt.rejection !== null;
}
