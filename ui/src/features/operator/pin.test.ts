import { describe, expect, it } from "vitest";
import { countdown, forgottenCommand, isEasy, isPin, spokenSeconds, withDigit } from "./pin";

describe("a PIN", () => {
  it("has four to eight digits", () => {
    for (const pin of ["0000", "12345678"]) expect(isPin(pin)).toBe(true);
    for (const other of ["", "123", "123456789", "12a4", "12 4", "-123"])
      expect(isPin(other)).toBe(false);
  });

  it("is easy where it is one digit alone or a run", () => {
    for (const pin of ["0000", "1234", "4321", "98765432"]) expect(isEasy(pin)).toBe(true);
    for (const pin of ["1357", "1233", "1243", "9012"]) expect(isEasy(pin)).toBe(false);
  });

  it("is given anew at the machine itself by one command", () => {
    expect(forgottenCommand("lucia", false)).toBe("balcao operator pin lucia --forgotten");
    expect(forgottenCommand("lucia", true)).toContain("balcao --training operator");
  });

  it("takes no ninth digit", () => {
    expect(withDigit("123", 4)).toBe("1234");
    expect(withDigit("12345678", 9)).toBe("12345678");
  });
});

describe("a wait", () => {
  it("is told in minutes and seconds, and ends with its last one", () => {
    expect(countdown(46_001)).toBe("0:47");
    expect(countdown(3_600_000)).toBe("60:00");
    expect(countdown(1)).toBe("0:01");
  });

  it("is read aloud twice", () => {
    const spoken = [60, 31, 30, 29, 11, 10, 9, 1].map((seconds) => spokenSeconds(seconds * 1_000));
    expect(spoken).toEqual([null, null, 30, 30, 30, 10, 10, 10]);
  });
});
