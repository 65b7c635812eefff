import type { TillEvent } from "../contract";
import { read, send } from "./fetching";
import { openLine, type Line } from "./line";
import { ALIVE_EVERY_MS, type FromHub } from "./messages";

const TOKEN = /^#token=(.+)$/;
/** Only pages of this very address read it, and it goes when the browser does. */
const KEY = "balcao.session";
/** The hub answers at once; a page does not wait longer for what may not come. */
const HUB_PATIENCE_MS = 2_000;
/** One that is killed again and again is not begun anew all the time. */
const REOPEN_AFTER_MS = 500;
/** A hub that was silent for so long is gone. */
const HUB_SILENT_MS = 3 * ALIVE_EVERY_MS;

/** The session of this browser, which its pages share, and the events that come with it. */
export class Session {
  #secret: string | null = sessionStorage.getItem(KEY);
  #line: Line;
  #heardAt = performance.now();
  #answered: () => void = () => undefined;
  readonly #listeners = new Set<(event: TillEvent) => void>();
  readonly #ready: Promise<void>;

  constructor() {
    const answer = new Promise<void>((resolve) => {
      this.#answered = resolve;
      setTimeout(resolve, HUB_PATIENCE_MS);
    });
    this.#line = this.#open();
    this.#ready = this.#begin(answer);
    setInterval(() => this.#watch(), ALIVE_EVERY_MS);
    addEventListener("pagehide", () => this.#line.tell({ say: "bye" }));
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) this.#reopen();
    });
  }

  /** The secret that goes with each command, once it is known whether there is one. */
  async secret(): Promise<string | null> {
    await this.#ready;
    return this.#secret;
  }

  /** The till does not know this secret: another page may have a newer one by now. */
  isOver(secret: string): void {
    if (this.#secret === secret) this.#keep(null);
  }

  /** A way in has brought a session, for all pages of this browser. */
  enter(secret: string): void {
    this.#keep(secret);
    this.#line.tell({ say: "entered", session: secret });
  }

  /** Hears the till's events until the returned function is called. */
  subscribe(onEvent: (event: TillEvent) => void): () => void {
    this.#listeners.add(onEvent);
    return () => void this.#listeners.delete(onEvent);
  }

  async #begin(answer: Promise<void>): Promise<void> {
    const token = TOKEN.exec(location.hash)?.[1];
    // What is no token opens nothing; the page asks for another way in.
    if (token !== undefined) await this.#redeem(token).catch(() => undefined);
    if (this.#secret === null) await answer;
  }

  /**
   * Trades the one-time token in the address for a session, then takes it out of the address. A token that
   * was used before is no reason to stop: the session of the first time may still be open.
   */
  async #redeem(mangled: string): Promise<void> {
    const token = decodeURIComponent(mangled);
    const response = await send("/api/session", { token }, null).catch(() => null);
    if (response?.ok === true) {
      const { session } = (await read(response)) as { session: string };
      this.enter(session);
    }
    if (response !== null) history.replaceState(null, "", location.pathname + location.search);
  }

  #open(): Line {
    const again = (): void => void setTimeout(() => this.#reopen(), REOPEN_AFTER_MS);
    const line = openLine((message) => this.#hear(message), again);
    line.tell({ say: "hello", session: this.#secret });
    return line;
  }

  #reopen(): void {
    this.#line.close();
    this.#heardAt = performance.now();
    this.#line = this.#open();
  }

  #watch(): void {
    if (performance.now() - this.#heardAt > HUB_SILENT_MS) this.#reopen();
  }

  #hear(message: FromHub): void {
    this.#heardAt = performance.now();
    switch (message.say) {
      case "who":
        this.#line.tell({ say: "hello", session: this.#secret });
        break;
      case "session":
        // Where the hub knows of none, this page may have got one in the meantime.
        if (message.session !== null) this.#keep(message.session);
        this.#answered();
        // From here on this page hears what happens.
        this.#tell({ event: "missed" });
        break;
      case "ended":
        this.isOver(message.session);
        // Whoever asks again learns it.
        this.#tell({ event: "missed" });
        break;
      case "event":
        this.#tell(message.event);
        break;
      case "alive":
        break;
    }
  }

  #keep(secret: string | null): void {
    this.#secret = secret;
    if (secret === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, secret);
  }

  #tell(event: TillEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
