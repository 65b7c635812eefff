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
    order: (order: string) => string;
    close: string;
  };
}
