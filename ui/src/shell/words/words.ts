import type { Anomaly, Language, Status, Theme } from "../../backend/contract";
import type { RefusalCode } from "../../backend/refused";
import type { Knowledge } from "../../features/relay/relay";
import type {
  AccountWords,
  CheckWords,
  DoubtWords,
  NoticeWords,
  TroubleWords,
} from "../../features/doubt/words/words";
import type {
  AttentionWords,
  DisputeWords,
  UnmatchedWords,
  PayoutWords,
  RefundWords,
} from "./moneyBack";
import type { RelayWords } from "../../features/relay/words/words";

/** What to say about a command that was not done: first what happened to the money. */
export interface RefusalWords {
  /** A few words. */
  title: string;
  /** What happened to the money. True for a charge and at the start of the till. */
  money: string;
  /** What to do now. */
  next: string;
}

/** Data that some refusals bring, in sentences. */
export interface RefusalFacts {
  /** In the place of the money's sentence. */
  missingEvents: (events: number) => string;
  openThere: (charges: number) => string;
  /** In the place of what to do. */
  wait: (seconds: number) => string;
  /** Beside it. */
  ceiling: (amount: string) => string;
  lastGoodCopy: (path: string) => string;
}

/** One anomaly: its name in lists, its headline, and what to do. */
export interface AnomalyWords {
  short: string;
  title: string;
  advice: string;
}

/** All text of the till. A dictionary that lacks a word does not compile. */
export interface Words {
  bar: {
    till: string;
    help: string;
    idle: string;
    polling: (everySeconds: number) => string;
    live: string;
    alsoPolling: (everySeconds: number) => string;
    /** Not the connected account, but one that is kept to be asked; inside a sentence. */
    oldAccountOf: (provider: string) => string;
    offline: (provider: string) => string;
    refused: (provider: string) => string;
    unreadable: (provider: string) => string;
    toldToWait: (provider: string, time: string) => string;
    cannotWrite: string;
    clockFast: (minutes: number) => string;
    clockSlow: (minutes: number) => string;
    unreachable: string;
    environments: Record<"homologacao" | "producao" | "treino", string>;
  };
  training: { band: string; customerPays: string; bank: string };
  status: Record<Status, string>;
  stoppedWaiting: string;
  anomalies: Record<Exclude<Anomaly, "unproven">, AnomalyWords>;
  doubt: DoubtWords;
  trouble: TroubleWords;
  check: CheckWords;
  accounts: AccountWords;
  notices: NoticeWords;
  sell: {
    amount: string;
    charge: string;
    keypad: string;
    clear: string;
    backspace: string;
    doubleZero: string;
    plus: string;
    times: string;
    last: (amount: string, state: string, time: string) => string;
    zero: string;
    largest: string;
    scanned: string;
    pasteUnread: string;
    quantityUnfit: string;
    cleared: string;
    stillOpen: (amount: string) => string;
  };
  payer: {
    title: string;
    optional: string;
    name: string;
    document: string;
    nameInvalid: string;
    documentInvalid: string;
    open: string;
    close: string;
  };
  sales: {
    title: string;
    firstOfDay: string;
    firstOfDayHint: string;
    hint: string;
    attention: string;
    payouts: string;
    order: (order: string) => string;
    close: string;
  };
  ceiling: {
    title: string;
    question: (amount: string, ceiling: string) => string;
    charge: (amount: string) => string;
    back: string;
  };
  waiting: {
    registering: string;
    registeringHint: string;
    pending: string;
    confirming: string;
    unanswered: string;
    cannotWrite: string;
    unknownOutcome: string;
    howToPay: string;
    noCode: string;
    noCodeAdvice: string;
    expiredCode: string;
    waitedFor: string;
    waitingFor: (clock: string) => string;
    secondsToWait: (seconds: number) => string;
    timeToWait: string;
    qrLabel: (amount: string) => string;
    skeleton: string;
    copyAndPaste: string;
    copy: string;
    copied: string;
    copyFailed: string;
    expiresIn: (clock: string) => string;
    secondsLeft: (seconds: number) => string;
    timeLeft: string;
    rawStatus: (word: string) => string;
    checkNow: string;
    checking: string;
    cancel: string;
    cancelling: string;
    stop: string;
    stopping: string;
    enlarge: string;
    shrink: string;
    notYet: string;
  };
  cancel: {
    title: string;
    question: string;
    yes: string;
    no: string;
    unknown: string;
    stopTitle: string;
    stopQuestion: string;
  };
  paid: {
    title: string;
    banner: (amount: string) => string;
    endToEnd: (tail: string) => string;
    evidence: Record<Knowledge, string>;
    newSale: string;
  };
  odd: {
    inAccount: string;
    charged: string;
    received: string;
    missing: string;
    over: string;
    understood: string;
    charge: (amount: string) => string;
    banner: (amount: string, what: string) => string;
    open: string;
    payments: string;
    several: string;
  };
  ended: {
    nothingTaken: string;
    stillAsking: string;
    neverExpires: string;
    newCode: string;
    makingCode: string;
    newSale: string;
  };
  refund: RefundWords;
  attention: AttentionWords;
  disputes: DisputeWords;
  unmatched: UnmatchedWords;
  payouts: PayoutWords;
  refusals: Record<RefusalCode, RefusalWords>;
  refusalFacts: RefusalFacts;
  failed: {
    retry: string;
    retrying: string;
    back: string;
    details: string;
    banner: (amount: string, what: string) => string;
    stillWatched: string;
  };
  boot: { starting: string; retry: string };
  notConnected: {
    title: string;
    money: string;
    how: string;
    asks: string;
    training: string;
    retry: string;
  };
  help: {
    title: string;
    keys: string;
    digits: string;
    doubleZero: string;
    erase: string;
    eraseAll: string;
    charge: string;
    plus: string;
    times: string;
    paste: string;
    back: string;
    help: string;
    newSale: string;
    checkNow: string;
    lastSales: string;
    enlarge: string;
    relay: string;
    language: string;
    languages: Record<Language, string>;
    theme: string;
    themes: Record<Theme, string>;
    version: (version: string) => string;
    providers: string;
    close: string;
  };
  relay: RelayWords;
  dismiss: string;
}
