import type { VaultWords } from "./words";

export const vault: VaultWords = {
  title: "This till's vault is locked",
  why: "The credentials of this till are in an encrypted file. Type its passphrase to open the till. What was sold stays as it is.",
  passphrase: "The vault's passphrase",
  show: "Show what is typed",
  hide: "Hide what is typed",
  open: "Open the vault",
  opening: "Opening…",
  wrong: "That is not the passphrase.",
  empty: "Type the passphrase.",
  wait: (seconds) => `The vault takes another one in ${seconds} s.`,
};
