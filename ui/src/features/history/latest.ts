import { refused, type Refused } from "../../backend/refused";

/**
 * Asks one question at a time, and of those that come meanwhile only the newest: an answer that was overtaken by
 * another question is never shown.
 */
export class Latest<Question, Answer> {
  #waiting: readonly [Question] | null = null;
  #isAsking = false;
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #answered: (answer: Answer, question: Question) => void;
  readonly #failed: (refusal: Refused, question: Question) => void;

  constructor(
    ask: (question: Question) => Promise<Answer>,
    answered: (answer: Answer, question: Question) => void,
    failed: (refusal: Refused, question: Question) => void,
  ) {
    this.#ask = ask;
    this.#answered = answered;
    this.#failed = failed;
  }

  ask(question: Question): void {
    this.#waiting = [question];
    if (!this.#isAsking) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isAsking = true;
    for (let next = this.#take(); next !== null; next = this.#take()) {
      const [question] = next;
      try {
        const answer = await this.#ask(question);
        if (this.#isNewest()) this.#answered(answer, question);
      } catch (error) {
        if (this.#isNewest()) this.#failed(refused(error), question);
      }
    }
    this.#isAsking = false;
  }

  #take(): readonly [Question] | null {
    const next = this.#waiting;
    this.#waiting = null;
    return next;
  }

  #isNewest(): boolean {
    return this.#waiting === null;
  }
}
