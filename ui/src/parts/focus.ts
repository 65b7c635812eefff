import type { Attachment } from "svelte/attachments";

/** Moves the focus to an element when it appears, so that keyboard and screen reader follow the eye. */
export const focused: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};

/** Where the focus of the screen rests: the newest element that said so and is still there. */
let resting: HTMLElement | null = null;

/** The element has the focus when its screen appears, and again after whatever was opened over it. */
export const rests: Attachment<HTMLElement> = (element) => {
  resting = element;
  element.focus({ preventScroll: true });
  return () => {
    if (resting === element) resting = null;
  };
};

/** Gives the focus back to the screen. */
export function toRest(): void {
  resting?.focus({ preventScroll: true });
}
