import type { RefusalCode } from "../../../backend/refused";

/** Words of a till whose encrypted vault is locked. */
export interface VaultWords {
  title: string;
  why: string;
  passphrase: string;
  show: string;
  hide: string;
  open: string;
  opening: string;
  wrong: string;
  empty: string;
  /** Of a passphrase that nobody knows any more: what is lost with it, and what to do. */
  forgotten: string;
  lost: string;
  stays: string;
  inTerminal: string;
  afterwards: string;
  /** For how many seconds no passphrase is taken. */
  wait: (seconds: number) => string;
  /** An encrypted file that somebody begins. */
  create: {
    title: string;
    /** Why the keyring does not do, by how it fails. */
    why: Partial<Record<RefusalCode, string>>;
    whyOther: string;
    file: string;
    rule: string;
    invalid: string;
    again: string;
    againHint: string;
    differs: string;
    /** About what is lost with it. */
    keep: string;
    facts: readonly string[];
    keyring: string;
    create: string;
    creating: string;
    unchanged: string;
  };
}
