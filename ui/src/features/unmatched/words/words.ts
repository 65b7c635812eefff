/** Words of money that arrived without a sale. */
export interface UnmatchedWords {
  title: string;
  headline: (amount: string) => string;
  question: (amount: string) => string;
  unconfirmed: string;
  arrived: string;
  payer: string;
  noPayer: string;
  reference: string;
  noReference: string;
  provider: string;
  payment: string;
  choose: string;
  none: string;
  other: string;
  number: string;
  numberMissing: string;
  sameAmount: string;
  why: string;
  whyExample: string;
  match: string;
  matching: string;
  dismiss: string;
  matched: (order: string) => string;
  dismissed: string;
  matchedState: (order: string) => string;
  dismissedState: string;
  open: string;
  onPayment: (reason: string) => string;
}
