import type { Need } from "../../backend/contract";
import { dialogs, type Asked } from "../../shell/dialogs.svelte";

/** What waits for somebody's approval. */
interface Asking {
  readonly need: Need;
  readonly answer: Promise<boolean>;
  readonly resolve: (isApproved: boolean) => void;
}

function isSame(one: Need, other: Need): boolean {
  return (
    one.right === other.right &&
    one.subject === other.subject &&
    one.amount_centavos === other.amount_centavos
  );
}

/** Approvals that are asked for, one at a time: what needs the same one waits for the same answer. */
export class Approvals {
  #asking: Asking | null = null;

  /** Asks for an approval over whatever is on the screen. False: nobody has approved it. */
  async ask(asked: Asked): Promise<boolean> {
    const { need } = asked;
    while (this.#asking !== null && !isSame(this.#asking.need, need)) await this.#asking.answer;
    if (this.#asking !== null) return this.#asking.answer;
    let resolve: (isApproved: boolean) => void = () => undefined;
    const answer = new Promise<boolean>((answered) => (resolve = answered));
    this.#asking = { need, answer, resolve };
    dialogs.above = asked;
    return answer;
  }

  grant(): void {
    this.#end(true);
  }

  refuse(): void {
    this.#end(false);
  }

  #end(isApproved: boolean): void {
    const asking = this.#asking;
    this.#asking = null;
    dialogs.above = null;
    asking?.resolve(isApproved);
  }
}
