/** Words of the list of last sales. */
export interface HistoryWords {
  sales: {
    title: string;
    firstOfDay: string;
    firstOfDayHint: string;
    hint: string;
    all: string;
    attention: string;
    payouts: string;
    /** Behind what was received, where another sum was charged. */
    of: (charged: string) => string;
    back: string;
    /** To the code of the customer who waits. */
    backToWaiting: string;
    order: (order: string) => string;
    close: string;
  };
}
