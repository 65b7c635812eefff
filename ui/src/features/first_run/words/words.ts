/** Words of the first run and of setting a shop up. */
export interface FirstRunWords {
  firstRun: {
    name: string;
    title: string;
    choose: string;
    inFolder: (folder: string) => string;
    tryTitle: string;
    tryText: string;
    tryFacts: readonly string[];
    try: string;
    tryAgain: string;
    connectTitle: string;
    connectText: string;
    connectFacts: readonly string[];
    connect: string;
    resume: (open: number) => string;
    sellNow: string;
    bringSales: string;
    language: string;
    opening: string;
    unchanged: string;
    setup: string;
    steps: string;
    step: Record<
      "vault" | "choose" | "fields" | "tested" | "shop" | "relay" | "manager" | "ready",
      string
    >;
    back: string;
    next: string;
    mayStop: string;
    later: string;
    trial: {
      title: string;
      text: string;
      steps: readonly string[];
      /** Where the real goes back by the provider's panel only: the text, and the last of the steps. */
      textAtProvider: (provider: string) => string;
      stepAtProvider: (provider: string) => string;
      charge: string;
      waiting: string;
      /** What becomes of the charge that nobody pays. */
      left: string;
      cancel: string;
      code: string;
      paid: string;
      refund: string;
      refunding: string;
      refunded: string;
      atProvider: (provider: string) => string;
      ended: string;
      again: string;
      skip: string;
      unchanged: string;
    };
    shop: {
      title: string;
      name: string;
      nameHint: string;
      document: string;
      documentHint: string;
      city: string;
      cityHint: string;
      till: string;
      tillHint: string;
      number: string;
      numberHint: string;
      institution: (provider: string) => string;
      institutionHint: string;
      wrongDocument: string;
      /** Of what has not the length of a CNPJ. */
      wrongCnpj: string;
      wrongNumber: string;
      card: string;
      notKept: string;
      lacks: string;
    };
    relay: {
      title: string;
      text: string;
      paste: string;
      pasteHint: string;
      unread: string;
      pair: string;
      pairing: string;
      paired: (relay: string) => string;
      without: string;
      unchanged: string;
    };
    manager: {
      title: string;
      text: string;
      pin: string;
      differ: string;
      add: string;
      there: (names: string) => string;
      without: string;
    };
    ready: {
      title: string;
      text: string;
      sell: string;
      account: (text: string) => string;
      /** What is not granted, and the field that it takes. */
      lacks: (what: string, field: string) => string;
      atProvider: (what: string, provider: string) => string;
    };
    /** Back to what was left out. */
    finish: string;
    leftOut: (steps: string) => string;
    toShop: string;
    toConnect: string;
    toTraining: string;
    toTrainingAnyway: string;
    stillOpen: (count: number) => string;
    connectAnother: string;
  };
}
