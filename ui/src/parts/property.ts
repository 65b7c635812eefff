import type { Attachment } from "svelte/attachments";

/** Writes a property of style sheets, such as `--part`, to the element: pages may hold no styles of their own. */
export function property(name: `--${string}`, value: number): Attachment<HTMLElement> {
  return (element) => element.style.setProperty(name, String(value));
}
