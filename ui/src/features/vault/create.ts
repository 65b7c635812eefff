import type { VaultView } from "../../backend/contract";
import type { RefusalCode } from "../../backend/refused";

const OF_THE_KEYRING: readonly RefusalCode[] = [
  "vault_unavailable",
  "vault_silent",
  "vault_forgets",
];

/** Whether it is the system's keyring that fails. */
export function isOfKeyring(code: RefusalCode): boolean {
  return OF_THE_KEYRING.includes(code);
}

/** Whether nothing is kept anywhere yet, so that somebody may still choose where. */
export function isUndecided({ store, chosen }: VaultView): boolean {
  return store === "keyring" && !chosen;
}

/** What is wrong with what was typed twice; what a passphrase has to be, the till says. */
export type Mistake = "missing" | "differs";

export function mistakeOf(passphrase: string, again: string): Mistake | null {
  if (passphrase === "") return "missing";
  return passphrase === again ? null : "differs";
}
