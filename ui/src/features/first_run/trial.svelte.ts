import type { OrderView, RefundOffer } from "../../backend/contract";
import { refused, type Refused } from "../../backend/refused";
import { desk } from "../../shell/desk.svelte";
import { play } from "../../shell/look/sound.svelte";
import { till } from "../../shell/till.svelte";
import { lastAttempt } from "../sale/order";

/** R$ 1,00. */
const CENTAVOS = 100;

/** How far the trial is. */
export type TrialState = "none" | "asked" | "waiting" | "paid" | "refunding" | "refunded" | "ended";

/** How far a trial is whose order is this. */
export function trialState(isAsked: boolean, order: OrderView | undefined): TrialState {
  if (order === undefined) return isAsked ? "asked" : "none";
  switch (order.status) {
    case "registering":
      return "asked";
    case "pending":
      return "waiting";
    case "paid":
    case "refunding":
    case "refunded":
      return order.status;
    case "expired":
    case "cancelled":
    case "rejected":
    case "by_hand":
      return "ended";
  }
}

/** An ordinary sale of R$ 1,00, paid by the merchant and refunded. */
class Trial {
  #order = $state<string | null>(null);
  #isAsked = $state(false);
  refusal = $state.raw<Refused | null>(null);
  readonly order = $derived(this.#order === null ? undefined : till.find(this.#order));
  readonly state: TrialState = $derived(trialState(this.#isAsked, this.order));

  async charge(): Promise<void> {
    if (this.#isAsked && this.state !== "ended") return;
    const sale_id = crypto.randomUUID();
    this.#order = null;
    this.#isAsked = true;
    this.refusal = null;
    desk.go({ at: "setup", sale_id });
    try {
      const request = { sale_id, amount_centavos: CENTAVOS, payer: null, above_ceiling: true };
      const { order } = await till.ask("charge", request);
      this.#order = order;
      till.shown = order;
    } catch (error) {
      this.refusal = refused(error);
      this.#isAsked = false;
    }
  }

  async refund(): Promise<void> {
    const { order } = this;
    if (order === undefined) return;
    this.refusal = null;
    try {
      const why = { reason: "merchant_error", description: null } as const;
      await till.ask("refund", { order: order.order, attempt: null, ...why });
    } catch (error) {
      this.refusal = refused(error);
    }
  }

  /** Nothing is on trial any more; what is open stays watched by the till. */
  forget(): void {
    this.#order = null;
    this.#isAsked = false;
    this.refusal = null;
  }

  /** Whether its money can go back from here. */
  get offer(): RefundOffer["how"] {
    const attempt = this.order && lastAttempt(this.order);
    return attempt?.refund_offer.how ?? "none";
  }

  /** PAGO is heard, as at any sale. */
  told(state: TrialState): void {
    if (state === "paid") play("paid");
  }
}

/** The trial of this page. */
export const trial = new Trial();
