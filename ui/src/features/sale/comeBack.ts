import type { OrderView } from "../../backend/contract";
import { isUnanswered, refused } from "../../backend/refused";
import { desk } from "../../shell/desk.svelte";
import { play } from "../../shell/look/sound.svelte";
import { hasBeenTakenOver } from "../../shell/pages";
import { remember, remembered, type TabSale } from "../../shell/tab";
import { till } from "../../shell/till.svelte";
import { sale } from "./controller.svelte";
import { screenOf } from "./order";
import { isWhole } from "./row";

/** A charge that was on its way when the page was loaded again reaches the till within this. */
const ARRIVES_MS = 10_000;
const BETWEEN_LOOKS_MS = 1_000;
/** It is among so many. */
const NEWEST = 12;

/** Finds the sale again that this tab had on its screen before it was loaded again. */
class ComeBack {
  #sought: TabSale | null = null;
  /** Where the desk is as long as the cashier waits for it. */
  #place = desk.place;

  /** Before the till is asked: the place is as it was. */
  begin(): void {
    const sought = remembered();
    if (sought === null) return;
    this.#sought = sought;
    const { sale_id, amount_centavos, order } = sought;
    if (order === null)
      desk.go({ at: "charging", sale: { sale_id, amount_centavos, payer: null } });
    else desk.go({ at: "returning", order });
    this.#place = desk.place;
    void this.#yield(sought);
    void this.#seek(sought, performance.now() + (order === null ? ARRIVES_MS : 0));
  }

  /** A tab that was doubled has the memory of the other, and not its customer. */
  async #yield(sought: TabSale): Promise<void> {
    if (!(await hasBeenTakenOver(sought.sale_id))) return;
    const isSeeking = this.#sought === sought && !this.#hasGoneOn();
    if (desk.saleId === sought.sale_id || isSeeking) desk.go({ at: "sell" });
    this.#sought = null;
  }

  /** Hears of each order; the one that is sought goes on the screen. */
  heard(order: OrderView): void {
    const sought = this.#sought;
    if (sought === null) return;
    const isIt = order.sale_id === sought.sale_id;
    // Another till at this address has given the number to a sale of its own.
    if (!isIt && order.order !== sought.order) return;
    this.#sought = null;
    if (this.#hasGoneOn()) return;
    if (!isIt) return desk.go({ at: "sell" });
    desk.open(order.order);
    const screen = screenOf(order);
    // Nobody has heard of the payment that came meanwhile.
    if (screen === "paid" && sought.screen !== "paid") play("paid");
  }

  /** Notes what is on the screen now. */
  remember(): void {
    const { place, order, screen } = desk;
    if (this.#sought !== null && !this.#hasGoneOn()) return;
    // A page that is loaded again has its question about the charge cut off before it is gone.
    const isUnknown = place.at === "failed" && isUnanswered(place.refusal.code);
    if (place.at === "charging" || isUnknown)
      remember({ ...amountOf(place.sale), order: null, screen });
    else if (order !== undefined) remember({ ...amountOf(order), order: order.order, screen });
    else remember(null);
  }

  /** Looks until the till has the sale, or does not get it any more, or nobody waits for it. */
  async #seek(sought: TabSale, until: number): Promise<void> {
    const isWanted = (): boolean => this.#sought === sought && !this.#hasGoneOn();
    while (isWanted()) {
      const isAnswered = await this.#look(sought);
      // Only a till that answers knows that it has no such sale.
      if (isAnswered && performance.now() >= until) break;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
    if (this.#sought !== sought) return;
    this.#sought = null;
    if (this.#hasGoneOn()) return;
    const { sale_id, amount_centavos, order } = sought;
    if (order === null) sale.restore({ sale_id, amount_centavos, payer: null });
    else desk.go({ at: "sell" });
  }

  /** Asks for the order, or for the newest that may be the one. True: the till has answered. */
  async #look({ amount_centavos, order }: TabSale): Promise<boolean> {
    try {
      if (order === null) await this.#lookAmongNewest(amount_centavos);
      else await till.ask("order", { order });
      return true;
    } catch (error) {
      return refused(error).code === "order_not_found";
    }
  }

  async #lookAmongNewest(amount_centavos: number): Promise<void> {
    await till.fetchSales(NEWEST);
    const newest = till.orders.slice(0, NEWEST).filter((it) => !isWhole(it));
    for (const row of newest.filter((it) => it.amount_centavos === amount_centavos))
      if (this.#sought !== null) await till.ask("order", { order: row.order });
  }

  /** The cashier has left the sale that is sought and serves somebody else: nothing is taken off their screen. */
  #hasGoneOn(): boolean {
    return desk.place !== this.#place;
  }
}

function amountOf(it: { sale_id: string; amount_centavos: number }): {
  sale_id: string;
  amount_centavos: number;
} {
  return { sale_id: it.sale_id, amount_centavos: it.amount_centavos };
}

/** The way back of this page. */
export const comeBack = new ComeBack();
