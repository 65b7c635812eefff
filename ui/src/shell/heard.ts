/** A point in the stream of events. */
export type Moment = number;

/**
 * Remembers which orders events have told about, so that the answer to a question that was asked
 * before an event does not take the event back: paid stays paid.
 */
export class Heard {
  readonly #at = new Map<string, Moment>();
  #count: Moment = 0;

  /** An event has told of this order. */
  event(order: string): void {
    this.#count += 1;
    this.#at.set(order, this.#count);
  }

  /** The moment at which a question is asked. */
  now(): Moment {
    return this.#count;
  }

  /** True when an event told of this order after `asked`. */
  since(order: string, asked: Moment): boolean {
    return (this.#at.get(order) ?? 0) > asked;
  }
}
