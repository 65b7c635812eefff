import type { Refusal } from "../refusal/refusal";
import type { RefusalCode } from "../../backend/refused";

const OF_A_LOCKED_VAULT: readonly RefusalCode[] = [
  "vault_locked",
  "wrong_passphrase",
  "passphrase_wait",
];

/** Whether a passphrase from a person opens what is refused. */
export function isLocked(refusal: Refusal): boolean {
  return OF_A_LOCKED_VAULT.includes(refusal.code);
}

/** For how long no passphrase is taken, in milliseconds. */
export function waitMs({ code, detail }: Refusal): number {
  const isWait = code === "wrong_passphrase" || code === "passphrase_wait";
  return isWait && detail !== null && /^\d{1,6}$/.test(detail) ? Number(detail) * 1000 : 0;
}

/** The command that begins an empty vault in a terminal; `home`: where the till keeps its files, if not in the usual place. */
export function beginAnew(home: string | null): string {
  const where = home === null ? "" : ` --home '${home.replaceAll("'", "'\\''")}'`;
  return `balcao${where} vault move --to file --from-nothing`;
}
