import type { Listening } from "../backend/contract";
import type { Words } from "../words/words";

/** Something keeps the till from hearing of payments as it should. */
export function isTrouble({ how }: Listening): boolean {
  return how !== "idle" && how !== "polling" && how !== "live";
}

/** How the till hears of payments, in words; `time` writes a moment of this computer's clock. */
export function howHeard(
  listening: Listening,
  { bar }: Words,
  time: (ms: number) => string,
): string {
  switch (listening.how) {
    case "idle":
      return bar.idle;
    case "polling":
      return bar.polling(listening.every_s);
    case "live":
      return bar.live;
    case "offline":
      return bar.offline(listening.provider);
    case "refused":
      return bar.refused(listening.provider);
    case "unreadable":
      return bar.unreadable(listening.provider);
    case "told_to_wait":
      return bar.toldToWait(listening.provider, time(listening.until_ms));
    case "cannot_write":
      return bar.cannotWrite;
    case "clock_wrong":
      return listening.minutes > 0
        ? bar.clockFast(listening.minutes)
        : bar.clockSlow(-listening.minutes);
  }
}
