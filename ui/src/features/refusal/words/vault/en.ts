import type { RefusalCode } from "../../../../backend/refused";
import type { RefusalWords } from "../words";

/** Of what keeps the secrets. */
export const vaultRefusals = {
  vault_silent: {
    title: "The keyring does not answer",
    money: "Nothing was charged now. What was open is still being asked about.",
    next: "It may be asking for its password in another window. Unlock it and try again; if it stays like this, log in to the computer anew.",
  },
  vault_locked: {
    title: "This till's vault is locked",
    money: "Nothing was charged. What was sold stays as it is.",
    next: "Whoever looks after the shop has to give the vault's passphrase.",
  },
  wrong_passphrase: {
    title: "That is not the vault's passphrase",
    money: "Nothing was changed.",
    next: "Type it again. After several wrong ones the vault waits for longer each time.",
  },
  passphrase_wait: {
    title: "Too many wrong passphrases",
    money: "Nothing was changed.",
    next: "The vault takes no other one for a while. Wait, and type it again.",
  },
  invalid_passphrase: {
    title: "This passphrase will not do",
    money: "Nothing was changed.",
    next: "Use 8 characters or more, on one line.",
  },
  vault_damaged: {
    title: "This till's vault is damaged",
    money: "Nothing was charged. What was sold stays as it is.",
    next: "No passphrase opens it. Put a copy of its file back; without one, begin an empty vault and connect again.",
  },
  vault_missing: {
    title: "The file of this till's vault is missing",
    money: "Nothing was charged. What was sold stays as it is.",
    next: "Put it back into the till's folder; without a copy, begin an empty vault and connect again.",
  },
  vault_too_new: {
    title: "This till's vault is of a newer Balcão",
    money: "Nothing was charged.",
    next: "Update Balcão.",
  },
  vault_forgets: {
    title: "The system does not keep what it is given",
    money: "Nothing was entrusted to it.",
    next: "Secrets would be lost with the session. Choose the encrypted vault.",
  },
  credentials_missing: {
    title: "The vault does not have this till's credentials",
    money: "Nothing was charged.",
    next: "Were its files copied or moved? Whoever looks after the shop connects again: “Connect or change account”, or in a terminal balcao connect.",
  },
  vault_unavailable: {
    title: "The system's keyring does not open",
    money: "Nothing was charged.",
    next: "Unlock this computer's keyring and try again.",
  },
} satisfies Partial<Record<RefusalCode, RefusalWords>>;
