/**
 * The time now by this page's own clock, in milliseconds since 1970 as the computer had it when the page was loaded:
 * nobody who sets the computer's clock meanwhile moves it.
 */
export function pageTimeMs(): number {
  return performance.timeOrigin + performance.now();
}
