import type { Language, OrderView } from "../backend/contract";
import { isUnanswered } from "../backend/refused";
import { doubtText } from "../features/doubt/doubt";
import { money } from "../features/money/money";
import { oddities, stateWord, timeOf } from "../features/sale/order";
import type { Banner } from "./board.svelte";
import { timeOfDay } from "./look/times";
import type { Words } from "./words/words";

/** A sale without a proof, and nothing else odd about it. */
export function isUnprovenNews(banner: Banner): boolean {
  return (
    banner.about === "odd" && oddities(banner.order).every((anomaly) => anomaly === "unproven")
  );
}

/** What a banner says: which sale, and what happened to its money. */
export function textOf(banner: Banner, words: Words, language: Language): string {
  switch (banner.about) {
    case "odd":
      return isUnprovenNews(banner)
        ? doubtText(banner.order, words).banner
        : oddText(banner.order, words, language);
    case "paid":
      return words.paid.banner(banner.order.order, money(banner.order.amount_centavos));
    case "refunded":
      return words.refund.refundedBanner(banner.order.order, money(banner.order.refunded_centavos));
    case "refundFailed":
      return words.refund.failedBanner(banner.order.order, money(banner.order.received_centavos));
    case "failed":
      return failedText(banner, words);
  }
}

function oddText(order: OrderView, words: Words, language: Language): string {
  const time = timeOfDay(timeOf(order), language);
  const which = words.odd.which(order.order, time, money(order.amount_centavos));
  const received = money(order.received_centavos);
  if (oddities(order).includes("disputed")) return words.disputes.banner(which, received);
  const back = order.refunded_centavos > 0 ? money(order.refunded_centavos) : null;
  return words.odd.banner(which, stateWord(order, words), received, back);
}

function failedText({ sale, refusal }: Extract<Banner, { about: "failed" }>, words: Words): string {
  const amount = money(sale.amount_centavos);
  const what = words.refusals[refusal.code].title;
  return isUnanswered(refusal.code)
    ? words.failed.unknownBanner(amount, what)
    : words.failed.banner(amount, what);
}
