import type { Obstacle } from "../../backend/contract";
import type { RefusalCode } from "../../backend/refused";
import type { Words } from "../../shell/words/words";
import { obstacleNext, obstacleWhat } from "../obstacle/obstacle";
import { money } from "../money/money";
import type { RefusalWords } from "./words/words";

/**
 * What Enter does on the screen of a charge that was not made: repeat the same sale (it charges
 * once), or go back to the amount because the same request would be refused again.
 */
export const afterRefusal: Record<RefusalCode, "retry" | "back"> = {
  invalid_amount: "back",
  above_ceiling: "back",
  invalid_payer_name: "back",
  invalid_document: "back",
  invalid_request: "back",
  not_connected: "retry",
  credentials_refused: "retry",
  other_environment: "back",
  provider_unreachable: "retry",
  provider_refused: "back",
  provider_unreadable: "retry",
  provider_asks_to_wait: "retry",
  not_this_provider: "back",
  charges_open: "back",
  money_open_there: "back",
  never_confirmed: "retry",
  unknown_there: "back",
  never_proved: "back",
  never_heard: "back",
  given_up: "back",
  confirmed_by_hand: "back",
  nothing_to_confirm: "back",
  payer_blanked: "back",
  invalid_end_to_end_id: "back",
  end_to_end_id_too_old: "back",
  end_to_end_id_ahead: "back",
  end_to_end_id_taken: "back",
  order_not_found: "back",
  reference_taken: "back",
  already_paid: "back",
  log_damaged: "back",
  log_unwritable: "retry",
  log_busy: "retry",
  log_too_new: "back",
  log_behind: "back",
  no_till: "back",
  home_not_private: "back",
  training_home: "back",
  other_money: "back",
  till_in_use: "back",
  not_restorable: "back",
  file_not_saved: "back",
  backup_folder_missing: "back",
  backup_folder_full: "back",
  backup_folder_unwritable: "back",
  vault_unavailable: "retry",
  vault_silent: "retry",
  vault_locked: "retry",
  wrong_passphrase: "back",
  passphrase_wait: "back",
  invalid_passphrase: "back",
  vault_damaged: "back",
  vault_missing: "retry",
  vault_too_new: "back",
  vault_forgets: "back",
  credentials_missing: "retry",
  invalid_relay_address: "back",
  invalid_pairing_code: "back",
  not_paired: "back",
  pairing_refused: "back",
  foreign_ingest: "back",
  relay_unreachable: "back",
  unknown_provider: "back",
  nothing_to_refund: "back",
  which_attempt: "back",
  refund_not_offered: "back",
  refund_too_late: "back",
  refund_refused: "back",
  no_dispute: "back",
  unmatched_not_found: "back",
  unmatched_resolved: "back",
  unmatched_gone: "back",
  shift_open: "back",
  shift_closed: "back",
  shift_not_found: "back",
  drawer_short: "back",
  count_needed: "back",
  no_printer: "back",
  no_voice: "back",
  receipt_unreadable: "back",
  head_unknown: "back",
  invalid_period: "back",
  reason_needed: "back",
  unknown_setting: "back",
  invalid_setting: "back",
  key_taken: "back",
  setting_not_here: "back",
  not_allowed: "back",
  signed_out: "back",
  wrong_pin: "back",
  pin_wait: "back",
  invalid_pin: "back",
  invalid_operator_name: "back",
  operator_name_taken: "back",
  operator_not_found: "back",
  manager_needed: "back",
  too_many_operators: "back",
  operators_lost: "back",
  clock_wrong: "back",
  training_only: "back",
  settings_unreadable: "retry",
  internal: "retry",
  not_approved: "back",
  session_ended: "back",
  till_unreachable: "retry",
  till_slow: "retry",
  not_the_till: "retry",
};

/** Why something was not done, as it comes from the till. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string | null;
  /** Who is not heard and why, of a failure to reach somebody. */
  readonly obstacle?: Obstacle | null;
}

