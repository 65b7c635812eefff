/** Clocks may differ by less, in seconds, before a person is told. */
const TOLERANCE_S = 5 * 60;

/** By how many whole minutes this computer's clock is ahead; 0: near enough; null: nobody has told the time. */
export function clockOf(aheadS: number | null): number | null {
  if (aheadS === null) return null;
  return Math.abs(aheadS) <= TOLERANCE_S ? 0 : Math.round(aheadS / 60);
}
