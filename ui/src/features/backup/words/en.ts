import type { BackupWords } from "./words";

export const backup: BackupWords["backup"] = {
  title: "Backups",
  close: "Close",
  back: "Back",
  make: "Make a copy now",
  makeNote:
    "The till makes one copy a day on this disk. Keep another away from this computer: it holds customers' names and documents.",
  folder: "Where to keep it",
  removable: "pen drive",
  documents: "on this computer",
  otherFolder: "Another folder",
  folderExample: "/path/of/the/folder",
  copy: "Copy now",
  copying: "Copying. Sales go on.",
  sales: (count, written) => (count === 1 ? "1 sale" : `${written} sales`),
  copied: (path, orders) => `Copied and proved, with ${orders}: ${path}`,
  bring: "Bring sales from a copy",
  bringNote: "From another computer, or from before something broke.",
  file: "Which copy",
  own: "made by the till",
  otherFile: "Another file",
  fileExample: "/path/of/the/copy.db",
  next: "Go on",
  done: "The sales are back",
  sure: "Bring the sales of this copy?",
  consequences: [
    "The copy is proved as a whole before anything changes.",
    "The log of now leaves its place, and is kept beside it.",
    "The till gets a new code, and the numbers of sales jump.",
    "All that may have changed since the copy is asked of the bank before the next sale.",
    "What was sold after the copy comes back by the bank's notices only: look in its panel.",
  ],
  newer: (sales, written, isOfThisLog) => {
    if (sales === 0) return "The copy has all sales of this till.";
    const has = sales === 1 ? "1 sale" : `${written} sales`;
    const why = isOfThisLog ? "" : "The copy is of another log. ";
    const stays =
      sales === 1 ? "It leaves the list, and is kept" : "They leave the list, and are kept";
    return `${why}This till has ${has} that the copy does not have. ${stays} beside it.`;
  },
  lookAgain: "Look again",
  restore: "Bring the sales",
  restoring: "Proving the copy and bringing the sales",
  restored: (orders, next) => `Done: ${orders}. The next one is ${next}.`,
  missing: (events) => `${events} facts that this till knew are missing.`,
  kept: (path) => `The log that was in its place is kept in ${path}`,
  withoutKeyring: "The vault did not answer: what it alone knows was not seen.",
  none: "No copy was found. Plug in the drive with the copy, or type where it is.",
};