/** A refusal in words: the dictionary's, with the data that it brings. */
export interface RefusalMessage extends RefusalWords {
  /** Data beside the words: a path, a number, the provider's own code and message. */
  readonly detail: string | null;
}

/** The till's own: it stands for an answer without words. */
const NOT_KNOWN = "the provider does not know this charge";

/** A reason of the till's own, for scripts: lower-case words without a message. */
const OWN_WORD = /^(credentials|unproven|[a-z]+(_[a-z]+)+)$/;

/** The provider's own code and message, without what the till has put in their place. */
function providersWords(detail: string): string | null {
  if (detail === NOT_KNOWN || OWN_WORD.test(detail)) return null;
  return detail.replace(/^404 not found$/, "404").replace(/ not ready for a whole day$/, "");
}

function wholeNumber(detail: string): number | null {
  return /^\d{1,15}$/.test(detail) ? Number(detail) : null;
}

function lastGoodCopy(detail: string): string | null {
  const path = /; last good backup: (.+)$/s.exec(detail)?.[1] ?? "none";
  return path === "none" ? null : path;
}

/**
 * What of a detail may stand beside the words: data only. The rest is English for support, and a
 * message of two languages is none.
 */
function dataOf({ code, detail }: Refusal, words: Words): string | null {
  if (detail === null) return null;
  const facts = words.refusalFacts;
  switch (code) {
    case "provider_refused":
    case "refund_refused":
      return providersWords(detail);
    case "file_not_saved":
    case "backup_folder_missing":
    case "backup_folder_full":
    case "backup_folder_unwritable":
      return detail.split(": ", 1)[0] ?? null;
    case "no_till":
    case "home_not_private":
    case "till_in_use":
    case "log_busy":
    case "vault_damaged":
    case "vault_missing":
    case "unknown_provider":
    case "which_attempt":
    case "refund_not_offered":
    case "foreign_ingest":
      return detail;
    case "credentials_refused":
      return /^[A-Z][A-Z0-9_]*$/.test(detail) ? detail : null;
    case "relay_unreachable":
    case "not_the_till":
      return /^HTTP \d{3}$/.test(detail) ? detail : null;
    case "settings_unreadable":
      return words.refusalFacts.mistake(detail);
    case "above_ceiling": {
      const centavos = wholeNumber(detail);
      return centavos === null ? null : facts.ceiling(money(centavos));
    }
    case "log_behind":
    case "log_damaged": {
      const path = lastGoodCopy(detail);
      return path === null ? null : facts.lastGoodCopy(path);
    }
    default:
      return null;
  }
}

/** The words of a refusal, with the data that it brings. */
export function refusalMessage(refusal: Refusal, words: Words): RefusalMessage {
  const plain = words.refusals[refusal.code];
  const facts = words.refusalFacts;
  const obstacle = refusal.obstacle ?? null;
  if (obstacle !== null) {
    const [title, next] = [obstacleWhat(obstacle, words), obstacleNext(obstacle, words)];
    return { ...plain, title, next, detail: null };
  }
  const message = { ...plain, detail: dataOf(refusal, words) };
  // What stands behind the number of missing events is the last good backup.
  const [first = ""] = refusal.detail?.split(";") ?? [];
  const number = wholeNumber(first);
  if (number === null) return message;
  switch (refusal.code) {
    case "log_behind":
      return { ...message, money: facts.missingEvents(number) };
    case "money_open_there":
      return { ...message, money: facts.openThere(number) };
    case "provider_asks_to_wait":
    case "wrong_passphrase":
    case "passphrase_wait":
      return { ...message, next: facts.wait(number) };
    default:
      return message;
  }
}

/** A refusal in one line: what it is, what to do, and the data that it brings. */
export function refusalLine(refusal: Refusal, words: Words): string {
  const { title, next, detail } = refusalMessage(refusal, words);
  return [`${title}.`, next, detail].filter((part) => part !== null).join(" ");
}

/** A technical detail, if it is a name or a status and not a sentence. */
export function nameIn(detail: string | null): string | null {
  return detail !== null && /^([\w.:/-]{1,80}|HTTP \d{3})$/.test(detail) ? detail : null;
}
