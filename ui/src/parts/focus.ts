import type { Attachment } from "svelte/attachments";

/** Moves the focus to an element when it appears, so that keyboard and screen reader follow the eye. */
export const focused: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};
