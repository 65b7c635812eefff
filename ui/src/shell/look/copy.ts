/** Selects the text of an element, for the fallback below and for the person's own Ctrl+C. */
function select(element: HTMLElement): void {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** Copies an element's text. False when the system does not let us; the text is then selected. */
export async function copyTextOf(element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent.trim());
    return true;
  } catch {
    // Older web views refuse the clipboard API or lack it: the old way still copies a selection.
    select(element);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only fallback there is
    return document.execCommand("copy");
  }
}
