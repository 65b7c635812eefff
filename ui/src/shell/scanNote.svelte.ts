/** Long enough to be read by somebody who has just looked at the scanner. */
const SHOWN_MS = 4_000;

/** That what came from the scanner was not taken, for a moment. */
class ScanNote {
  isShown = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(): void {
    this.isShown = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.isShown = false), SHOWN_MS);
  }
}

/** The note of this page. */
export const scanNote = new ScanNote();
