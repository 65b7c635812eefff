import type { AccessWords } from "./words";

export const access: AccessWords = {
  ask: "Ask the till for access",
  asking: "Asking…",
  where:
    "The till shows a code in the terminal where balcao serve runs, and in its window as well while no Pix code for a customer stands there. Type it here within 2 minutes.",
  code: "Access code",
  example: "ABCDE-12345",
  enter: "Enter",
  entering: "Entering…",
  wrong: "This code is not good: check its letters, or see whether the till shows another one now.",
  over: "The code is too old. Ask for another.",
};
