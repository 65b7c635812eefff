import type { AccountView } from "../../backend/contract";
import type { Words } from "../../shell/words/words";

/** What sets an account apart from one with real money that is connected. */
export type AccountMark = "trial" | "training" | "kept";

/**
 * What to write beside a sale about the account that it was made with. In a till that is in training
 * itself (`trains`) every sale is, and the band on top says so.
 */
export function marksOf(
  account: Pick<AccountView, "environment" | "kept"> | null,
  trains: boolean,
): AccountMark[] {
  if (account === null) return [];
  const marks: AccountMark[] = [];
  if (account.environment === "trial") marks.push("trial");
  if (account.environment === "training" && !trains) marks.push("training");
  if (account.kept) marks.push("kept");
  return marks;
}

/** A provider's environment in words; an address says nothing to a cashier. */
export function environmentWord(environment: string, words: Words): string {
  const known: Record<string, string> = words.bar.environments;
  return known[environment] ?? words.bar.environments.other;
}
