import type { RefusalCode } from "../backend/refused";

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
  provider_unreachable: "retry",
  provider_refused: "back",
  never_confirmed: "retry",
  order_not_found: "back",
  reference_taken: "back",
  already_paid: "back",
  log_damaged: "back",
  log_unwritable: "retry",
  log_too_new: "back",
  vault_unavailable: "retry",
  invalid_relay_address: "back",
  invalid_pairing_code: "back",
  not_paired: "back",
  pairing_refused: "back",
  relay_unreachable: "back",
  clock_wrong: "back",
  training_only: "back",
  internal: "retry",
  session_ended: "back",
  till_unreachable: "retry",
};
