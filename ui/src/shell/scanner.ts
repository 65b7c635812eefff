import type { Scanner as Setting, ScannerMarks } from "../backend/contract";
import { findScan, median, type Beat, type EndGap } from "./rhythm";

/** A key that a scanner may have sent. `mark` is what a person sees before it does anything. */
export interface ScannerKey<M> extends Beat {
  readonly inField: boolean;
  readonly mark: M;
}

/** After a line's last key nothing more of it comes. In milliseconds. */
export const QUIET_MS = 110;
/** The same after a prefix, which no hand types. */
const QUIET_AFTER_PREFIX_MS = 250;
/** Some scanners send a second Enter, or wait a little before the first. */
const TAIL_MS = 300;
/** A hand that pauses so long has begun something new. */
const LINE_PAUSE_MS = 1_500;
/** A code has no more characters; of a longer line the end is judged. */
const LONGEST_LINE = 128;
/** The cashier's rhythm is known from so many gaps, and the newest count. */
const LONGEST_GAP_MS = 1_000;
const LEAST_LEARNT = 4;
const MOST_LEARNT = 40;
/** Whoever is taken for a scanner by rhythm alone and types on is a person with another rhythm. */
const DOUBTS = 2;
const DOUBT_MS = 20_000;

/**
 * Tells a barcode scanner that types like a keyboard from the cashier: by the rhythm of the whole line, by
 * the cashier's own rhythm, and by what the shop says that its scanner sends.
 */
export class Scanner<M> {
  #line: ScannerKey<M>[] = [];
  #learnt: number[] = [];
  #doubts: number[] = [];
  #tailUntil = Number.NEGATIVE_INFINITY;
  /** When the last key of the last reading came. */
  #scanAt = Number.NEGATIVE_INFINITY;
  /** The prefix has come: from this key on all is a scanner's. */
  #prefixed: ScannerKey<M> | null = null;
  #setting: Setting = "auto";

