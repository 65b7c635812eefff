import type { ActorView, Failure, Language, Moment, MomentKind } from "../../backend/contract";
import { refused } from "../../backend/refused";
import type { IconName } from "../../parts/icons";
import type { Tone } from "../../parts/looks";
import { tookSeconds } from "../../shell/look/numbers";
import { timeOfDay } from "../../shell/look/times";
import type { Words } from "../../shell/words/words";
import { money } from "../money/money";
import { refusalMessage } from "../refusal/refusal";

/** One line of the life of a sale. */
export interface MomentText {
  /** Null: it says nothing of how the sale stands. */
  readonly tone: Tone | null;
  readonly icon: IconName;
  readonly title: string;
  /** What is known of it; null: nothing more. */
  readonly detail: string | null;
}

type Kind<K extends MomentKind["kind"]> = Extract<MomentKind, { kind: K }>;
/** What a moment's words need beside the moment itself. */
interface About {
  readonly words: Words;
  readonly language: Language;
  /** Who did it, by name; null: the till itself, its owner, or nobody knows. */
  readonly who: string | null;
  /** What the sale asks for. */
  readonly centavos: number;
}
type Text<K extends MomentKind["kind"]> = (what: Kind<K>, about: About) => MomentText;

function line(
  tone: Tone | null,
  icon: IconName,
  title: string,
  detail: string | null = null,
): MomentText {
  return { tone, icon, title, detail };
}

function why(failure: Failure, words: Words): string {
  const { title, detail } = refusalMessage(refused(failure), words);
  return detail === null ? title : `${title}: ${detail}`;
}

const TEXTS: { readonly [K in MomentKind["kind"]]: Text<K> } = {
  charged: ({ amount_centavos }, { words, who }) =>
    line(null, "person", words.life.charged(who, money(amount_centavos))),
  new_code: (_, { words, who }) => line(null, "person", words.life.newCode(who)),
  registered: (what, { words, language }) => {
    const { provider_name, after_ms, expires_at_ms } = what;
    const until = expires_at_ms === null ? null : timeOfDay(expires_at_ms, language);
    const title = words.life.registered(tookSeconds(after_ms, language));
    return line("wait", "clock", title, words.life.goodUntil(provider_name, until));
  },
  refused: (what, { words }) =>
    line("bad", "cross", words.life.notRegistered, why(what.why, words)),
  hinted: (_, { words }) => line(null, "bell", words.life.hinted, words.life.noProofYet),
  paid: (what, { words, language, centavos }) => {
    const { life } = words;
    const { evidence, provider_name, paid_at_ms, amount_centavos } = what;
    const isOther = amount_centavos !== centavos;
    const title = isOther
      ? life.paidOther(money(amount_centavos), provider_name)
      : life.paid[evidence](provider_name);
    const at = paid_at_ms === null ? null : timeOfDay(paid_at_ms, language, "seconds");
    const proof = isOther ? life.wasAsked(money(centavos)) : life.proof[evidence];
    return line(
      isOther ? "odd" : "paid",
      isOther ? "warning" : "check",
      title,
      at === null ? proof : life.paidAt(proof, at),
    );
  },
  confirmed: (_, { words }) => line("paid", "check", words.life.confirmed, words.life.saysTheSame),
  expired: (_, { words }) => line("ended", "hourglass", words.life.expired),
  cancel_requested: (_, { words, who }) => line(null, "person", words.life.cancelRequested(who)),
  cancelled: (_, { words }) => line("ended", "stopped", words.life.cancelled),
  doubted: ({ doubt }, { words }) =>
    line("odd", "warning", words.life.doubted, words.doubt.says[doubt](null)),
  given_up: (what, { words, who }) =>
    line("ended", "stopped", words.life.givenUp(who), why(what.why, words)),
  confirmed_by_hand: ({ reason }, { words, who }) =>
    line("odd", "hand", words.life.byHand(who), reason),
  matched: ({ reason }, { words, who }) => line(null, "link", words.life.matched(who), reason),
  refund_requested: ({ amount_centavos, reason }, { words, who }) => {
    const amount = amount_centavos === null ? null : money(amount_centavos);
    const text = words.life.refundRequested(who, amount);
    return line("refund", "refund", text, words.refund.reasons[reason]);
  },
  refund_accepted: (_, { words }) =>
    line("refund", "refund", words.life.refundAccepted, words.life.notBackYet),
  refund_failed: (what, { words }) =>
    line("bad", "cross", words.life.refundFailed, why(what.why, words)),
  refunded: ({ amount_centavos, source }, { words }) =>
    line(
      "refund",
      "refund",
      words.life.refunded(money(amount_centavos)),
      words.life.refundedBy[source],
    ),
  disputed: (_, { words }) => line("bad", "warning", words.life.disputed),
  dispute_closed: ({ outcome, reason }, { words, who }) =>
    line(null, "person", words.life.disputeClosed(who, outcome), reason),
  noted: ({ text }, { words, who }) => line(null, "note", words.life.noted(who), text),
  printed: ({ copy }, { words, who }) => line(null, "printer", words.life.printed(who, copy)),
  receipt_checked: ({ verdict }, { words, who }) =>
    line(
      null,
      "shield",
      words.life.receiptChecked(who),
      words.receiptCheck.verdicts[verdict].word.toLocaleLowerCase(),
    ),
  unknown: ({ raw }, { words }) => line(null, "unknown", words.life.unknown, raw),
};

/** A moment in words; `centavos` is what the sale asks for. */
export function momentText(
  { what, by }: Pick<Moment, "what" | "by">,
  centavos: number,
  words: Words,
  language: Language,
): MomentText {
  const about = { words, language, who: by?.name ?? null, centavos };
  // Each kind has the text of its own kind, which the table says and TypeScript cannot follow.
  const text = (TEXTS[what.kind] as Text<MomentKind["kind"]>)(what, about);
  const approval = approvedBy(by, words);
  if (approval === null) return text;
  return { ...text, detail: text.detail === null ? approval : `${text.detail} · ${approval}` };
}

function approvedBy(by: ActorView | null, words: Words): string | null {
  return by?.approved_by == null ? null : words.operators.approvedBy(by.approved_by);
}
