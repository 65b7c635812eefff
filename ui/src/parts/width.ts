import type { Attachment } from "svelte/attachments";

/**
 * Writes this share of the element's width to its `--share`, for the size of what it holds. Not `cqi`: as a size of
 * type WebKit counts that twice on a page that is zoomed.
 */
export function shareOfWidth(share: number): Attachment<HTMLElement> {
  return (element) => {
    const measure = (): void =>
      element.style.setProperty("--share", `${element.clientWidth * share}px`);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  };
}
