import type { Listening, TillView } from "../backend/contract";
import type { Words } from "./words/words";

/** Something keeps the till from hearing of payments as it should. */
export function isTrouble({ how }: Listening): boolean {
  return how !== "idle" && how !== "polling" && how !== "live";
}

/**
 * Whether to look at the whole till again when `now` is heard. The event tells the worst of all
 * providers, so who else is not heard has to be asked for; and until a provider is connected, any
 * change may be its connection.
 */
export function isWorthALook(
  before: Pick<TillView, "provider" | "listening">,
  now: Listening,
): boolean {
  return before.provider === null || isTrouble(now) || isTrouble(before.listening);
}

/** How the till hears of payments, in words; `time` writes a moment of this computer's clock. */
export function howHeard(listening: Listening, words: Words, time: (ms: number) => string): string {
  const text = sentence(listening, words, time);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The connected account goes by its provider's name. */
function whom({ provider, kept }: { provider: string; kept: boolean }, { bar }: Words): string {
  return kept ? bar.oldAccountOf(provider) : provider;
}

function sentence(listening: Listening, words: Words, time: (ms: number) => string): string {
  const { bar } = words;
  switch (listening.how) {
    case "idle":
      return bar.idle;
    case "polling":
      return bar.polling;
    case "live":
      return bar.live;
    case "link_lost":
      return listening.every_s === null ? bar.linkLost : bar.linkLostAsking;
    case "offline":
      return bar.tryingAgain(words.obstacle.what(listening.obstacle, whom(listening, words)));
    case "refused":
      return bar.refused(whom(listening, words));
    case "unreadable":
      return bar.unreadable(whom(listening, words));
    case "told_to_wait":
      return bar.toldToWait(whom(listening, words), time(listening.until_ms));
    case "cannot_write":
      return bar.cannotWrite;
    case "clock_wrong":
      return listening.minutes > 0
        ? bar.clockFast(listening.minutes)
        : bar.clockSlow(-listening.minutes);
  }
}
