import { createSubscriber } from "svelte/reactivity";
import type { OrderView } from "../../backend/contract";
import { pageTimeMs } from "../../backend/door/pageTime";

const MINUTE_MS = 60_000;

const quarter = createSubscriber((update) => {
  const interval = setInterval(update, 250);
  return () => clearInterval(interval);
});

const minute = createSubscriber((update) => {
  let timeout: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    timeout = setTimeout(next, MINUTE_MS - (Date.now() % MINUTE_MS));
  };
  const next = (): void => {
    update();
    wait();
  };
  // A computer that slept, or whose clock was set, shows the right minute when somebody looks.
  const look = (): void => {
    clearTimeout(timeout);
    next();
  };
  wait();
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearTimeout(timeout);
    removeEventListener("focus", look);
    document.removeEventListener("visibilitychange", look);
  };
});

/** When each order's view came to this page, on the page's own monotonic clock, which nobody sets. */
const came = new WeakMap<OrderView, number>();

/** To be called with each view as it comes. */
export function hasCome(order: OrderView): void {
  came.set(order, performance.now());
}

/**
 * The till's time now, in milliseconds since 1970, as the order's view told it and counted on from there: neither a
 * wrong clock nor one that is set moves it. A screen that reads it follows it by quarters of a second.
 */
export function tillNowMs(order: OrderView | undefined): number {
  quarter();
  if (order === undefined) return 0;
  const now = performance.now();
  return order.now_ms + now - (came.get(order) ?? now);
}

/** The time now by the page's own clock, which nobody sets; followed by quarters of a second. */
export function pageNowMs(): number {
  quarter();
  return pageTimeMs();
}

/** The time now by this computer's clock, for what is good until a moment of it; followed by quarters of a second. */
export function nowMs(): number {
  quarter();
  return Date.now();
}

/** The time now by this computer's clock, for a screen that shows no more than the minute: it is woken when that is over. */
export function minuteNowMs(): number {
  minute();
  return Date.now();
}
