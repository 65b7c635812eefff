import type { ReceiptVerdict } from "../../../backend/contract";

/** Words of the check of what a customer shows. */
export interface ReceiptCheckWords {
  receiptCheck: {
    title: string;
    intro: string;
    /** The sale that the customer says it paid. */
    of: (order: string, amount: string) => string;
    code: string;
    codeHint: string;
    clear: string;
    saysDate: string;
    /** What a code says of itself: a day with a time. */
    pixOf: (moment: string) => string;
    fromBank: string;
    /** `name`: null: a bank that is not known here. */
    bank: (name: string | null, ispb: string) => string;
    amount: string;
    amountHint: string;
    /** What was typed is taken for this amount. */
    amountRead: (amount: string) => string;
    at: string;
    atHint: string;
    wrong: {
      nothing: string;
      noCode: string;
      tooLong: (letters: string) => string;
      amount: string;
      amountMissing: string;
      at: string;
      atMissing: string;
    };
    back: string;
    check: string;
    /** `provider`: null: there are several. */
    asking: (provider: string | null) => string;
    empty: string;
    emptyText: string;
    unchanged: string;
    verdicts: Record<ReceiptVerdict, { word: string }>;
    /** A moment of today, and one of another day, inside a sentence. */
    today: (time: string) => string;
    onDay: (moment: string) => string;
    received: (when: string, order: string | null, seller: string | null) => string;
    otherAmount: (came: string, shown: string | null) => string;
    otherAmountLess: (missing: string) => string;
    otherAmountMore: string;
    partlyBack: (came: string, returned: string) => string;
    partlyBackText: string;
    otherSale: (order: string) => string;
    otherSaleText: (amount: string | null, when: string | null) => string;
    noSale: (amount: string | null) => string;
    noSaleText: (when: string | null) => string;
    used: (order: string, when: string) => string;
    usedText: (time: string | null) => string;
    shownBefore: string;
    shownBeforeText: string;
    notThere: (providers: string, isOne: boolean) => string;
    notThereText: string;
    notThereByAmount: string;
    scheduled: (day: string | null) => string;
    scheduledText: string;
    unheard: (providers: string, isOne: boolean) => string;
    unheardText: string;
    /** Everybody has answered, and amount and time alone do not tell. */
    notSure: string;
    notSureText: string;
    /** Those whom nobody can ask for a payment by its id. */
    notAskedById: (providers: string, isOne: boolean) => string;
    payer: string;
    thisCode: string;
    firstTime: string;
    /** `by`: null: the owner. */
    before: (times: number, moment: string, by: string | null) => string;
    asked: (provider: string) => string;
    answered: (seconds: string) => string;
    notAnswered: string;
    askedChargesOnly: (seconds: string) => string;
    candidates: string;
    act: {
      seeSale: (order: string) => string;
      charge: (amount: string) => string;
      chargeAgain: string;
      toCharge: string;
      match: string;
      again: string;
      askNow: string;
      other: string;
    };
    /** Behind what leads here from the ways out of a long wait. */
    shows: string;
    showsText: string;
    open: string;
  };
}
