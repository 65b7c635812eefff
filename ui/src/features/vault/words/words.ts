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
  /** For how many seconds no passphrase is taken. */
  wait: (seconds: number) => string;
}
