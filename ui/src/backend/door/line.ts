import { Hub } from "./hub";
import { WORKER_LIVES, type FromHub, type ToHub } from "./messages";
import { follow } from "./stream";

/** A page's line to the hub. */
export interface Line {
  tell: (message: ToHub) => void;
  close: () => void;
}

const NAME = "balcao.hub";

/**
 * Opens a line to the hub of this browser. The page says hello, and again when it is asked who it is. `onGone`: the
 * hub was killed.
 */
export function openLine(onMessage: (message: FromHub) => void, onGone: () => void): Line {
  if (!("SharedWorker" in window)) return channelLine(onMessage);
  const onBroken = (): void => {
    line = channelLine(onMessage);
    onMessage({ say: "who" });
  };
  let line = workerLine(onMessage, onBroken, onGone);
  return { tell: (message) => line.tell(message), close: () => line.close() };
}

function workerLine(
  onMessage: (message: FromHub) => void,
  onBroken: () => void,
  onGone: () => void,
): Line {
  const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: NAME,
  });
  worker.addEventListener("error", onBroken);
  const { port } = worker;
  const end = new AbortController();
  port.addEventListener("message", ({ data }: MessageEvent<FromHub>) => {
    if (data.say === "who") watchLife(end.signal, onGone);
    onMessage(data);
  });
  port.start();
  return {
    tell: (message) => port.postMessage(message),
    close: () => {
      end.abort();
      port.close();
    },
  };
}

/** Waits for the lock that a worker has for as long as it lives. It had it before it asked who is there. */
function watchLife(signal: AbortSignal, onGone: () => void): void {
  const gone = navigator.locks.request(WORKER_LIVES, { mode: "shared", signal }, () => undefined);
  gone.then(onGone, () => undefined);
}

/**
 * Without shared workers one page is the hub of all. The lock names it: when that page has gone, by whatever
 * end, the next one gets the lock.
 */
function channelLine(onMessage: (message: FromHub) => void): Line {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({
    data,
  }: MessageEvent<{ to: "pages"; message: FromHub } | { to: "hub" }>) => {
    if (data.to === "pages") onMessage(data.message);
  };
  const end = new AbortController();
  const lead = async (): Promise<void> => {
    const hub = new Hub(follow);
    const own = new BroadcastChannel(NAME);
    const pages = (message: FromHub): void => own.postMessage({ to: "pages", message });
    own.onmessage = ({ data }: MessageEvent<{ to: "hub"; message: ToHub } | { to: "pages" }>) => {
      // One page that goes is not all of them.
      if (data.to === "hub" && data.message.say !== "bye") hub.hear(data.message, pages);
    };
    hub.begin(pages);
    await new Promise(() => undefined);
  };
  navigator.locks.request(NAME, { signal: end.signal }, lead).catch(() => undefined);
  return {
    tell: (message) => channel.postMessage({ to: "hub", message }),
    close: () => {
      end.abort();
      channel.close();
    },
  };
}
