import type { Anomaly, Status } from "../../../backend/contract";
import type { Knowledge } from "../../relay/relay";

/** One anomaly: its name in lists, its headline, and what to do. */
export interface AnomalyWords {
  short: string;
  title: string;
  advice: string;
}

/** Words of selling: from the amount to what came of it. */
export interface SaleWords {
  status: Record<Status, string>;
  stoppedWaiting: string;
  notSent: string;
  anomalies: Record<Exclude<Anomaly, "unproven">, AnomalyWords>;
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
    unread: string;
    /** Some of the amounts have a comma, and some have none. */
    mixed: string;
    scanned: string;
    scanIgnored: string;
    pasteUnread: string;
    quantityUnfit: string;
    cleared: string;
    notArrived: string;
    stillOpen: (amount: string) => string;
    stillUnknown: (amount: string) => string;
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
    /** The till itself is not heard, so that nobody would be told of a payment. */
    tillUnreachable: string;
    tillUnreachableAdvice: string;
    cannotWrite: string;
    unknownOutcome: string;
    /** Before the name of who is paid. */
    payee: string;
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
    /** Leaves a sale whose code has not come. */
    giveUp: string;
    cancelling: string;
    stop: string;
    stopping: string;
    enlarge: string;
    shrink: string;
    notYet: string;
  };
  cancel: {
    title: (amount: string) => string;
    question: string;
    yes: string;
    no: string;
    unknown: string;
    stopTitle: (amount: string) => string;
    stopQuestion: string;
  };
  paid: {
    title: string;
    banner: (order: string, amount: string) => string;
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
    /** Names the sale: its number, time and amount. */
    which: (order: string, time: string, amount: string) => string;
    /** `back` went back to the payer already; null: nothing. */
    banner: (which: string, what: string, received: string, back: string | null) => string;
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
  failed: {
    retry: string;
    back: string;
    details: string;
    banner: (amount: string, what: string) => string;
    /** `what` keeps the answer from being known. */
    unknownBanner: (amount: string, what: string) => string;
    stillWatched: string;
  };
}
