import type { Part, VaultStore } from "../../../backend/contract";

/** Words of the screen that tests the till. */
export interface DoctorWords {
  doctor: {
    title: string;
    /** On the button that opens it. */
    open: string;
    testing: string;
    nothingCharged: string;
    sells: string;
    /** Behind it: how many points need care. */
    care: (points: number) => string;
    cannotSell: string;
    tested: (time: string, seconds: string) => string;
    again: string;
    network: string;
    machine: string;
    parts: Record<Part, string>;
    answers: (provider: string) => string;
    answersIn: (p50: string, p95: string) => string;
    /** A provider's or the relay's. */
    certificateOf: (whose: string) => string;
    certificateEnds: (days: number) => string;
    certificateEnded: string;
    relay: string;
    tellThem: string;
    live: string;
    liveSince: (time: string) => string;
    notPaired: string;
    clock: (seconds: string) => string;
    free: (size: string) => string;
    disk: (free: string, ms: string) => string;
    diskWithoutFree: (ms: string) => string;
    lowSpace: string;
    freeSpace: string;
    slowSync: string;
    slowDisk: string;
    proved: (events: string, time: string) => string;
    unproved: (events: string) => string;
    proveIt: string;
    keptOpen: (mb: string) => string;
    closeReader: string;
    noBackup: string;
    backup: (time: string) => string;
    backupProved: (time: string) => string;
    makeBackup: string;
    unknownKeys: (keys: number) => string;
    /** A mistake, in the file where it stands. */
    inSettings: (mistake: string) => string;
    mendKeys: (keys: string) => string;
    stores: Record<VaultStore, string>;
    probed: (store: string) => string;
    rights: (proved: number, expected: number) => string;
    outside: (what: string) => string;
    strangers: string;
    toItsUser: string;
    screen: (version: string, width: string, height: string) => string;
    program: (version: string) => string;
    bundle: string;
    bundleNote: string;
    bundleSaved: (path: string) => string;
    bundleDownloaded: (name: string) => string;
    backups: string;
    close: string;
  };
}
