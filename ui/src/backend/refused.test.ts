import { expect, it } from "vitest";
import { isUnanswered } from "./refused";

it("knows which refusals leave open whether the till has done it", () => {
  for (const code of ["till_unreachable", "session_ended", "internal"] as const)
    expect(isUnanswered(code)).toBe(true);
  expect(isUnanswered("refund_too_late")).toBe(false);
});
