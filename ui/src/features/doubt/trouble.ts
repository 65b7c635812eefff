import type { OrderView } from "../../backend/contract";
import type { Words } from "../../shell/words/words";
import { isUnproven } from "./doubt";

/** Why asking about an order brings nothing, each reason once; `time` writes a moment. */
export function troubles(order: OrderView, words: Words, time: (ms: number) => string): string[] {
  const sentences = order.attempts.flatMap(({ trouble, provider_id, provider_name }) =>
    trouble === null
      ? []
      : [
          [
            words.trouble[provider_id === null ? "unshown" : "what"][trouble.what](provider_name),
            words.trouble.since(time(trouble.since_ms)),
          ].join(" "),
        ],
  );
  return [...new Set(sentences)];
}

/** Something else keeps the order from being heard than before, or nothing does any more. */
export function isOtherTrouble(before: OrderView | null, after: OrderView): boolean {
  const what = (order: OrderView | null): string =>
    order?.attempts.map(({ trouble }) => trouble?.what ?? "").join() ?? "";
  return what(before) !== what(after);
}

/** Nobody can say that no money has arrived: the provider is not heard, or not believed. */
export function mayBePaid(order: OrderView): boolean {
  return isUnproven(order) || order.attempts.some(({ trouble }) => trouble !== null);
}
