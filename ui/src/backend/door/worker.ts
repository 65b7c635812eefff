import { Hub } from "./hub";
import { WORKER_LIVES, type FromHub, type ToHub } from "./messages";
import { follow } from "./stream";

/** The part of a shared worker's scope that is used: its types are not those of a page. */
interface Scope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const hub = new Hub(follow);

/** A page that gets the lock after this knows that the worker was killed. */
const lives = new Promise<void>((begun) => {
  const forEver = (): Promise<never> => new Promise(() => begun());
  navigator.locks.request(WORKER_LIVES, forEver).catch(begun);
});

(globalThis as unknown as Scope).onconnect = ({ ports: [port] }) => {
  if (port === undefined) return;
  const page = (message: FromHub): void => port.postMessage(message);
  port.addEventListener("message", ({ data }: MessageEvent<ToHub>) => hub.hear(data, page));
  // Of a page that was killed: browsers that do not tell keep a port that nobody reads.
  port.addEventListener("close", () => hub.hear({ say: "bye" }, page));
  port.start();
  void lives.then(() => hub.begin(page));
};
