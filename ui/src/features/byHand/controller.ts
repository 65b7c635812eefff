import type { Commands, OrderRow } from "../../backend/contract";
import { refused, type Refused } from "../../backend/refused";
import { desk } from "../../shell/desk.svelte";
import { till } from "../../shell/till.svelte";

/** So many are listed; the count beside them says how many there are. */
const MOST_LISTED = 200;

/** The sales that a person has confirmed and no provider has proved, however old. */
export async function listByHand(): Promise<readonly OrderRow[]> {
  const asked = { limit: MOST_LISTED, odd: false, by_hand: true };
  return (await till.call("last_sales", asked)).orders;
}

/** Says that the money of a sale has come. Null: it is written down, and the screen tells it. */
export function confirmByHand(
  request: Commands["confirm_by_hand"]["request"],
): Promise<Refused | null> {
  return say("confirm_by_hand", request);
}

/** Stops waiting for a sale. Null: it is written down, and the screen tells it. */
export function giveUp(request: Commands["give_up"]["request"]): Promise<Refused | null> {
  return say("give_up", request);
}

async function say<K extends "confirm_by_hand" | "give_up">(
  name: K,
  request: Commands[K]["request"],
): Promise<Refused | null> {
  const question = { what: "deciding" } as const;
  desk.question = question;
  try {
    await till.ask(name, request);
    return null;
  } catch (error) {
    // What keeps it from being done may be news of the order, such as its payment.
    till.ask("order", { order: request.order }).catch(() => undefined);
    return refused(error);
  } finally {
    if (desk.question === question) desk.question = null;
  }
}