  /** As the shop has it. */
  set setting(setting: Setting) {
    if (JSON.stringify(setting) !== JSON.stringify(this.#setting)) this.forget();
    this.#setting = setting;
  }

  get #marks(): ScannerMarks {
    return typeof this.#setting === "object" ? this.#setting : {};
  }

  /** So long after the last key its line may be judged without an end, in milliseconds. */
  get quietMs(): number {
    return this.#prefixed === null ? QUIET_MS : QUIET_AFTER_PREFIX_MS;
  }

  /** A printable key. `swallow`: it is to do nothing. `scan`: with it a scan has ended; what stood before it. */
  key(key: ScannerKey<M>): { swallow: boolean; scan: M | null } {
    if (this.#setting === "off") return { swallow: false, scan: null };
    if (this.#isMoreOfIt(key.at)) return { swallow: !key.inField, scan: null };
    const last = this.#line.at(-1);
    if (last !== undefined && key.at - last.at > LINE_PAUSE_MS) this.forget();
    this.#tailUntil = Number.NEGATIVE_INFINITY;
    this.#line = [...this.#line, key].slice(-LONGEST_LINE);
    const { prefix, suffix } = this.#marks;
    if (suffix !== undefined && suffix !== "Enter" && suffix !== "Tab" && this.#endsWith(suffix)) {
      return {
        swallow: !key.inField,
        scan: this.#ended(this.#prefixed ?? this.#slowRun(), key.at),
      };
    }
    if (prefix !== undefined && this.#prefixed === null && this.#endsWith(prefix)) {
      this.#prefixed = this.#line.at(-prefix.length) ?? key;
      return { swallow: !key.inField, scan: null };
    }
    const isInBurst = this.#prefixed !== null || (key.text === " " && this.isBursting(key.at));
    return { swallow: isInBurst && !key.inField, scan: null };
  }

  /** Enter or Tab. What stood before the scan that it ends; null: it is a person's. */
  end(at: number, key: "Enter" | "Tab", inField: boolean): M | null {
    const last = this.#line.at(-1);
    if (last === undefined) return null;
    const gap = Math.max(0, at - last.at);
    if (this.#prefixed !== null && gap <= QUIET_AFTER_PREFIX_MS)
      return this.#ended(this.#prefixed, at);
    const isSuffix = key === "Tab" && this.#marks.suffix === "Tab" && gap <= QUIET_MS;
    if (isSuffix) return this.#ended(this.#slowRun(), at);
    const scan = this.#judge(gap, inField, at);
    if (scan === null && key === "Enter" && !inField) this.#learn();
    if (scan === null) this.forget();
    return scan;
  }

  /** Enter or Tab right after a scan belongs to it. */
  isTail(at: number): boolean {
    return this.#line.length === 0 && at < this.#tailUntil;
  }

  /** No key has followed. What stood before the scan that has ended so; null: there was none. */
  quiet(): M | null {
    const last = this.#line.at(-1);
    if (last === undefined) return null;
    if (this.#prefixed !== null) return this.#ended(this.#prefixed, last.at);
    return last.inField ? null : this.#judge(null, false, last.at);
  }

  /** A key that is no character came amid a burst: scanners send such, and no hand does. */
  isBursting(at: number): boolean {
    if (this.#prefixed !== null) return true;
    const last = this.#line.slice(-3);
    return last.length === 3 && at - (last[0]?.at ?? at) < 120;
  }

  /** What was typed so far has been meant. */
  forget(): void {
    this.#line = [];
    this.#prefixed = null;
  }

  /** A busy page may have thought a reading over that has only begun: what follows on it is more of it. */
  #isMoreOfIt(at: number): boolean {
    const gap = at - this.#scanAt;
    if (this.#line.length > 0 || gap < 0 || gap > QUIET_MS) return false;
    this.#scanAt = at;
    this.#tailUntil = at + TAIL_MS;
    return true;
  }

  #endsWith(mark: string): boolean {
    const last = this.#line.slice(-mark.length);
    return last.map(({ text }) => text).join("") === mark;
  }

  /** The first key of those that follow each other as no hand's do but slowly. */
  #slowRun(): ScannerKey<M> | null {
    const gap = this.#marks.max_gap_ms ?? QUIET_MS;
    const start = this.#line.findLastIndex(
      ({ at }, index) => at - (this.#line[index - 1]?.at ?? Number.NEGATIVE_INFINITY) > gap,
    );
    return this.#line[start] ?? null;
  }

  #judge(end: EndGap, inField: boolean, at: number): M | null {
    if (this.#setting === "off") return null;
    const usualGap = this.#learnt.length < LEAST_LEARNT ? null : median(this.#learnt);
    const typist = { usualGap, maxGap: this.#marks.max_gap_ms ?? null, inField };
    // Some scanners wait before their Enter: then the keys alone tell.
    const mayWait = end !== null && (!inField || end <= QUIET_MS);
    const finding =
      findScan(this.#line, end, typist) ?? (mayWait ? findScan(this.#line, null, typist) : null);
    if (finding === null) return null;
    if (finding.isLearnt && this.#isPersonAfterAll(at)) return null;
    return this.#ended(this.#line[finding.start] ?? null, at);
  }

  /** Another person may have come to the till, with another rhythm. */
  #isPersonAfterAll(at: number): boolean {
    this.#doubts = this.#doubts.filter((doubt) => at - doubt < DOUBT_MS);
    const isPerson = this.#doubts.length >= DOUBTS;
    if (isPerson) this.#learnt = [];
    else this.#doubts.push(at);
    return isPerson;
  }

  #ended(first: ScannerKey<M> | null, at: number): M | null {
    this.#scanAt = at;
    this.#tailUntil = at + TAIL_MS;
    this.forget();
    return first?.mark ?? null;
  }

  #learn(): void {
    const gaps = this.#line.flatMap(({ at }, index) => {
      const before = this.#line[index - 1];
      return before === undefined || at - before.at > LONGEST_GAP_MS ? [] : [at - before.at];
    });
    this.#learnt = [...this.#learnt, ...gaps].slice(-MOST_LEARNT);
  }
}
