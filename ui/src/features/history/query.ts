import type { HistoryQuery, OrderEvidence, Status } from "../../backend/contract";
import { addDays } from "../../shell/look/days";

/** Which days of the shop: those that have names, or from one that was typed to another. */
export type Days = "today" | "yesterday" | "week" | "days" | "all";

/** What sales are chosen by. */
export interface Choice {
  readonly search: string;
  readonly days: Days;
  /** For `days`, such as `2026-11-28`; null: nobody has typed one yet. */
  readonly from: string | null;
  readonly to: string | null;
  /** A status, or `odd`: those that went oddly, or may have. */
  readonly state: Status | "odd" | null;
  readonly operator: string | null;
  readonly provider: string | null;
  readonly evidence: OrderEvidence | null;
}

/** What a till opens the history with. */
export const TODAY: Choice = {
  search: "",
  days: "today",
  from: null,
  to: null,
  state: null,
  operator: null,
  provider: null,
  evidence: null,
};

/** So many days are a week, with today. */
const WEEK_DAYS = 7;
/** An export goes over no more than ten years. */
const MOST_DAYS = 3_650;

/** From which day to which the choice goes; null: without an end. */
export function daysOf(
  choice: Choice,
  today: string,
): { readonly from: string | null; readonly to: string | null } {
  switch (choice.days) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case "week":
      return { from: addDays(today, 1 - WEEK_DAYS), to: today };
    case "days":
      return { from: choice.from, to: choice.to ?? choice.from };
    case "all":
      return { from: null, to: null };
  }
}

/** The same for an export, which has a beginning and an end. */
export function daysToExport(
  choice: Choice,
  today: string,
): { readonly from: string; readonly to: string } {
  const { from, to } = daysOf(choice, today);
  return { from: from ?? addDays(today, -MOST_DAYS), to: to ?? today };
}

/** The question for the rows behind `before`; null: for the newest. */
export function queryOf(
  choice: Choice,
  today: string,
  limit: number,
  before: string | null,
): HistoryQuery {
  const { from, to } = daysOf(choice, today);
  const search = choice.search.trim();
  return {
    search: search === "" ? null : search,
    from_day: from,
    to_day: to,
    status: choice.state === "odd" ? null : choice.state,
    odd: choice.state === "odd",
    operator: choice.operator,
    provider: choice.provider,
    evidence: choice.evidence,
    before,
    limit,
  };
}

/** Nothing narrows the days down: what is not there has not been. */
export function isNarrowed(choice: Choice): boolean {
  const { search, state, operator, provider, evidence } = choice;
  const filters = [state, operator, provider, evidence];
  return search.trim() !== "" || filters.some((filter) => filter !== null);
}

/** What was typed looks like the Pix system's id of a payment. */
export function looksLikeEndToEndId(text: string): boolean {
  return /^E\d{20}[a-z\d]{11}$/i.test(text.replace(/\s/g, ""));
}
