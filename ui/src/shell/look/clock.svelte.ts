import { createSubscriber } from "svelte/reactivity";

const tick = createSubscriber((update) => {
  const interval = setInterval(update, 250);
  return () => clearInterval(interval);
});

/** The time now, in milliseconds since 1970; a screen that reads it follows it. */
export function nowMs(): number {
  tick();
  return Date.now();
}
