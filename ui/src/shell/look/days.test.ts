import { expect, it } from "vitest";
import { addDays, readDay, writeDay } from "./days";

const NOW = "2026-11-28";

it("counts days over months, years and leap days", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
});

it("reads a day as people type it", () => {
  for (const text of ["28/11/2026", "28/11/26", "28/11", "2811", "28112026", " 28-11 "])
    expect(readDay(text, NOW), text).toBe("2026-11-28");
  // Without a year it is the last one that there was.
  expect(readDay("29/11", NOW)).toBe("2025-11-29");
  expect(readDay("29/11/2026", NOW)).toBe("2026-11-29");
  for (const text of ["", "28", "31/02", "32/01", "amanhã", "28/13"])
    expect(readDay(text, NOW), text).toBeNull();
  expect(writeDay("2026-11-28")).toBe("28/11/2026");
});
