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
  forgotten: "I forgot the passphrase",
  lost: "Nobody can find it again. The account's credentials, the pairing with the relay, and the PINs are lost with it.",
  stays: "What was sold, and the money in the account, are not lost.",
  inTerminal: "Close the till and begin an empty vault in a terminal of this computer:",
  afterwards:
    "It asks first, and keeps the old vault beside the new one. Then connect the account again, and add the operators and the relay, if there is one.",
  wait: (seconds) => `The vault takes another one in ${seconds} s.`,
  create: {
    title: "Make this till's vault",
    why: {
      vault_silent: "This computer's keyring does not answer.",
      vault_forgets: "This computer's keyring forgets what it is given.",
    },
    whyOther: "This computer has no keyring that opens.",
    file: "The credentials will be in an encrypted file that only your passphrase opens.",
    rule: "8 characters or more. Five random words are worth more than signs.",
    invalid: "Use 8 characters or more, on one line.",
    again: "The same passphrase again",
    againHint: "To be sure that it was typed right",
    differs: "The two are not the same. Type this one again.",
    keep: "Keep this passphrase well",
    facts: [
      "The till asks for it each time it opens.",
      "Whoever forgets it loses the credentials: connect the account and pair again. Nobody can find it again.",
      "What was sold is not lost.",
    ],
    keyring: "Look for the keyring again",
    create: "Make the vault",
    creating: "Making it…",
    unchanged: "Nothing was kept.",
  },
};
