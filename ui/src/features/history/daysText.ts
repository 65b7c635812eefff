import { writeDay } from "../../shell/look/days";
import type { Words } from "../../shell/words/words";
import type { Choice } from "./query";

/** The days of the choice as a person says them, such as `Hoje` or `28/11/2026 – 30/11/2026`. */
export function daysText(choice: Choice, { history }: Words): string {
  if (choice.days !== "days" || choice.from === null)
    return history.dayNames[choice.days === "days" ? "all" : choice.days];
  const ends = [choice.from, choice.to].filter((day) => day !== null);
  return ends.map(writeDay).join(" – ");
}
