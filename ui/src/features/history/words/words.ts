import type {
  DisputeOutcome,
  Evidence,
  ExportFormat,
  ExportKind,
  OrderEvidence,
  RefundSource,
} from "../../../backend/contract";
import type { Days } from "../query";

/** What a line of the life of a sale says. `who`: by name; null: the till itself, its owner, or nobody knows. */
export interface LifeWords {
  /** What the list of them is called for those who hear it. */
  title: string;
  loading: string;
  charged: (who: string | null, amount: string) => string;
  newCode: (who: string | null) => string;
  registered: (seconds: string) => string;
  /** `until`: a time; null: the code has no end. */
  goodUntil: (provider: string, until: string | null) => string;
  notRegistered: string;
  hinted: string;
  noProofYet: string;
  paid: Record<Evidence, (provider: string) => string>;
  proof: Record<Evidence, string>;
  paidOther: (amount: string, provider: string) => string;
  wasAsked: (amount: string) => string;
  /** `proof` with the provider's time of payment. */
  paidAt: (proof: string, time: string) => string;
  confirmed: string;
  saysTheSame: string;
  expired: string;
  cancelRequested: (who: string | null) => string;
  cancelled: string;
  doubted: string;
  givenUp: (who: string | null) => string;
  byHand: (who: string | null) => string;
  matched: (who: string | null) => string;
  /** `amount`: null: all that is there. */
  refundRequested: (who: string | null, amount: string | null) => string;
  refundAccepted: string;
  notBackYet: string;
  refundFailed: string;
  refunded: (amount: string) => string;
  refundedBy: Record<RefundSource, string>;
  disputed: string;
  disputeClosed: (who: string | null, outcome: DisputeOutcome | null) => string;
  noted: (who: string | null) => string;
  /** `copy`: 1 for the first, above it a copy. */
  printed: (who: string | null, copy: number) => string;
  receiptChecked: (who: string | null) => string;
  unknown: string;
}

/** Words of the history, and of the strip of last sales beside the keypad. */
export interface HistoryWords {
  sales: {
    title: string;
    firstOfDay: string;
    firstOfDayHint: string;
    all: string;
    attention: string;
    payouts: string;
    /** Behind what was received, where another sum was charged. */
    of: (charged: string) => string;
    back: string;
    /** To the code of the customer who waits. */
    backToWaiting: string;
    order: (order: string) => string;
  };
  history: {
    title: string;
    /** What can be typed into the search. */
    search: string;
    clear: string;
    checkReceipt: string;
    days: string;
    dayNames: Record<Days, string>;
    from: string;
    to: string;
    dayExample: string;
    dayWrong: string;
    dayBefore: string;
    dayAfter: string;
    filters: { state: string; operator: string; provider: string; evidence: string };
    /** The choice of a filter that lets all through. */
    everything: string;
    odd: string;
    evidence: Record<OrderEvidence, string>;
    list: string;
    columns: {
      time: string;
      order: string;
      state: string;
      payer: string;
      seller: string;
      amount: string;
    };
    nobodyYet: string;
    nobody: string;
    approved: (name: string) => string;
    totals: {
      sales: (count: string, isCut: boolean, isOne: boolean) => string;
      received: string;
      refunded: string;
      open: string;
      byHand: string;
      counting: string;
    };
    export: string;
    noSales: (days: string) => string;
    noSalesHint: string;
    seeAll: string;
    /** `what` was searched for; null: only filters were chosen. */
    nothingFound: (what: string | null, days: string) => string;
    nothingFoundHint: string;
    clearFilters: string;
    searchAllDays: string;
    checkThisId: string;
    notListed: string;
    again: string;
    hint: string;
  };
  life: LifeWords;
  lifeActs: {
    open: string;
    copy: string;
    refund: string;
    note: string;
    folder: string;
    match: string;
    endToEnd: string;
    /** `waiting`: how many slips wait for the printer. */
    printed: (waiting: number) => string;
    printTrouble: string;
    saving: string;
    /** `pdf`: where it is; `zip`: the name of the file beside it. */
    folderSaved: (pdf: string, zip: string) => string;
    noteLabel: string;
    noteHint: string;
    noteMissing: string;
    saveNote: string;
    leaveNote: string;
    noted: string;
    backToList: string;
    unchanged: string;
  };
  exports: {
    title: string;
    text: string;
    kind: string;
    kinds: Record<ExportKind, string>;
    format: string;
    formats: Record<ExportFormat, string>;
    save: string;
    saving: string;
    saved: (rows: string, isOne: boolean, path: string) => string;
    total: (amount: string) => string;
    unchanged: string;
  };
}
