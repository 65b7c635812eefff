/** A point in the stream of events. */
export type Moment = number;

/**
 * Remembers what events have told about, orders by their numbers and parts of the till by their names, so that the
 * answer to a question that was asked before an event does not take the event back: paid stays paid.
 */
export class Heard {
  readonly #at = new Map<string, Moment>();
  #count: Moment = 0;

  /** An event has told of it. */
  event(about: string): void {
    this.#count += 1;
    this.#at.set(about, this.#count);
  }

  /** The moment at which a question is asked. */
  now(): Moment {
    return this.#count;
  }

  /** True when an event told of it after `asked`. */
  since(about: string, asked: Moment): boolean {
    return (this.#at.get(about) ?? 0) > asked;
  }
}
