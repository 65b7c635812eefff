import type { GrantKind } from "../../../backend/contract";

/** What a person is told about one field of a provider. */
export interface FieldWords {
  readonly label: string;
  /** Where it is found, or what it is for. */
  readonly hint: string;
}

/** Words of connecting an account. */
export interface ConnectWords {
  connect: {
    choose: string;
    search: string;
    providers: string;
    noneFound: string;
    have: (provider: string) => string;
    /** One sentence about each provider. */
    about: Record<string, string>;
    aboutOther: string;
    isConnected: string;
    environment: string;
    environmentNames: Record<string, string>;
    address: string;
    addressHint: (provider: string) => string;
    access: (provider: string) => string;
    payer: string;
    payerHint: string;
    more: string;
    fields: Record<string, FieldWords>;
    choices: Record<string, string>;
    optional: string;
    show: string;
    hide: string;
    pasted: (count: number) => string;
    missing: (label: string) => string;
    wrong: Record<string, string>;
    wrongOther: string;
    refusedHere: string;
    lacks: (labels: string) => string;
    safe: (provider: string) => string;
    sameAccount: string;
    test: string;
    testing: (provider: string) => string;
    answered: string;
    nothingCharged: (provider: string) => string;
    answeredIn: (provider: string, ms: number) => string;
    testAgain: string;
    grants: Record<GrantKind, string>;
    states: {
      proved: string;
      offered: string;
      missing: string;
      at_provider: string;
      later: string;
    };
    proved: string;
    offered: string;
    missingField: (label: string) => string;
    atProvider: (provider: string) => string;
    needsRelay: string;
    clock: string;
    clockRight: string;
    clockUnknown: string;
    clockFast: (minutes: number) => string;
    clockSlow: (minutes: number) => string;
    clockWrongState: string;
    sellsAllTheSame: string;
    nothingKept: string;
    nothingKeptMaybe: string;
  };
}
