import type { CheckReceipt, ReceiptCheckView, ReceiptCodeView } from "../../backend/contract";
import { refused, type Refused } from "../../backend/refused";
import { isoDay } from "../../shell/look/times";
import { till } from "../../shell/till.svelte";
import { Latest } from "../history/latest";
import {
  MOST_CODE,
  NOTHING,
  questionOf,
  withoutMarks,
  wrongField,
  type FieldName,
  type Typed,
  type Wrong,
} from "./typed";

/** A scanner's second Enter comes within this, and asks for nothing. In milliseconds. */
const TAIL_MS = 1_000;

/** What a code says of itself, and of which text that is. */
interface Reading {
  readonly text: string;
  readonly view: ReceiptCodeView;
}

/** One receipt after another, held against what has come. */
export class ReceiptCheck {
  typed = $state.raw<Typed>(NOTHING);
  answer = $state.raw<ReceiptCheckView | null>(null);
  refusal = $state.raw<Refused | null>(null);
  wrong = $state.raw<Wrong | null>(null);
  isAsking = $state(false);
  #reading = $state.raw<Reading | null>(null);
  /** The sale that the customer says it paid. */
  readonly order: string | null;

  /** What the code that stands there says of itself; null: nothing is known yet, or nothing stands there. */
  readonly read: ReceiptCodeView | null = $derived(
    this.#reading?.text === this.code ? this.#reading.view : null,
  );

  #answeredAt = Number.NEGATIVE_INFINITY;

  readonly #readings = new Latest<string, ReceiptCodeView>(
    (text) => till.call("read_receipt_code", { text }),
    (view, text) => (this.#reading = { text, view }),
    // The check itself says what is wrong.
    () => undefined,
  );

  constructor(order: string | null, code: string | null) {
    this.order = order;
    if (code !== null) this.type("code", code);
  }

  /** The code as the till is asked about it, without what a scanner sends around it. */
  get code(): string {
    const scanner = till.view?.scanner;
    return withoutMarks(this.typed.code, typeof scanner === "object" ? scanner : {});
  }

  type(field: FieldName, text: string): void {
    this.typed = { ...this.typed, [field]: text };
    if (this.wrong?.field === field) this.wrong = null;
    this.answer = null;
    this.refusal = null;
    if (field !== "code") return;
    const { code } = this;
    if (code !== "" && code.length <= MOST_CODE) this.#readings.ask(code);
  }

  /** On to another receipt. */
  clear(): void {
    this.typed = NOTHING;
    this.answer = null;
    this.refusal = null;
    this.wrong = null;
  }

  /** Enter. The second one of a scanner is none. */
  enter(): void {
    const isAnswered = this.answer !== null || this.refusal !== null;
    if (isAnswered && performance.now() - this.#answeredAt < TAIL_MS) return;
    void this.ask();
  }

  /** Asks the till, and through it the provider; what was typed stays as it is. */
  async ask(): Promise<void> {
    // Asked a second time, money that has come would be called used.
    if (this.isAsking || this.answer?.verdict === "received") return;
    const question = this.#question();
    if (question === null) return;
    this.isAsking = true;
    this.answer = null;
    this.refusal = null;
    const asked = this.typed;
    try {
      const answer = await till.call("check_receipt", question);
      // Whoever has gone on to another receipt is not told of this one.
      if (this.typed === asked) this.answer = answer;
    } catch (error) {
      if (this.typed === asked) this.#refused(refused(error));
    } finally {
      this.isAsking = false;
      this.#answeredAt = performance.now();
    }
  }

  #question(): CheckReceipt | null {
    const { words, preferences } = till;
    const typed = { ...this.typed, code: this.code };
    const today = isoDay(Date.now());
    const question = questionOf(typed, this.read, this.order, today, words, preferences.language);
    this.wrong = "field" in question ? question : null;
    return "field" in question ? null : question;
  }

  #refused(refusal: Refused): void {
    this.wrong = wrongField(refusal, till.words);
    this.refusal = this.wrong === null ? refusal : null;
  }
}
