/** One printable key of a line, as its rhythm is judged. */
export interface Beat {
  /** In milliseconds of the event's own clock. */
  readonly at: number;
  /** The character, or the name of a key that stands for one; what no amount has in it is nobody's typing on the amount. */
  readonly text: string;
}

/** What ended a line: Enter or Tab so many milliseconds after its last key, or (null) that no key followed. */
export type EndGap = number | null;

/** What is known about who types here. */
export interface Typist {
  /** The usual gap between the cashier's own keys in milliseconds; null: not known yet. */
  readonly usualGap: number | null;
  /** What the shop has said of its scanner, in milliseconds; null: nothing. */
  readonly maxGap: number | null;
  /** The keys go into a field for text: a person may type anything there. */
  readonly inField: boolean;
}

/** Why a line is a scanner's: by itself, or only against the cashier's usual rhythm. */
export interface Finding {
  /** Index of the scanner's first key in the line. */
  readonly start: number;
  readonly isLearnt: boolean;
}

/** Three keys in a row that are closer than this are no hand's: a quick one is at 60 to 90. */
const HAND_GAP_MS = 60;
/** Two fingers may come down together, three do not. */
const ROLL_GAP_MS = 40;
/** A hand's gaps differ by more, least of all where they are that short. */
const EVEN_MS = 15;
/** Irregular scanners reach this now and then, but seldom. */
const UNEVEN_GAP_MS = 70;
const UNEVEN_MEDIAN_MS = 45;
const UNEVEN_MEAN_MS = 50;
/** The longest gap inside one reading of a scanner that is mostly quicker. */
const HESITATION_MS = 85;
/** No scanner is slower. */
const SLOWEST_GAP_MS = 100;
/** A pause before a key or two tells that they belong to nothing that was typed before. */
const PAUSE_MS = 300;
/** No amount is typed in so many figures: R$ 100.000,00 has eight. */
const LONG_NUMBER = 8;
/** A field may be for a CPF, which has eleven. */
const LONG_NUMBER_IN_FIELD = 12;
/** A cashier who is quicker than this has a rhythm like a scanner's. */
const UNHURRIED_GAP_MS = 140;

const DIGITS = /^\d+$/;
const AMOUNT = /^[\d,.+* ]*$/;

/** The middle one, or the larger of two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** The last keys of a line that follow each other within a gap. */
interface Run {
  readonly start: number;
  readonly count: number;
  readonly gaps: readonly number[];
  /** The pause before its first key. */
  readonly before: number;
  readonly text: string;
}

/** The run at the end of the line; null where its end does not follow within the gap. */
function runOf(line: readonly Beat[], end: EndGap, gap: number): Run | null {
  if (line.length === 0 || (end !== null && end > gap)) return null;
  const since = line.map(({ at }, index) => at - (line[index - 1]?.at ?? Number.NEGATIVE_INFINITY));
  const start = since.findLastIndex((each) => each > gap);
  const gaps = [...since.slice(start + 1), ...(end === null ? [] : [end])];
  const keys = line.slice(start);
  const text = keys.map((beat) => beat.text).join("");
  return {
    start,
    count: keys.length,
    gaps,
    before: since[start] ?? Number.POSITIVE_INFINITY,
    text,
  };
}

/** Faster than a hand, every key of it. */
function isTooQuick(run: Run, end: EndGap, least: number): boolean {
  if (run.count > least) return true;
  if (run.count === least) {
    const isRolled = run.gaps.every((gap) => gap <= ROLL_GAP_MS);
    return end !== null || isRolled || Math.max(...run.gaps) - Math.min(...run.gaps) <= EVEN_MS;
  }
  // A key or two and Enter in one breath: where something was typed before, two fingers may do that.
  if (least > 3 || end === null || run.before < PAUSE_MS) return false;
  return run.start === 0 || run.gaps.every((gap) => gap <= ROLL_GAP_MS);
}

/** Mostly faster than a hand; one finger that rolls over the next makes only every other gap short. */
function isMostlyQuick(run: Run, least: number): boolean {
  const mean = run.gaps.reduce((sum, gap) => sum + gap, 0) / run.gaps.length;
  const isQuick = median(run.gaps) <= UNEVEN_MEDIAN_MS;
  return run.count >= least && (isQuick || (run.count > least && mean <= UNEVEN_MEAN_MS));
}

function isLongNumber({ text }: Run, least: number): boolean {
  const number = /\d*$/.exec(text)?.[0] ?? "";
  return number.length >= least && DIGITS.test(number);
}

/** A scanner that hesitates once has typed what stands before that as well. */
function beginningOf(line: readonly Beat[], start: number): number {
  const gapBefore = (index: number): number =>
    (line[index]?.at ?? 0) - (line[index - 1]?.at ?? Number.NEGATIVE_INFINITY);
  let first = start;
  while (first > 0 && gapBefore(first) <= HESITATION_MS) first -= 1;
  return first;
}

/**
 * Whether the end of a line is a scanner's, and from which key on. The line is judged as a whole, because
 * one gap says nothing: two fingers come down together, and a scanner hesitates.
 */
export function findScan(line: readonly Beat[], end: EndGap, typist: Typist): Finding | null {
  const { inField, maxGap, usualGap } = typist;
  const found = (run: Run, isLearnt = false): Finding => {
    return { start: beginningOf(line, run.start), isLearnt };
  };

  const quick = runOf(line, end, maxGap ?? HAND_GAP_MS - 1);
  if (quick !== null && isTooQuick(quick, end, inField ? 4 : 3)) return found(quick);

  const uneven = maxGap === null ? runOf(line, end, UNEVEN_GAP_MS) : null;
  if (uneven !== null && isMostlyQuick(uneven, inField ? 6 : 5)) return found(uneven);

  const slow = runOf(line, end, inField ? 80 : SLOWEST_GAP_MS);
  if (slow === null) return null;
  if (isLongNumber(slow, inField ? LONG_NUMBER_IN_FIELD : LONG_NUMBER)) return found(slow);
  if (inField) return null;
  if (slow.count >= 3 && !AMOUNT.test(slow.text)) return found(slow);

  if (maxGap !== null || usualGap === null || usualGap < UNHURRIED_GAP_MS) return null;
  const isOthers = slow.count >= (end === null ? 6 : 4) && median(slow.gaps) <= 0.45 * usualGap;
  return isOthers ? found(slow, true) : null;
}
