import { createSubscriber } from "svelte/reactivity";

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

/** The time now, in milliseconds since 1970; a screen that reads it follows it by quarters of a second. */
export function nowMs(): number {
  quarter();
  return Date.now();
}

/** The same for a screen that shows no more than the minute: it is woken when the minute is over. */
export function minuteNowMs(): number {
  minute();
  return Date.now();
}
