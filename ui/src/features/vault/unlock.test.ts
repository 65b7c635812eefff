import { describe, expect, it } from "vitest";
import { beginAnew, isLocked, waitMs } from "./unlock";

describe("a locked vault", () => {
  it("is opened by a passphrase where that is what is missing", () => {
    for (const code of ["vault_locked", "wrong_passphrase", "passphrase_wait"] as const)
      expect(isLocked({ code, detail: null })).toBe(true);
    for (const code of ["vault_damaged", "vault_missing", "vault_unavailable"] as const)
      expect(isLocked({ code, detail: null })).toBe(false);
  });

  it("waits as long as the till says", () => {
    expect(waitMs({ code: "passphrase_wait", detail: "256" })).toBe(256_000);
    expect(waitMs({ code: "wrong_passphrase", detail: "2" })).toBe(2_000);
    expect(waitMs({ code: "wrong_passphrase", detail: null })).toBe(0);
    expect(waitMs({ code: "vault_locked", detail: "9" })).toBe(0);
    expect(waitMs({ code: "passphrase_wait", detail: "a while" })).toBe(0);
  });

  it("is begun anew in the folder of its till", () => {
    expect(beginAnew(null)).toBe("balcao vault move --to file --from-nothing");
    expect(beginAnew("/home/d'ana/caixa 1")).toBe(
      "balcao --home '/home/d'\\''ana/caixa 1' vault move --to file --from-nothing",
    );
  });
});
