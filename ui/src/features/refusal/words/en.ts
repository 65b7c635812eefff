import type { RefusalCode } from "../../../backend/refused";
import { keyMap } from "../../../shell/keyMap.svelte";
import { counterRefusals } from "./counter/en";
import { vaultRefusals } from "./vault/en";
import type { RefusalFacts, RefusalWords } from "./words";

export const refusals: Record<RefusalCode, RefusalWords> = {
  ...vaultRefusals,
  ...counterRefusals,
  invalid_amount: {
    title: "Amount refused",
    money: "Nothing was charged.",
    next: "Correct the amount and charge again.",
  },
  above_ceiling: {
    title: "Amount above the ceiling",
    money: "Nothing was charged.",
    next: "Confirm the amount and charge again.",
  },
  invalid_payer_name: {
    title: "Customer's name refused",
    money: "Nothing was charged.",
    next: "Write the full name and charge again.",
  },
  invalid_document: {
    title: "CPF or CNPJ refused",
    money: "Nothing was charged.",
    next: "Check the digits and charge again.",
  },
  invalid_request: {
    title: "The till did not understand",
    money: "Nothing was charged.",
    next: "Begin a new sale.",
  },
  not_connected: {
    title: "No bank is connected",
    money: "Nothing was charged.",
    next: "Connect a provider in the terminal and try again.",
  },
  credentials_refused: {
    title: "The provider refused our credentials",
    money: "Nothing was charged and no code was shown.",
    get next() {
      return `Whoever looks after the shop connects again: “Connect or change account”, in the help (${keyMap.of("help")}), or balcao connect in a terminal.`;
    },
  },
  other_environment: {
    title: "These credentials are of another environment",
    money: "Nothing was kept and nothing was charged.",
    next: "Change the environment, or paste the credentials of this one.",
  },
  provider_unreachable: {
    title: "The provider cannot be reached",
    money: "Nothing was charged: the request did not leave this computer.",
    next: "Check the internet and try again.",
  },
  provider_refused: {
    title: "The provider refused the charge",
    money: "Nothing was charged and no code was shown.",
    next: "See the reason below, correct it and charge again.",
  },
  provider_unreadable: {
    title: "The provider's answer cannot be read",
    money: "We don't know whether any money has arrived.",
    next: "Don't hand over yet: look in the provider's panel and try again.",
  },
  provider_asks_to_wait: {
    title: "The provider asked for a pause",
    money: "Nothing has changed: the provider did not answer the request.",
    next: "Wait a little and try again.",
  },
  not_this_provider: {
    title: "Something else answers at that address, not this provider",
    money: "Nothing was changed: the connection from before stays.",
    next: "Check the address and connect again.",
  },
  charges_open: {
    title: "Some sales may still be paid",
    money: "Nothing was changed: the till still waits for them.",
    next: "Wait for the payment, or cancel the sales, and try again.",
  },
  money_open_there: {
    title: "There is open money at that provider",
    money: "Nothing was changed: charges or refunds are still open at that provider.",
    next: "Wait until they end, or use balcao disconnect with --keep-asking: only what is needed to ask is kept.",
  },
  never_confirmed: {
    title: "The bank never confirmed the charge",
    money: "No code was shown, so nobody can have paid.",
    next: "Check the internet and try again.",
  },
  unknown_there: {
    title: "The provider does not know the charge",
    money: "We don't know whether the money has come.",
    next: "The provider says that it does not know this charge, and the till has stopped waiting. Look in the provider's panel before you hand over.",
  },
  never_proved: {
    title: "The provider says paid and never proved it",
    money: "We don't know whether the money has come.",
    next: "The till has stopped waiting for a proof. Look in the provider's panel before you hand over.",
  },
  never_heard: {
    title: "Nobody was heard about the charge",
    money: "We don't know whether the money has come.",
    next: "Nobody was heard for a week, and the till has stopped waiting. Look in the provider's panel before you hand over.",
  },
  given_up: {
    title: "We stopped waiting",
    money: "We don't know whether any money has come.",
    next: "Somebody at the till gave this charge up. If the customer says that it is paid, look in the provider's panel before you hand over.",
  },
  confirmed_by_hand: {
    title: "This sale is confirmed by hand",
    money: "Nothing was changed.",
    next: "Only the bank's answer changes it now.",
  },
  nothing_to_confirm: {
    title: "There is nothing to confirm",
    money:
      "Nothing was changed: the code of this sale was never shown, so that nobody can have paid.",
    next: "Charge again.",
  },
  payer_blanked: {
    title: "This sale gets no new code",
    money: "Nothing was charged: the data of its payer was blanked.",
    next: "Begin a new sale.",
  },
  invalid_end_to_end_id: {
    title: "This is no Pix code",
    money: "Nothing was changed.",
    next: "Check the receipt: the code begins with E and has 32 letters and digits.",
  },
  end_to_end_id_too_old: {
    title: "This Pix is from before this sale",
    money: "Nothing was changed.",
    next: "Ask for the receipt of this payment.",
  },
  end_to_end_id_ahead: {
    title: "The date of this code has not come yet",
    money: "Nothing was changed.",
    next: "Check the receipt, and this computer's clock.",
  },
  end_to_end_id_taken: {
    title: "This code is of another payment already",
    money: "Nothing was changed.",
    next: "The receipt may be a repeated one: check with the customer.",
  },
  order_not_found: {
    title: "Sale not found",
    money: "Nothing was charged now.",
    get next() {
      return `Look in Last sales (${keyMap.of("last_sales")}).`;
    },
  },
  reference_taken: {
    title: "Reference already used",
    money: "Nothing was charged now.",
    next: "Begin a new sale.",
  },
  already_paid: {
    title: "This sale is already paid",
    money: "The money is already in the shop's account.",
    get next() {
      return `See Last sales (${keyMap.of("last_sales")}).`;
    },
  },
  log_damaged: {
    title: "The order log is damaged",
    money: "Nothing was charged. The till does not sell on a damaged log.",
    next: "Call whoever looks after the system: balcao verify shows where.",
  },
  log_unwritable: {
    title: "The order log cannot be written",
    money:
      "Nothing new is charged: the till does not send what it has not written down. What was sent stands.",
    next: "Free disk space or allow writing, then try again.",
  },
  log_busy: {
    title: "Another program holds this till's log",
    money: "Nothing was charged now.",
    next: "Wait a little and try again. If it stays like this, close the other program.",
  },
  log_too_new: {
    title: "The order log is of a newer version",
    money: "Nothing was charged and nothing in the log was changed.",
    next: "Install the newest version of Balcão.",
  },
  log_behind: {
    title: "The end of the order log is missing",
    money: "Nothing was charged. What was paid stays in the shop's account.",
    next: "Close the till and run in a terminal: balcao restore FILE, with the last good backup or with what is left (order-log.db; balcao doctor shows the folder); without either, balcao restore --from-nothing. Without a relay, look in the provider's panel for what was paid since.",
  },
  no_till: {
    title: "There is no till in this folder",
    money: "Nothing was done, and no new till was begun.",
    next: "Check the folder (--home or BALCAO_HOME) and open again. To begin a new till there, open with --create.",
  },
  home_not_private: {
    title: "The till's folder is open to others",
    money: "Nothing was written: sales hold names and CPFs.",
    next: "Use a folder of the till's own, closed to the other users of this computer (chmod 700).",
  },
  training_home: {
    title: "This folder is a training till's",
    money: "Nothing was charged: real sales don't go into the log of the training.",
    next: "Open it with --training, or use another folder for real sales (--home).",
  },
  other_money: {
    title: "Training and real sales don't mix",
    money:
      "Nothing was changed: the order log is of training and the till is real, or the other way round.",
    next: "Open training with --training in the training's folder, and real sales without.",
  },
  till_in_use: {
    title: "Another program has this till open",
    money: "Nothing was changed.",
    next: "Close it and try again.",
  },
  not_restorable: {
    title: "This file cannot be restored",
    money: "Nothing in the order log was changed.",
    next: "It is no whole order log. Choose another backup.",
  },
  file_not_saved: {
    title: "The file was not saved",
    money: "Nothing has changed.",
    next: "There is a file of that name already, or the folder takes none, or the disk is full.",
  },
  backup_folder_missing: {
    title: "There is no such folder",
    money: "Nothing was copied.",
    next: "Check the path. Is the pen drive plugged in?",
  },
  backup_folder_full: {
    title: "There is no room in that folder",
    money: "Nothing was copied.",
    next: "Free some, or choose another folder.",
  },
  backup_folder_unwritable: {
    title: "That folder does not take the copy",
    money: "Nothing was copied.",
    next: "It is read-only, somebody else's, or the pen drive is gone. Choose another.",
  },
  invalid_relay_address: {
    title: "This address will not do",
    money: "Nothing was changed.",
    next: "It begins with https:// (http:// only on this computer).",
  },
  invalid_pairing_code: {
    title: "This code will not do",
    money: "Nothing was changed.",
    next: "It has 8 letters and digits, such as 7K3M-01V9.",
  },
  not_paired: {
    title: "This till has no live connection",
    money: "Sales go on by asking the bank.",
    next: "Pair the till with a relay.",
  },
  pairing_refused: {
    title: "The relay refused the code",
    money: "Nothing was changed. Sales go on by asking the bank.",
    next: "It is unknown, was used, or has expired (it lasts 10 minutes). Ask whoever runs the relay for a new one.",
  },
  foreign_ingest: {
    title: "The relay gave an address for notices that is not its own",
    money: "Nothing has changed. Sales go on by asking.",
    next: "Do not pair with it before you have talked to whoever runs it.",
  },
  relay_unreachable: {
    title: "No relay answers at this address",
    money: "Nothing was changed. Sales go on by asking the bank.",
    next: "Check the address and the internet and try again.",
  },
  unknown_provider: {
    title: "This provider is not connected",
    money: "Nothing was charged.",
    next: "Connect the provider in the terminal: balcao connect.",
  },
  nothing_to_refund: {
    title: "This sale has nothing to give back",
    money: "Nothing left the shop's account now.",
    get next() {
      return `The money has not come, went back already, or is on its way. See Last sales (${keyMap.of("last_sales")}).`;
    },
  },
  which_attempt: {
    title: "This sale was paid more than once",
    money: "The money is still in the shop's account.",
    next: "Choose which payment goes back.",
  },
  refund_not_offered: {
    title: "This provider does not refund from here",
    money: "The money is still in the shop's account.",
    next: "Make the refund in the provider's panel; it shows here afterwards.",
  },
  refund_too_late: {
    title: "The 90 days of Pix are over",
    money: "The money is still in the shop's account.",
    next: "Agree with the customer on another way to give it back.",
  },
  refund_refused: {
    title: "The provider refused the refund",
    money: "The money is still in the shop's account.",
    next: "See the reason. If it can be mended, ask for the refund again.",
  },
  no_dispute: {
    title: "This sale has no open dispute",
    money: "Nothing was changed.",
    next: "Somebody must have closed it already.",
  },
  unmatched_not_found: {
    title: "This money is not on the list",
    money: "Nothing was changed.",
    next: "Close the list and open it again.",
  },
  unmatched_resolved: {
    title: "Somebody has dealt with this money already",
    money: "Nothing was changed.",
    next: "Show what is closed too to see how.",
  },
  unmatched_gone: {
    title: "The provider says that this money is no longer in the account",
    money: "Nothing was matched to the sale.",
    next: "Check in the provider's panel and set it aside with the reason.",
  },
  reason_needed: {
    title: "The reason is missing",
    money: "Nothing was changed.",
    next: "Write the reason, up to 200 letters.",
  },
  unknown_setting: {
    title: "There is no such setting",
    money: "Nothing was changed.",
    next: "Close the settings and open them again.",
  },
  invalid_setting: {
    title: "This value is not allowed",
    money: "Nothing was changed.",
    next: "Type another one.",
  },
  setting_not_here: {
    title: "This setting is changed elsewhere",
    money: "Nothing was changed.",
    next: "Use the help's live connection.",
  },
  not_allowed: {
    title: "You may not do this",
    money: "Nothing was changed.",
    next: "Call the manager.",
  },
  signed_out: {
    title: "Nobody is signed in at this till",
    money: "Nothing was changed.",
    next: "Sign in with your PIN.",
  },
  wrong_pin: { title: "Wrong PIN", money: "Nothing was changed.", next: "Try again." },
  pin_wait: {
    title: "Wrong PIN too often",
    money: "Nothing was changed.",
    next: "Wait a little; somebody else may sign in.",
  },
  invalid_pin: {
    title: "This is no PIN",
    money: "Nothing was changed.",
    next: "A PIN has 4 to 8 digits.",
  },
  invalid_operator_name: {
    title: "The name was refused",
    money: "Nothing was changed.",
    next: "Write a name of up to 40 letters.",
  },
  operator_name_taken: {
    title: "Somebody of that name works here already",
    money: "Nothing was changed.",
    next: "Add a surname, so that it is known who did what.",
  },
  operator_not_found: {
    title: "This operator works here no more",
    money: "Nothing was changed.",
    next: "Choose another in the list.",
  },
  manager_needed: {
    title: "This is the last manager",
    money: "Nothing was changed.",
    next: "Make another operator a manager first.",
  },
  too_many_operators: {
    title: "There are too many operators",
    money: "Nothing was changed.",
    next: "This till has all that it can have.",
  },
  operators_lost: {
    title: "The vault has lost this till's operators",
    money: "The open sales are still watched.",
    next: "Call whoever has set Balcão up: on this computer, the command balcao operator pin gives a manager a new PIN.",
  },
  clock_wrong: {
    title: "This computer's clock is wrong",
    money: "Sales stay valid.",
    next: "Set the computer's clock right.",
  },
  training_only: {
    title: "Only in training mode",
    money: "Nothing was charged.",
    next: "Begin a new sale.",
  },
  settings_unreadable: {
    title: "The file of the settings has a mistake",
    money: "Nothing was changed.",
    next: "Mend the file, or delete the wrong line, and try again.",
  },
  internal: {
    title: "A fault of ours",
    money: "No code was shown, so nobody can have paid. The same sale is never charged twice.",
    next: "Try again.",
  },
  not_approved: {
    title: "Nobody has approved it",
    money: "Nothing was changed.",
    next: "Call a manager and ask again.",
  },
  session_ended: {
    title: "This page has no access to the till",
    money: "The till keeps watching the open sales.",
    next: "Ask for access: the till shows a code, which you type here.",
  },
  till_unreachable: {
    title: "This page has lost the till",
    money: "No code was shown, so nobody can have paid. The same sale is never charged twice.",
    next: "Check that the till is open and try again.",
  },
  till_slow: {
    title: "The till took too long to answer",
    money: "We don't know yet whether it was done. The same sale is never charged twice.",
    next: "Try again.",
  },
  not_the_till: {
    title: "The answer did not come from the till",
    money:
      "We don't know yet whether the request reached the till. The same sale is never charged twice.",
    next: "Another program answered in its place. Check this page's address and try again.",
  },
};

export const refusalFacts: RefusalFacts = {
  maybe: "We don’t know yet whether it was done.",
  missingEvents: (events) =>
    events === 1
      ? "Nothing was charged: the log's last event is missing. What was paid stays in the shop's account."
      : `Nothing was charged: the log's last ${events} events are missing. What was paid stays in the shop's account.`,
  openThere: (charges) =>
    charges === 1
      ? "Nothing was changed: 1 charge or refund is still open at that provider."
      : `Nothing was changed: ${charges} charges or refunds are still open at that provider.`,
  wait: (seconds) => `Wait ${seconds} s and try again.`,
  ceiling: (amount) => `The shop's ceiling: ${amount}`,
  lastGoodCopy: (path) => `Last good copy: ${path}`,
  mistake: (detail) => detail,
};
