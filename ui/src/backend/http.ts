import type { Backend } from ".";
import type { Commands, TillEvent } from "./contract";
import { Refused, refused } from "./refused";

const TOKEN = /^#token=(.+)$/;

/** How long a closed event stream waits before it is opened again. */
const REOPEN_AFTER_MS = 2_000;

async function post(path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new Refused("till_unreachable", error instanceof Error ? error.message : null);
  }
}

/**
 * Trades the one-time token in the address for a cookie, then takes it out of the address. A token
 * that was used before is no reason to stop: the cookie of the first time may still hold.
 */
async function openSession(): Promise<void> {
  const token = TOKEN.exec(location.hash)?.[1];
  if (token === undefined) return;
  await post("/api/session", { token: decodeURIComponent(token) });
  history.replaceState(null, "", location.pathname + location.search);
}

async function answer<K extends keyof Commands>(
  response: Response,
): Promise<Commands[K]["response"]> {
  if (response.status === 401) throw new Refused("session_ended");
  const body: unknown = await response.json().catch(() => `HTTP ${response.status}`);
  if (!response.ok) throw refused(body);
  return body as Commands[K]["response"];
}

/** Keeps one event stream open. A stream that comes back has missed something. */
function listenFrom(onEvent: (event: TillEvent) => void): () => void {
  let source: EventSource | null = null;
  let reopening: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    const stream = new EventSource("/api/events");
    source = stream;
    stream.onopen = () => onEvent({ event: "missed" });
    stream.onmessage = (message: MessageEvent<string>) =>
      onEvent(JSON.parse(message.data) as TillEvent);
    stream.onerror = () => {
      // Asking again tells a till that has gone from a session that has ended.
      onEvent({ event: "missed" });
      if (stream.readyState === EventSource.CLOSED) reopening = setTimeout(open, REOPEN_AFTER_MS);
    };
  };

  open();
  return () => {
    clearTimeout(reopening);
    source?.close();
  };
}

/** The browser's door: commands by POST, events by server-sent events, a same-origin cookie. */
export function httpBackend(): Backend {
  let opening: Promise<void> | null = null;
  const session = (): Promise<void> =>
    (opening ??= openSession().catch((error: unknown) => {
      opening = null;
      throw error;
    }));

  return {
    async call(name, request) {
      await session();
      return answer<typeof name>(await post(`/api/${name}`, request));
    },

    subscribe(onEvent) {
      let stop: (() => void) | null = null;
      let wanted = true;
      const begin = (): void => {
        if (wanted) stop = listenFrom(onEvent);
      };
      session().then(begin, begin);
      return () => {
        wanted = false;
        stop?.();
      };
    },
  };
}
