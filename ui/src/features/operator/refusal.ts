import type { Refused } from "../../backend/refused";
import type { Words } from "../../shell/words/words";
import { refusalLine } from "../refusal/refusal";

/** Why nobody was let in, in one line; of a wrong PIN how many more tries there are. */
export function triesText(refusal: Refused, words: Words): string {
  return refusal.code === "wrong_pin"
    ? words.operators.wrong(Number(refusal.detail ?? 0))
    : refusalLine(refusal, words);
}
