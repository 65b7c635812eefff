import type { AttemptView, Doubt, OrderView } from "../../backend/contract";
import type { Words } from "../../shell/words/words";
import { rowOf, type ListEntry } from "../sale/row";

/** An attempt that the provider calls paid, or answers for, without a proof. */
type Doubted = AttemptView & { unproven: NonNullable<AttemptView["unproven"]> };

function isDoubted(attempt: AttemptView): attempt is Doubted {
  return attempt.unproven !== null;
}

/** The provider says paid and does not prove it, or its answer is not about what was sent. */
export function isUnproven(order: ListEntry): boolean {
  return order.anomalies.includes("unproven");
}

/** What a screen says about it. */
export interface DoubtText {
  readonly title: string;
  readonly short: string;
  readonly banner: string;
  /** The provider says "paid", so that the customer may have paid. */
  readonly isClaim: boolean;
  /** What differs, one sentence per attempt. */
  readonly sentences: readonly string[];
}

/** What a list says about an order that is unproven. */
export function doubtHead(
  order: ListEntry,
  words: Words,
): Pick<DoubtText, "title" | "short" | "banner" | "isClaim"> {
  const { otherAnswer, besidePaid, title, short, banner } = words.doubt;
  const isClaim = !rowOf(order).marks.includes("other_answer");
  const heads = isClaim ? { title, short, banner } : otherAnswer;
  const isPaid = order.status === "paid";
  return {
    title: isPaid ? besidePaid.title : heads.title,
    short: isPaid ? besidePaid.short : heads.short,
    banner: heads.banner(order.order),
    isClaim,
  };
}

/** What to say about an order that is unproven. */
export function doubtText(order: OrderView, words: Words): DoubtText {
  const { says, answers, besidePaid } = words.doubt;
  const attempts = order.attempts.filter(isDoubted);
  const sentences = attempts.map(({ unproven: { doubt, paid, said } }) =>
    (paid ? says : answers)[doubt](said),
  );
  return {
    ...doubtHead(order, words),
    sentences: order.status === "paid" ? [besidePaid.text, ...sentences] : sentences,
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
