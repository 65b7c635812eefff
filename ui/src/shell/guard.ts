import { RELOAD_KEY } from "./keyMap.svelte";

/*
 * What a browser does by itself, and would take a sale from the screen or select it whole: none of it is
 * meant by somebody who sells.
 */

/** Text that is there to be copied, or a field. */
function isForText(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.matches("input, textarea")) return true;
  const style = getComputedStyle(target);
  // WebKit knows the property by its own name only.
  const names = ["user-select", "-webkit-user-select"];
  return !names.some((name) => style.getPropertyValue(name) === "none");
}

function isForField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea");
}

function isBrowsers({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  if ([RELOAD_KEY, "BrowserBack", "BrowserForward", "BrowserRefresh"].includes(key)) return true;
  if (altKey && (key === "ArrowLeft" || key === "ArrowRight")) return true;
  if (!ctrlKey && !metaKey) return false;
  const letter = key.toLowerCase();
  return letter === "r" || (letter === "a" && !isForField(target));
}

function stop(event: KeyboardEvent): void {
  if (isBrowsers(event)) event.preventDefault();
}

// Once for each key, after the screen's own listeners, for whom the key that loads a page again is "Verificar agora".
function last(): void {
  addEventListener("keydown", stop, { once: true });
}

function noText(event: Event): void {
  if (!isForText(event.target)) event.preventDefault();
}

// The page has one entry of its own behind it, so that Back ends there.
function stay(): void {
  history.pushState(null, "");
}

/** Guards an open till, until the returned function is called. */
export function guardPage(): () => void {
  stay();
  addEventListener("popstate", stay);
  addEventListener("keydown", last, { capture: true });
  addEventListener("contextmenu", noText);
  addEventListener("dragstart", noText);
  return () => {
    removeEventListener("popstate", stay);
    removeEventListener("keydown", last, { capture: true });
    removeEventListener("contextmenu", noText);
    removeEventListener("dragstart", noText);
  };
}
