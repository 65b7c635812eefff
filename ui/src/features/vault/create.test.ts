import { expect, it } from "vitest";
import type { VaultView } from "../../backend/contract";
import { isOfKeyring, isUndecided, mistakeOf } from "./create";

const silent: VaultView = {
  store: "keyring",
  chosen: false,
  failure: { code: "vault_silent", detail: null },
  entries: null,
  file: null,
  unlocked_by: null,
  wait_s: null,
  left_in: null,
  probe_ms: null,
};

it("leaves the choice open until something is kept", () => {
  expect(isUndecided(silent)).toBe(true);
  expect(isUndecided({ ...silent, chosen: true })).toBe(false);
  expect(isUndecided({ ...silent, store: "file" })).toBe(false);
});

it("knows a keyring's failure from a file's", () => {
  for (const code of ["vault_unavailable", "vault_silent", "vault_forgets"] as const)
    expect(isOfKeyring(code)).toBe(true);
  for (const code of ["vault_locked", "wrong_passphrase", "credentials_refused"] as const)
    expect(isOfKeyring(code)).toBe(false);
});

it("takes what was typed twice alike", () => {
  expect(mistakeOf("cinco palavras", "cinco palavras")).toBeNull();
  expect(mistakeOf("cinco palavras", "cinco palavras ")).toBe("differs");
  expect(mistakeOf("", "")).toBe("missing");
});
