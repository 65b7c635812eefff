import type { Notice } from "../backend/contract";
import type { Screen } from "./desk.svelte";

/** No customer is at the counter. */
const IDLE: readonly Screen[] = ["sell", "first-run", "locked"];
/** There stands no code of access: the till is not open, or a customer scans another code. */
const WITHOUT_ACCESS: readonly Screen[] = ["starting", "boot-failure", "session-ended", "waiting"];

/**
 * It comes before all news of single sales: the till cannot sell, somebody waits with a code in a browser, or somebody
 * got a PIN without a manager.
 */
export function isUrgent({ what }: Notice): boolean {
  return what === "cannot_sell" || what === "access_asked" || what === "pin_forgotten";
}

/**
 * The notice to show on a screen, of which there is one at a time. Most of them wait until no customer is at the
 * counter. A code of access is good for two minutes: it waits only where a customer scans another code.
 */
export function noticeOn(
  screen: Screen,
  notices: readonly Notice[],
  nowMs: () => number,
): Notice | undefined {
  // A code that is good no longer is not shown, whether or not its end was heard.
  const good = notices.filter((it) => it.what !== "access_asked" || nowMs() < it.until_ms);
  const asked = good.find(({ what }) => what === "access_asked");
  if (asked !== undefined && !WITHOUT_ACCESS.includes(screen)) return asked;
  return IDLE.includes(screen) ? good[0] : undefined;
}
