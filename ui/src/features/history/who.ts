import type { OrderRow } from "../../backend/contract";
import type { Words } from "../../shell/words/words";

/** What a list says of who has paid, or who says so. */
export function whoPaid(row: OrderRow, { history }: Words): string {
  if (row.payer_name != null) return row.payer_name;
  if (row.status === "by_hand" && row.by_hand?.approved_by != null)
    return history.approved(row.by_hand.approved_by);
  if (row.received_centavos > 0 || row.status === "by_hand") return "";
  return row.status === "pending" || row.status === "registering"
    ? history.nobodyYet
    : history.nobody;
}
