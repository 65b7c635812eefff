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
  /** Of what was asked for and not answered. */
  maybe: string;
  /** In the place of the money's sentence. */
  missingEvents: (events: number) => string;
  openThere: (charges: number) => string;
  /** In the place of what to do. */
  wait: (seconds: number) => string;
  /** Beside it. */
  ceiling: (amount: string) => string;
  lastGoodCopy: (path: string) => string;
  mistake: (detail: string) => string;
}
