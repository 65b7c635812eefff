import type { OrderView } from "../backend/contract";
import type { Words } from "../words/words";

/** Why asking about an order brings nothing, each reason once; `time` writes a moment. */
export function troubles(order: OrderView, words: Words, time: (ms: number) => string): string[] {
  const sentences = order.attempts.flatMap(({ trouble, provider_name }) =>
    trouble === null
      ? []
      : [
          [
            words.trouble.what[trouble.what](provider_name),
            words.trouble.since(time(trouble.since_ms)),
          ].join(" "),
        ],
  );
  return [...new Set(sentences)];
}
