import { sale } from "../features/sale/controller.svelte";
import { amountKey, type Entry } from "../features/sale/entry";
import { next, ONE_NUMBER_MS } from "../features/sale/next.svelte";
import { desk } from "./desk.svelte";
import { dialogs } from "./dialogs.svelte";
import { keyMap } from "./keyMap.svelte";
import { scanNote } from "./scanNote.svelte";
import { Scanner } from "./scanner";
import { till } from "./till.svelte";

/** What figures had come to before a key. */
interface Mark {
  readonly entry: Entry;
  readonly next: Entry;
}

const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "NumLock"]);
/** Keys that act once however long they are held down. */
const ONCE = new Set(["Enter", " "]);

const scanner = new Scanner<Mark>();
let quiet: ReturnType<typeof setTimeout> | undefined;

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}

function printed({ key }: KeyboardEvent): string | null {
  return key.length === 1 ? key : null;
}

/** A figure of a character's number, held down with Alt: scanners type so where they do not know the layout. */
function isAltCode({ altKey, ctrlKey, metaKey, code }: KeyboardEvent): boolean {
  return altKey && !ctrlKey && !metaKey && /^Numpad\d$/.test(code);
}

function scanned(mark: Mark): void {
  next.takeBack(mark.next);
  sale.scanned(mark.entry);
  scanNote.show();
}

function listenForQuiet(): void {
  clearTimeout(quiet);
  // Figures lead away from PAGO once they are a number: a starved computer brings a scanner's with pauses.
  const ms = next.isOpen ? ONE_NUMBER_MS : scanner.quietMs;
  quiet = setTimeout(() => {
    const scan = scanner.quiet();
    if (scan === null) next.settle();
    else scanned(scan);
  }, ms);
}

/** Whether a scanner has sent the key, so that it is to do nothing. */
function isScanners(event: KeyboardEvent): boolean {
  const at = event.timeStamp;
  const inField = isField(event.target);
  const isChord = (event.ctrlKey || event.altKey || event.metaKey) && !isAltCode(event);
  const text = isAltCode(event) ? "Alt" : (amountKey(event) ?? printed(event));
  if (text !== null && !isChord) {
    const mark = { entry: sale.entry, next: next.entry };
    const { swallow, scan } = scanner.key({ at, text, inField, mark });
    if (scan !== null) scanned(scan);
    listenForQuiet();
    return swallow;
  }
  if ((event.key === "Enter" || event.key === "Tab") && !isChord) {
    if (scanner.isTail(at)) return true;
    const scan = scanner.end(at, event.key, inField);
    if (scan !== null) scanned(scan);
    return scan !== null;
  }
  if (scanner.isBursting(at)) return true;
  scanner.forget();
  return false;
}

/** Stops keys that nobody meant: held down, typed for the screen before, or sent by a scanner. */
export function sift(event: KeyboardEvent): void {
  if (MODIFIERS.has(event.key)) return;
  scanner.setting = till.view?.scanner ?? "auto";
  const isStray = desk.isStray(event.timeStamp) && !next.isFor(event);
  const isNobodys = event.repeat
    ? ONCE.has(event.key) || keyMap.is(event, "charge")
    : !dialogs.takesScans && isScanners(event);
  if (!isNobodys && !isStray) return;
  event.preventDefault();
  event.stopPropagation();
}
