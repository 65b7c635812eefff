import { refused } from "../../backend/refused";
import { desk } from "../../shell/desk.svelte";
import { till } from "../../shell/till.svelte";

/** The sandbox's customer pays the order on the screen. */
export async function customerPays(): Promise<void> {
  if (desk.order === undefined) return;
  try {
    await till.ask("customer_pays", { order: desk.order.order, amount_centavos: null });
  } catch (error) {
    desk.notice = { about: "refused", refusal: refused(error) };
  }
}
