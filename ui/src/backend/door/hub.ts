import type { TillEvent } from "../contract";
import { ALIVE_EVERY_MS, type FromHub, type ToHub } from "./messages";
import type { follow } from "./stream";

/** No browser puts back more pages of a till; what a page says is from outside. */
const MOST_OTHERS = 8;

/** Says something to a page, or to all at once where they cannot be told apart. */
export type Tell = (message: FromHub) => void;

/**
 * What all pages of one browser share: its session, and one event stream. A browser opens six connections
 * to a host and no more, so that a stream of each page's own would leave none for a sale.
 */
export class Hub {
  readonly #pages = new Set<Tell>();
  readonly #follow: typeof follow;
  #session: string | null = null;
  /** Those of pages that were put back beside it: one of them may be good when this one has ended. */
  readonly #others = new Set<string>();
  #stop: (() => void) | null = null;

  constructor(listen: typeof follow) {
    this.#follow = listen;
    setInterval(() => this.#tellAll({ say: "alive" }), ALIVE_EVERY_MS);
  }

  /** Begins: whoever was there before is asked to say so. */
  begin(page: Tell): void {
    page({ say: "who" });
  }

  /** Hears a page. */
  hear(message: ToHub, page: Tell): void {
    switch (message.say) {
      case "hello":
        this.#pages.add(page);
        if (message.session !== null) this.#learn(message.session);
        page({ say: "session", session: this.#session });
        break;
      case "entered":
        this.#pages.add(page);
        if (message.session !== this.#session) this.#take(message.session);
        this.#tellAll({ say: "session", session: this.#session });
        break;
      case "bye":
        this.#pages.delete(page);
        break;
    }
  }

  #learn(session: string): void {
    if (this.#session === null) this.#take(session);
    // What this hub has was opened later, or has proved itself.
    else if (session !== this.#session && this.#others.size < MOST_OTHERS)
      this.#others.add(session);
  }

  #take(session: string): void {
    this.#stop?.();
    this.#others.delete(session);
    this.#session = session;
    this.#stop = this.#follow(session, {
      onEvent: (event: TillEvent) => this.#tellAll({ say: "event", event }),
      onEnded: () => this.#ended(session),
    });
  }

  #ended(session: string): void {
    // A stream that was stopped may say so late: the session in use is another one.
    if (session !== this.#session) return;
    this.#stop = null;
    this.#session = null;
    this.#tellAll({ say: "ended", session });
    const [another] = this.#others;
    if (another === undefined) return;
    this.#take(another);
    this.#tellAll({ say: "session", session: another });
  }

  #tellAll(message: FromHub): void {
    for (const page of this.#pages) page(message);
  }
}
