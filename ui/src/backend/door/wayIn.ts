import { read, send } from "./fetching";
import { pageTimeMs } from "./pageTime";
import type { Session } from "./session";

/** A new way into the till, for a page that has no session. */
export interface WayIn {
  /** Until when a code that this page has asked for is good, after a reload too, by the page's own clock. */
  readonly pending: () => number | null;
  /** Has the till show a code, and says until when it is good. */
  ask: () => Promise<number>;
  /** Opens a session with the code; `false` where it is wrong, used, or too old. */
  enter: (code: string) => Promise<boolean>;
}

/** It outlives a reload: the till still shows the code. */
const KEY = "balcao.access-until";
/** No code is good for longer: what says so was noted before the computer's clock was set back. */
const LONGEST_MS = 600_000;

/** The browser's way in: a code that a person reads at the till and types into the page. */
export function wayInto(session: Session): WayIn {
  return {
    pending() {
      const until = Number(sessionStorage.getItem(KEY));
      const left = until - pageTimeMs();
      return left > 0 && left <= LONGEST_MS ? until : null;
    },

    async ask() {
      const { seconds } = (await read(await send("/api/session/ask", {}, null))) as {
        seconds: number;
      };
      const until = pageTimeMs() + seconds * 1_000;
      sessionStorage.setItem(KEY, String(until));
      return until;
    },

    async enter(code) {
      const response = await send("/api/session/code", { code }, null);
      if (response.status === 401) return false;
      const { session: secret } = (await read(response)) as { session: string };
      sessionStorage.removeItem(KEY);
      session.enter(secret);
      return true;
    },
  };
}
