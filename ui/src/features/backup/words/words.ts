/** Words of the copies of the log, and the way back from one. */
export interface BackupWords {
  backup: {
    title: string;
    close: string;
    back: string;
    make: string;
    makeNote: string;
    folder: string;
    removable: string;
    documents: string;
    otherFolder: string;
    folderExample: string;
    copy: string;
    copying: string;
    sales: (count: number, written: string) => string;
    copied: (path: string, orders: string) => string;
    bring: string;
    bringNote: string;
    file: string;
    own: string;
    otherFile: string;
    fileExample: string;
    next: string;
    sure: string;
    done: string;
    /** What a restore does, one sentence each. */
    consequences: readonly string[];
    /** How many sales the till has and the copy has not; null: of another log. */
    newer: (sales: number, written: string, isOfThisLog: boolean) => string;
    lookAgain: string;
    restore: string;
    restoring: string;
    restored: (orders: string, next: string) => string;
    missing: (events: string) => string;
    kept: (path: string) => string;
    withoutKeyring: string;
    none: string;
  };
}
