import type {
  AskedProvider,
  Language,
  ReceiptCheckView,
  ReceiptVerdict,
} from "../../backend/contract";
import type { Looks } from "../../parts/looks";
import { addDays } from "../../shell/look/days";
import { listed, tookSeconds } from "../../shell/look/numbers";
import { day, isoDay, moment, timeOfDay } from "../../shell/look/times";
import type { Words } from "../../shell/words/words";
import { money } from "../money/money";

/** Colour and icon of each answer: no two have the same icon. */
export const verdictLooks: Record<ReceiptVerdict, Looks> = {
  received: { tone: "paid", icon: "check" },
  not_received: { tone: "bad", icon: "cross" },
  other_amount: { tone: "odd", icon: "warning" },
  other_sale: { tone: "odd", icon: "link" },
  already_used: { tone: "bad", icon: "swap" },
  not_yet: { tone: "ended", icon: "hourglass" },
  unknown: { tone: "wait", icon: "unknown" },
};

/** The one thing to do about an answer. */
export type Act =
  | { readonly do: "see"; readonly order: string }
  | { readonly do: "charge"; readonly centavos: number }
  | { readonly do: "to_charge" }
  | { readonly do: "charge_again" }
  | { readonly do: "match"; readonly unmatched: string }
  | { readonly do: "again" };

/** What the card says below its one word. */
export interface AnswerText {
  /** The sum, drawn large; null: the headline tells it. */
  readonly centavos: number | null;
  readonly headline: string | null;
  readonly text: string;
  readonly act: Act;
}

/** `asked`: what the sale asks for that the customer says it paid, in centavos; null: none is meant. */
export function answerText(
  answer: ReceiptCheckView,
  asked: number | null,
  words: Words,
  language: Language,
): AnswerText {
  const say = words.receiptCheck;
  const { verdict, amount_centavos: came, paid_at_ms, order } = answer;
  const paidAt = paid_at_ms === null ? null : whenText(paid_at_ms, words, language);
  const sum = came === null ? null : money(came);
  const see: Act = order === null ? { do: "again" } : { do: "see", order };
  const plain = (headline: string, text: string, act: Act): AnswerText => ({
    centavos: null,
    headline,
    text,
    act,
  });
  switch (verdict) {
    case "received":
      return {
        centavos: came,
        headline: null,
        text: say.received(
          paidAt ?? whenText(answer.checked_at_ms, words, language),
          order,
          answer.seller,
        ),
        act: see,
      };
    case "other_amount": {
      const { returned_centavos: returned, order_centavos: wanted } = answer;
      const isAsShown = came !== null && (answer.shown_centavos ?? came) === came;
      if (isAsShown && returned !== null && returned > 0)
        return plain(say.partlyBack(sum ?? "", money(returned)), say.partlyBackText, see);
      // It is as the receipt shows: the sale asked for another sum.
      const shown = isAsShown ? wanted : answer.shown_centavos;
      const missing = (shown ?? 0) - (came ?? 0);
      const headline = say.otherAmount(sum ?? "", shown === null ? null : money(shown));
      return missing > 0
        ? plain(headline, say.otherAmountLess(money(missing)), { do: "charge", centavos: missing })
        : plain(headline, say.otherAmountMore, see);
    }
    case "other_sale":
      if (answer.unmatched !== null) {
        const act: Act = { do: "match", unmatched: answer.unmatched };
        return plain(say.noSale(sum), say.noSaleText(paidAt), act);
      }
      return plain(say.otherSale(order ?? ""), say.otherSaleText(sum, paidAt), see);
    case "already_used": {
      if (order === null) return plain(say.shownBefore, say.shownBeforeText, { do: "again" });
      const when = paid_at_ms === null ? "" : dayText(paid_at_ms, words, language);
      const time = paid_at_ms === null ? null : timeOfDay(paid_at_ms, language).slice(-5);
      return plain(say.used(order, when), say.usedText(time), see);
    }
    case "not_received": {
      const names = namesOf(answer.asked, language);
      const headline =
        answer.code.end_to_end_id === null || names === ""
          ? say.notThereByAmount
          : say.notThere(names, answer.asked.length === 1);
      return plain(headline, say.notThereText, { do: "again" });
    }
    case "not_yet": {
      const { at_ms } = answer.code;
      const headline = say.scheduled(at_ms === null ? null : day(at_ms, language));
      return plain(headline, say.scheduledText, {
        do: asked === null ? "charge_again" : "to_charge",
      });
    }
    case "unknown":
      return plain(unknownHead(answer, words, language), unknownText(answer, words), {
        do: "again",
      });
  }
}

function namesOf(asked: readonly AskedProvider[], language: Language): string {
  return listed(
    asked.map(({ provider_name }) => provider_name),
    language,
  );
}

/** Nobody has failed to answer, and all the same it cannot be said by amount and time alone. */
function lacksCode({ asked, code }: ReceiptCheckView): boolean {
  return code.end_to_end_id === null && asked.every(({ heard }) => heard);
}

function unknownHead(
  answer: ReceiptCheckView,
  { receiptCheck }: Words,
  language: Language,
): string {
  const silent = answer.asked.filter(({ heard }) => !heard);
  const isOne = silent.length <= 1;
  if (silent.length > 0) return receiptCheck.unheard(namesOf(silent, language), isOne);
  if (lacksCode(answer)) return receiptCheck.notSure;
  const blind = answer.asked.filter(({ by_id }) => !by_id);
  return blind.length > 0
    ? receiptCheck.notAskedById(namesOf(blind, language), blind.length === 1)
    : receiptCheck.unheard("", isOne);
}

function unknownText(answer: ReceiptCheckView, { receiptCheck }: Words): string {
  return lacksCode(answer) ? receiptCheck.notSureText : receiptCheck.unheardText;
}

function whenText(
  ms: number,
  { receiptCheck }: Words,
  language: Language,
  style: "minutes" | "seconds" = "seconds",
): string {
  return isoDay(ms) === isoDay(Date.now())
    ? receiptCheck.today(timeOfDay(ms, language, style))
    : receiptCheck.onDay(style === "seconds" ? moment(ms, language) : timeOfDay(ms, language));
}

/** `hoje`, `ontem`, or the day. */
function dayText(ms: number, { history }: Words, language: Language): string {
  const today = isoDay(Date.now());
  if (isoDay(ms) === today) return history.dayNames.today.toLocaleLowerCase();
  if (isoDay(ms) === addDays(today, -1)) return history.dayNames.yesterday.toLocaleLowerCase();
  return day(ms, language);
}

/** Names and values below the sentence. */
export function answerFacts(
  answer: ReceiptCheckView,
  words: Words,
  language: Language,
): { readonly name: string; readonly value: string }[] {
  const say = words.receiptCheck;
  const { before, payer_name } = answer;
  const facts = payer_name === null ? [] : [{ name: say.payer, value: payer_name }];
  if (answer.code.end_to_end_id !== null) {
    const value =
      before === null
        ? say.firstTime
        : say.before(before.times, whenText(before.at_ms, words, language, "minutes"), before.by);
    facts.push({ name: say.thisCode, value });
  }
  for (const { provider_name, heard, by_id, took_ms } of answer.asked) {
    const seconds = tookSeconds(took_ms, language);
    const isByCharges = heard && !by_id && answer.code.end_to_end_id !== null;
    const value = !heard
      ? say.notAnswered
      : isByCharges
        ? say.askedChargesOnly(seconds)
        : say.answered(seconds);
    facts.push({ name: say.asked(provider_name), value });
  }
  return facts;
}
