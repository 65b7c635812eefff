import type { OrderView, RefundOffer } from "../../backend/contract";
import { refused, type Refused } from "../../backend/refused";
import { desk } from "../../shell/desk.svelte";
import { play } from "../../shell/look/sound.svelte";
import { till } from "../../shell/till.svelte";
import { lastAttempt } from "../sale/order";
import { isWhole } from "../sale/row";

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
  /** One sale until its order has ended: whoever asks again after a lost answer does not charge twice. */
  #sale = $state<string | null>(null);
  #isAsked = $state(false);
  #notCharged = $state.raw<Refused | null>(null);
  #notDone = $state.raw<Refused | null>(null);
  /** Also one whose answer was lost, once the till tells of it. */
  readonly order = $derived(
    till.orders.filter(isWhole).find(({ sale_id }) => sale_id === this.#sale),
  );
  readonly state: TrialState = $derived(trialState(this.#isAsked, this.order));
  /** Why what was asked last was not done: the charge, or the refund or the end of what there is. */
  readonly refusal = $derived(this.order === undefined ? this.#notCharged : this.#notDone);

  /** Charges at this provider; null: at the default. */
  async charge(provider: string | null): Promise<void> {
    if (this.state !== "none" && this.state !== "ended") return;
    if (this.state === "ended") this.forget();
    const sale_id = this.#sale ?? crypto.randomUUID();
    this.#sale = sale_id;
    this.#isAsked = true;
    this.#notCharged = null;
    desk.go({ at: "setup", sale_id });
    const request = { sale_id, amount_centavos: CENTAVOS, payer: null, provider };
    try {
      const { order } = await till.ask("charge", { ...request, above_ceiling: true });
      if (this.#sale === sale_id) till.shown = order;
    } catch (error) {
      if (this.#sale === sale_id) this.#notCharged = refused(error);
    } finally {
      if (this.#sale === sale_id) this.#isAsked = false;
    }
  }

  async refund(): Promise<void> {
    const { order } = this;
    if (order === undefined) return;
    this.#notDone = null;
    try {
      const why = { reason: "merchant_error", description: null } as const;
      await till.ask("refund", { order: order.order, attempt: null, ...why });
    } catch (error) {
      if (this.order?.order === order.order) this.#notDone = refused(error);
    }
  }

  /** Nobody shall pay it any more. */
  async cancel(): Promise<void> {
    const { order } = this;
    if (order === undefined) return;
    this.#notDone = null;
    try {
      await till.ask("cancel", { order: order.order });
    } catch (error) {
      if (this.order?.order === order.order) this.#notDone = refused(error);
    }
  }

  /** Nothing is on trial any more; what is open stays watched by the till. */
  forget(): void {
    this.#sale = null;
    this.#isAsked = false;
    this.#notCharged = null;
    this.#notDone = null;
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
