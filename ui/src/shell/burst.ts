/** Keys closer than this come from a barcode scanner, not from a hand. */
const SCANNER_GAP_MS = 30;
/** Some scanners wait a little before their Enter; no hand follows a burst this quickly. */
const SCANNER_ENTER_GAP_MS = 60;
/** The shortest code that a scanner sends. */
const SCANNER_KEYS = 4;

/** Tells a barcode scanner's burst (fast keys, then Enter) from a person's typing. */
export class Burst {
  #keys = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** A printable key at `at` milliseconds. True when it begins a new run: what stood before it is kept. */
  key(at: number): boolean {
    const follows = at - this.#lastAt < SCANNER_GAP_MS;
    this.#keys = follows ? this.#keys + 1 : 1;
    this.#lastAt = at;
    return !follows;
  }

  /** Enter at `at` milliseconds. True when it ends a scanner's burst. Any Enter ends the run. */
  enter(at: number): boolean {
    const scanned = this.#keys >= SCANNER_KEYS && at - this.#lastAt < SCANNER_ENTER_GAP_MS;
    this.#keys = 0;
    this.#lastAt = Number.NEGATIVE_INFINITY;
    return scanned;
  }
}
