import * as access from "../../features/access/words/en";
import * as attention from "../../features/attention/words/en";
import * as backup from "../../features/backup/words/en";
import * as byHand from "../../features/byHand/words/en";
import * as receiptCheck from "../../features/check/words/en";
import * as connect from "../../features/connect/words/en";
import * as dispute from "../../features/dispute/words/en";
import * as doctor from "../../features/doctor/words/en";
import * as doubt from "../../features/doubt/words/en";
import * as firstRun from "../../features/first_run/words/en";
import * as help from "../../features/help/words/en";
import * as history from "../../features/history/words/en";
import * as obstacle from "../../features/obstacle/words/en";
import * as operator from "../../features/operator/words/en";
import * as payout from "../../features/payout/words/en";
import * as refund from "../../features/refund/words/en";
import * as refusal from "../../features/refusal/words/en";
import * as relay from "../../features/relay/words/en";
import * as sale from "../../features/sale/words/en";
import * as settings from "../../features/settings/words/en";
import * as shift from "../../features/shift/words/en";
import * as slip from "../../features/slip/words/en";
import * as training from "../../features/training/words/en";
import * as unmatched from "../../features/unmatched/words/en";
import * as vault from "../../features/vault/words/en";
import type { Words } from "./words";

export const en: Words = {
  bar: {
    till: "Balcão",
    soundOff: "Sound is off: press a key or touch the screen",
    help: "Help",
    sales: "Last sales",
    moreNews: (count) => `${count}\u{a0}more`,
    notConnected: "No bank connected",
    cannotSell: "Sales are stopped",
    idle: "Ready",
    polling: "Asking the bank",
    live: "Live",
    everySeconds: (everySeconds) => `Asking every ${everySeconds} s`,
    oldAccountOf: (provider) => `the old account of ${provider}`,
    linkLost: "Lost the live connection, trying again",
    linkLostAsking: "Lost the live connection. Asking the bank",
    tryingAgain: (what) => `${what}, trying again`,
    refused: (provider) => `${provider} refuses the credentials`,
    unreadable: (provider) => `${provider}'s answer cannot be read`,
    toldToWait: (provider, time) => `${provider} asked for a pause until ${time}`,
    cannotWrite: "Nothing can be written: the disk is full or busy",
    clockFast: (minutes) => `This computer's clock is ${minutes} min fast`,
    clockSlow: (minutes) => `This computer's clock is ${minutes} min slow`,
    unreachable: "Lost the till, trying again",
    environments: {
      homologacao: "staging",
      producao: "production",
      treino: "training",
      other: "own environment",
    },
  },
  boot: { starting: "Opening the till", retry: "Try again" },
  dismiss: "Dismiss",
  ...sale,
  ...access,
  ...byHand,
  ...refund,
  ...dispute,
  ...unmatched,
  ...vault,
  ...obstacle,
  ...operator,
  ...payout,
  ...history,
  ...receiptCheck,
  ...attention,
  ...doubt,
  ...refusal,
  ...relay,
  ...doctor,
  ...backup,
  ...connect,
  ...settings,
  ...firstRun,
  ...shift,
  ...slip,
  ...training,
  ...help,
};
