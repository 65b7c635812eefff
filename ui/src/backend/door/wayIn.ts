import { read, send } from "./fetching";
import type { Session } from "./session";

/** What came of asking the till for a code. */
export type AskOutcome =
  { readonly how: "asked"; readonly until_ms: number } | { readonly how: "busy"; seconds: number };

/** What came of a code. */
export type EnterOutcome =
  | { readonly how: "in" }
  | { readonly how: "wrong"; readonly left: number }
  /** Used, too old, or wrong too often: it has to be asked again. */
  | { readonly how: "over" };

/** A new way into the till, for a page that has no session. */
export interface WayIn {
  /** Until when a code that this page has asked for is good, after a reload too. */
  readonly pending: () => number | null;
  /** Has the till show a code. */
  ask: () => Promise<AskOutcome>;
  /** Opens a session with the code. */
  enter: (code: string) => Promise<EnterOutcome>;
}

interface Request {
  readonly request: string;
  readonly until_ms: number;
}

/** It outlives a reload: the code on the till is that of this request. */
const KEY = "balcao.request";
/** What stands in the till's answer, where a number is all that it says. */
const numberIn = async (response: Response): Promise<number> => {
  const body = (await response.json().catch(() => null)) as { detail?: unknown } | null;
  const number = Number(body?.detail);
  return Number.isSafeInteger(number) ? number : 1;
};

function pending(): Request | null {
  const text = sessionStorage.getItem(KEY);
  const request = text === null ? null : (JSON.parse(text) as Request);
  return request !== null && request.until_ms > Date.now() ? request : null;
}

/** The browser's way in: a code that a person reads at the till and types into the page. */
export function wayInto(session: Session): WayIn {
  return {
    pending: () => pending()?.until_ms ?? null,

    async ask() {
      const response = await send("/api/session/ask", {}, null);
      if (response.status === 429) return { how: "busy", seconds: await numberIn(response) };
      const { request, seconds } = (await read(response)) as { request: string; seconds: number };
      const until_ms = Date.now() + seconds * 1_000;
      sessionStorage.setItem(KEY, JSON.stringify({ request, until_ms } satisfies Request));
      return { how: "asked", until_ms };
    },

    async enter(code) {
      const request = pending();
      if (request === null) return { how: "over" };
      const response = await send("/api/session/code", { request: request.request, code }, null);
      if (response.status === 401) return { how: "wrong", left: await numberIn(response) };
      sessionStorage.removeItem(KEY);
      if (response.status === 410) return { how: "over" };
      const { session: secret } = (await read(response)) as { session: string };
      session.enter(secret);
      return { how: "in" };
    },
  };
}
