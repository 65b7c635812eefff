import { describe, expect, it } from "vitest";
import { anOrder } from "../../../tests/example";
import type { PrinterTrouble, PrinterView } from "../../backend/contract";
import { dictionaries } from "../../shell/words";
import { lastReceipt, sentText, troubleText } from "./slip";

const paid = anOrder({ order: "000002", status: "paid" });
const older = anOrder({ order: "000001", status: "refunded" });
const waiting = anOrder({ order: "000003", status: "pending" });

describe("lastReceipt", () => {
  it("is that of the sale on the screen, where it has one", () => {
    expect(lastReceipt(older, [paid, older])).toBe("000001");
  });

  it("is the newest one while a customer waits, or where no sale is on the screen", () => {
    expect(lastReceipt(waiting, [waiting, paid, older])).toBe("000002");
    expect(lastReceipt(undefined, [waiting, paid, older])).toBe("000002");
  });

  it("is none before the first payment", () => {
    expect(lastReceipt(waiting, [waiting])).toBeNull();
    expect(lastReceipt(undefined, [])).toBeNull();
  });
});

describe("what the printer does", () => {
  const printer = (what: PrinterTrouble | null, slips: number): PrinterView => ({
    kind: "network",
    address: "10.0.0.9:9100",
    waiting: slips,
    trouble: what === null ? null : { what, since_ms: 0, detail: null },
  });

  it("is told only where something is wrong, with how much waits", () => {
    for (const { slips } of Object.values(dictionaries)) {
      expect(troubleText(null, slips)).toBeNull();
      expect(troubleText(printer(null, 3), slips)).toBeNull();
      expect(troubleText(printer("no_paper", 0), slips)).toBe(slips.troubles.no_paper);
      expect(troubleText(printer("no_paper", 3), slips)).toContain("3");
    }
  });

  it("keeps a promise only that the printer can keep", () => {
    for (const { slips } of Object.values(dictionaries)) {
      expect(sentText(printer(null, 0), slips)).toBe(slips.sent);
      expect(sentText(printer("lid_open", 1), slips)).toContain(slips.troubles.lid_open);
    }
  });
});
