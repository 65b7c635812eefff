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
    /** Of what was searched for, with the names of all that there are. */
    noneFound: (typed: string, names: string) => string;
    showAll: string;
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
    /** Of a document that has neither the length of a CPF nor that of a CNPJ. */
    wrongLength: string;
    wrongOther: string;
    refusedHere: string;
    /** The same of a secret that some accounts want sent in another way. */
    refusedOrBearer: string;
    /** What to do where a provider refuses what is typed, and no single field is to blame. */
    refusedAll: string;
    /** The same of what is in the vault. */
    refusedKept: string;
    lacks: (labels: string) => string;
    lookAgain: (labels: string) => string;
    /** Stands in the empty fields of an account that is connected. */
    inVault: string;
    /** About the same, with how one of them is changed or added. */
    pasteAll: string;
    /** Why what is secret is empty where somebody comes back. */
    notInDraft: string;
    mayStop: string;
    safe: (provider: string) => string;
    sameAccount: string;
    sameAccountHint: string;
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
    provedByTrial: string;
    refundedByTrial: string;
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
