import { desk, type Screen } from "../../shell/desk.svelte";
import { dialogs } from "../../shell/dialogs.svelte";
import { keyMap } from "../../shell/keyMap.svelte";
import { isFree } from "../../shell/keys";
import { sale } from "./controller.svelte";
import { amountKey, EMPTY, press, type Entry } from "./entry";

/** What comes by itself at the end of a sale. Figures on it are for the next one. */
const ENDS: readonly Screen[] = ["paid", "by_hand", "odd", "ended"];
/** An end is seen for so long whatever is pressed. In milliseconds. */
const SEEN_MS = 600;
/** Keys that follow each other within this are one number, whichever screen came between them. */
export const ONE_NUMBER_MS = 600;

/**
 * What is asked for while PAGO or another end of a sale stands, and for the next sale: nothing that is pressed is
 * lost, and nothing leaves it before it has been seen. Figures wait until it is clear that a hand has typed them.
 */
class Next {
  entry: Entry = EMPTY;
  #asked: "sell" | "charge" | null = null;
  /** An end of a sale is on the screen. */
  isOpen = false;
  /** Some of the figures were typed on this end: whoever presses Enter then means them. */
  #isTypedHere = false;
  #isSettled = true;
  #lastAt = Number.NEGATIVE_INFINITY;
  #seenAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The figures and the Enter behind them go on to the next sale, however early after an end they come. */
  isFor(event: KeyboardEvent): boolean {
    if (!ENDS.includes(desk.screen)) return false;
    const isEnter = event.key === "Enter" || keyMap.is(event, "charge");
    return isEnter ? this.hasFigures : amountKey(event) !== null;
  }

  /** Figures were typed on this end of a sale. */
  get hasFigures(): boolean {
    return this.#isTypedHere && this.entry.length > 0;
  }

  /** Takes a key that is a figure or a sign. False: it is none, or is meant for something else. */
  take(event: KeyboardEvent): boolean {
    const key = amountKey(event);
    if (key === null || !isFree(event)) return false;
    event.preventDefault();
    if (!event.repeat) this.press(key, event.timeStamp);
    return true;
  }

  /** An end has come, of one order or of another. */
  shown(): () => void {
    const now = performance.now();
    this.#seenAt = now + SEEN_MS;
    if (now - this.#lastAt > ONE_NUMBER_MS) this.entry = EMPTY;
    this.isOpen = true;
    this.#asked = null;
    this.#isTypedHere = false;
    return () => {
      clearTimeout(this.#timer);
      this.isOpen = false;
      this.entry = EMPTY;
    };
  }

  /** A figure or a sign, on an end or just before it. `at` in milliseconds of the event's clock. */
  press(key: string, at: number): void {
    if (at - this.#lastAt > ONE_NUMBER_MS && this.#asked === null) this.entry = EMPTY;
    this.#lastAt = at;
    this.entry = press(this.entry, key);
    if (!this.isOpen) return;
    this.#isSettled = false;
    this.#isTypedHere = true;
  }

  /** Enter: what was typed here for the next customer is charged; where nothing was, `otherwise`. */
  enter(otherwise: () => void): void {
    if (!this.hasFigures) return otherwise();
    this.#asked = "charge";
    this.settle();
  }

  /** The button that has the focus was pressed. Enter on it is a click as well, which no pointer has made. */
  click({ detail }: MouseEvent, otherwise: () => void): void {
    if (detail === 0 || !this.hasFigures) this.enter(otherwise);
    else this.leave();
  }

  /** On to the next customer, whose amount may have begun. */
  leave(): void {
    this.#forgetOld();
    this.#asked = "sell";
    this.settle();
  }

  /** A hand has typed what was typed. */
  settle(): void {
    if (!this.isOpen) return;
    if (!this.#isSettled && this.entry.length > 0) this.#asked ??= "sell";
    this.#isSettled = true;
    clearTimeout(this.#timer);
    if (this.#asked !== null) {
      this.#timer = setTimeout(() => this.#go(), Math.max(0, this.#seenAt - performance.now()));
    }
  }

  /** A scanner has typed what came after `entry`. */
  takeBack(entry: Entry): void {
    this.entry = entry;
    this.settle();
  }

  /** What was typed before this end, and was not gone on with, was not meant for the next customer. */
  #forgetOld(): void {
    if (!this.#isTypedHere && performance.now() - this.#lastAt > ONE_NUMBER_MS) this.entry = EMPTY;
  }

  #go(): void {
    // More is being typed: it is part of what comes next.
    if (!this.#isSettled) return;
    const { entry } = this;
    const asked = this.#asked;
    this.#asked = null;
    // Whoever has opened a dialog meanwhile stays.
    if (!ENDS.includes(desk.screen) || dialogs.isOpen) return;
    // Who types on has not read what is odd: it stays to be read.
    const unread = desk.screen === "odd" && entry.length > 0 ? desk.order : undefined;
    sale.newSale(unread === undefined);
    if (unread !== undefined) desk.board.tell({ about: "odd", order: unread });
    sale.entry = entry;
    this.entry = EMPTY;
    if (asked === "charge") sale.charge();
  }
}

/** What comes after the end of a sale on this page. */
export const next = new Next();

/**
 * Keeps figures that are typed on the end of a sale for the next one; every other key goes to `keys`. To be called
 * while such a screen begins: what it hears keys with.
 */
export function keepFigures(keys: (event: KeyboardEvent) => void): (event: KeyboardEvent) => void {
  const number = $derived(desk.order?.order);
  $effect(() => {
    if (number !== undefined) return next.shown();
  });
  return (event) => {
    if (!next.take(event)) keys(event);
  };
}
