import type { AccessWords } from "./words";

export const access: AccessWords = {
  ask: "Ask the till for access",
  asking: "Asking…",
  where:
    "The till shows a code in its window and in the terminal where balcao serve runs. Type it here within 2 minutes.",
  code: "Access code",
  example: "ABCD-1234",
  enter: "Enter",
  entering: "Entering…",
  wrong: (left) =>
    left === 1 ? "Wrong code. 1 try is left." : `Wrong code. ${left} tries are left.`,
  over: "This request is over: the code is too old, was used, or was wrong too often. Ask for another.",
  busy: (seconds) => `There are too many requests now. Try again in ${seconds} s.`,
};
