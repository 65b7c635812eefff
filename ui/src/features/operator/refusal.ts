import type { Refused } from "../../backend/refused";
import type { Words } from "../../shell/words/words";

/** Why nobody was let in, in one line; of a wrong PIN how many more tries there are. */
export function triesText(refusal: Refused, words: Words): string {
  if (refusal.code === "wrong_pin") return words.operators.wrong(Number(refusal.detail ?? 0));
  const { title, next } = words.refusals[refusal.code];
  return `${title}. ${next}`;
}
