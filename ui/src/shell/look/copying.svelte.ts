import { copyTextOf } from "./copy";

const SHOWN_FOR_MS = 4_000;

/** What came of copying a text, for as long as somebody may look at it. */
export class Copying {
  outcome = $state<"copied" | "copyFailed" | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  async copy(element: HTMLElement): Promise<void> {
    clearTimeout(this.#timer);
    this.outcome = (await copyTextOf(element)) ? "copied" : "copyFailed";
    // Where it has failed, the text is selected and waits for a hand.
    if (this.outcome === "copied")
      this.#timer = setTimeout(() => (this.outcome = null), SHOWN_FOR_MS);
  }
}
