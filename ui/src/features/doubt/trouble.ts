import type { Obstacle, OrderView, TroubleView } from "../../backend/contract";
import type { Words } from "../../shell/words/words";
import { isUnproven } from "./doubt";

const UNREACHABLE: Obstacle = {
  whom: null,
  kind: "unreachable",
  met: null,
  issuer: null,
  status: null,
};

/** Why asking about an order brings nothing, each reason once; `time` writes a moment. */
export function troubles(order: OrderView, words: Words, time: (ms: number) => string): string[] {
  const sentences = order.attempts.flatMap(({ trouble, provider_id, provider_name }) =>
    trouble === null
      ? []
      : [
          [
            reason(trouble, provider_id === null ? "unshown" : "what", provider_name, words),
            words.trouble.since(time(trouble.since_ms)),
          ].join(" "),
        ],
  );
  return [...new Set(sentences)];
}

/** One that is not reached is told with what stands in the way, where that is known. */
function reason(
  { what, obstacle }: TroubleView,
  when: "unshown" | "what",
  provider: string,
  words: Words,
): string {
  return what === "offline"
    ? words.trouble[when].offline(
        words.obstacle.what(obstacle ?? UNREACHABLE, obstacle?.whom ?? provider),
      )
    : words.trouble[when][what](provider);
}

/** Something else keeps the order from being heard than before, or nothing does any more. */
export function isOtherTrouble(before: OrderView | null, after: OrderView): boolean {
  const what = (order: OrderView | null): string =>
    order?.attempts
      .map(({ trouble }) => [trouble?.what, trouble?.obstacle?.kind].filter(Boolean).join(" "))
      .join() ?? "";
  return what(before) !== what(after);
}

/** Nobody can say that no money has arrived: the provider is not heard, or not believed. */
export function mayBePaid(order: OrderView): boolean {
  return isUnproven(order) || order.attempts.some(({ trouble }) => trouble !== null);
}
