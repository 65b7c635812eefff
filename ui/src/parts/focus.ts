import type { Attachment } from "svelte/attachments";

/** Moves the focus to an element when it appears, so that keyboard and screen reader follow the eye. */
export const focused: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};

/** Where the focus rests, each over the one before: a lock screen over a sale, a pad of digits over both. */
const resting: HTMLElement[] = [];

/** The element has the focus when its screen appears, and again after whatever was opened over it. */
export const rests: Attachment<HTMLElement> = (element) => {
  resting.push(element);
  element.focus({ preventScroll: true });
  return () => {
    resting.splice(resting.indexOf(element), 1);
  };
};

/** Gives the focus back to the screen, or to what still stands over it. */
export function toRest(): void {
  const isShown = (element: HTMLElement): boolean =>
    element.isConnected && element.closest("dialog:not([open])") === null;
  resting.findLast(isShown)?.focus({ preventScroll: true });
}
