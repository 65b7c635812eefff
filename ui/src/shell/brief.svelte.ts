/** Long enough to be read by somebody who has just looked at their hands. */
const SHOWN_MS = 4_000;

/** What came of a key that changes nothing on the screen. */
interface Sentence {
  readonly text: string;
  readonly tone: "paid" | "odd";
}

/** A sentence for a moment, over whatever is on the screen. */
class Brief {
  now = $state.raw<Sentence | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string, tone: Sentence["tone"]): void {
    this.now = { text, tone };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.now = null), SHOWN_MS);
  }
}

/** The sentence of this page. */
export const brief = new Brief();
