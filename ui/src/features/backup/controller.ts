import type { BackedUpView, BackupsView, NewerView, RestoredView } from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** The copies that there are, and where one may be put. */
export function findBackups(): Promise<BackupsView> {
  return till.call("backups", {});
}

/** Copies the log into a folder, while the till sells on. */
export function backUp(folder: string): Promise<BackedUpView> {
  return till.call("backup", { folder });
}

/** What the log has and a copy does not. */
export function compareBackup(file: string): Promise<NewerView> {
  return till.call("compare_backup", { file });
}

/** Puts a copy in the log's place; the till is closed meanwhile, and what the page shows of it is asked for again. */
export async function restoreFrom(file: string): Promise<RestoredView> {
  const restored = await till.call("restore", { file });
  await till.refetch();
  return restored;
}
