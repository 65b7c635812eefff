import { keyMap } from "../../../shell/keyMap.svelte";
import { refusals } from "../../refusal/words/en";
import { settings } from "../../settings/words/en";
import type { AccountWords, CheckWords, DoubtWords, NoticeWords, TroubleWords } from "./words";

const quoted = (said: string | null): string => (said === null ? "" : `: “${said}”`);
const inBrackets = (said: string | null): string => (said === null ? "" : ` (${said})`);

const says: DoubtWords["says"] = {
  other_account: (said) => `The provider says paid, but of another account${quoted(said)}.`,
  other_id: (said) => `The provider says paid, but of another transaction${quoted(said)}.`,
  other_reference: (said) => `The provider says paid, but of another reference${quoted(said)}.`,
  no_name: (said) => `The provider says paid, but not which charge${quoted(said)}.`,
  amount_absent: (said) => `The provider says paid, but not how much${quoted(said)}.`,
  amount_unreadable: (said) =>
    `The provider says paid, but the amount cannot be read${quoted(said)}.`,
  other_amount: (said) =>
    `The provider answered with another amount${inBrackets(said)}: the code is not shown.`,
  end_to_end_id_taken: (said) =>
    `The provider says paid, but this payment is another sale's already${inBrackets(said)}.`,
  end_to_end_id_unreadable: (said) =>
    `The provider says paid, but the id of the payment cannot be read${quoted(said)}.`,
  at_creation: (said) =>
    `The provider said paid as it made the code${inBrackets(said)}: asking to be sure.`,
  may_be_older: (said) =>
    `What the provider has under this reference may be older than this sale${quoted(said)}.`,
  paid_before: (said) =>
    `The provider says paid of what it has under this reference${inBrackets(said)}, but its code was never shown here.`,
};

export const doubt: DoubtWords = {
  title: "The provider says paid, but does not prove that it is this sale",
  short: "No proof of payment",
  banner: (order) =>
    `Sale ${order}: the provider says paid, but does not prove that it is this sale. Don't hand over yet.`,
  says,
  otherAnswer: {
    title: "The provider's answer does not fit this sale",
    short: "Answer does not fit",
    banner: (order) => `Sale ${order}: the provider's answer does not fit it. Don't hand over yet.`,
  },
  answers: {
    ...says,
    other_account: (said) =>
      `The provider answered of another account${inBrackets(said)}: the code is not shown.`,
    no_name: (said) =>
      `The provider answered without saying which charge${inBrackets(said)}: the code is not shown.`,
    other_id: (said) =>
      `The provider answered with another transaction${inBrackets(said)}: the code is not shown.`,
    other_reference: (said) =>
      `The provider answered with another reference${inBrackets(said)}: the code is not shown.`,
    amount_absent: () => "The provider answered without an amount: the code is not shown.",
    amount_unreadable: (said) =>
      `The provider answered with an amount that cannot be read${inBrackets(said)}: the code is not shown.`,
  },
  besidePaid: {
    title: "Paid, and one more charge without a proof",
    short: "Paid, and one more without proof",
    text: "This sale is paid. This is about another code of it:",
  },
  wait: "Don't hand over yet.",
  notAgain: "If the customer has paid already, do not ask for it again.",
  several: (sales) => `${sales} sales without proof of payment. Do not hand over yet.`,
  get check() {
    return `Look in the provider's panel; Check now (${keyMap.of("check_now")}) asks again.`;
  },
  unknown: "We don't know whether the money has arrived.",
};

export const trouble: TroubleWords = {
  since: (time) => `Since ${time}.`,
  what: {
    not_found: (provider) =>
      `${provider} says that it does not know this charge. Look in the provider's panel before you hand over.`,
    refused: (provider) =>
      `${provider} refuses the credentials: we don't know whether the payment has arrived. Whoever looks after the shop has to connect again, with balcao connect.`,
    unreadable: (provider) =>
      `${provider}'s answer cannot be read: we don't know whether the payment has arrived. Look in the provider's panel.`,
    told_to_wait: (provider) =>
      `${provider} has asked for a pause: we don't know whether the payment has arrived. The till asks again right after it.`,
    offline: (what) =>
      `${what}: we don't know whether the payment has arrived. The till keeps trying.`,
    not_connected: (provider) =>
      `This charge's account at ${provider} is not connected: nobody asks about it. Connect that account again, with balcao connect.`,
  },
  unshown: {
    not_found: (provider) =>
      `No code was shown: nobody can have paid. ${provider} says that it does not know this charge.`,
    refused: (provider) =>
      `No code was shown: nobody can have paid. ${provider} refuses the credentials: whoever looks after the shop has to connect again, with balcao connect.`,
    unreadable: (provider) =>
      `No code was shown: nobody can have paid. The answer of ${provider} cannot be read; the till asks again, without charging twice.`,
    told_to_wait: (provider) =>
      `No code was shown: nobody can have paid. ${provider} asks for patience; the till asks for the code right after.`,
    offline: (what) => `No code was shown: nobody can have paid. ${what}; the till goes on trying.`,
    not_connected: (provider) =>
      `No code was shown: nobody can have paid. The account of ${provider} of this charge is not connected.`,
  },
};

export const check: CheckWords = {
  unchanged: "Nothing has changed so far.",
  payment: "We don't know whether the payment has arrived: the bank could not be asked.",
  paymentUnread: "We don't know whether the payment has arrived: the bank's answer cannot be read.",
  refund: "We don't know whether the money is back already: the bank could not be asked.",
  refundUnread:
    "We don't know whether the money is back already: the bank's answer cannot be read.",
  refused: "The provider refused the question",
  refusedNext: "Look in the provider's panel and try again.",
};

export const accounts: AccountWords = {
  trial: "staging",
  training: "training",
  kept: "old account, only to be asked",
};

export const notices: NoticeWords = {
  charges_bound: ({ charges, provider, address }) =>
    charges === 1
      ? `1 open charge from before now belongs to the account of ${provider} that is connected (${address}).`
      : `${charges} open charges from before now belong to the account of ${provider} that is connected (${address}).`,
  account_kept: ({ charges, provider, address }) =>
    `The old account of ${provider} (${address}) is kept only to be asked about ${charges === 1 ? "1 open charge" : `${charges} open charges`} there. New sales don't go through it.`,
  settings_unreadable: ({ file, mistakes }) =>
    `The file of the settings has ${mistakes.length === 1 ? "a mistake" : "mistakes"}: the till goes on by what held before, and leaves the file alone (${file}: ${mistakes.map(settings.mistake).join("; ")}).`,
  settings_unknown: ({ keys }) =>
    `The file of the settings has ${keys.length === 1 ? "a key" : "keys"} that this Balcão does not know, and that ${keys.length === 1 ? "does" : "do"} not hold: ${keys.map(settings.unknownKey).join("; ")}.`,
  pin_forgotten: ({ name }) =>
    `Somebody changed the PIN of ${name} on this computer, without a manager. If nobody agreed to that, change the PINs.`,
  cannot_sell: ({ failure }) =>
    `${refusals[failure.code].title}: the till sells no further. What is under way is followed to its end. ${refusals[failure.code].next}`,
  access_asked: ({ code }) =>
    `A browser page on this computer asks for access to the till. If it was you, type this code there: ${code}`,
  new_code: ({ code }) =>
    `This till's files were copied or moved: it has a new code, ${code}, so that it is not taken for another till.`,
};
