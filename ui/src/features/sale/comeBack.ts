import type { OrderView } from "../../backend/contract";
import { isUnanswered } from "../../backend/refused";
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
  /** Only a till that answers knows that it has no such sale. */
  #isAnswered = false;

  /** Before the till is asked: the place is as it was. */
  begin(): void {
    const sought = remembered();
    if (sought === null) return;
    this.#sought = sought;
    const { sale_id, amount_centavos, order } = sought;
    if (order === null)
      desk.go({ at: "charging", sale: { sale_id, amount_centavos, payer: null } });
    else desk.go({ at: "order", order });
    this.#place = desk.place;
    desk.isReturning = true;
    void this.#yield(sought);
    void this.#seek(sought, performance.now() + ARRIVES_MS);
  }

  /** A tab that was doubled has the memory of the other, and not its customer. */
  async #yield(sought: TabSale): Promise<void> {
    if (!(await hasBeenTakenOver(sought.sale_id))) return;
    if (desk.saleId === sought.sale_id || this.#sought === sought) desk.go({ at: "sell" });
    this.#end();
  }

  /** Hears of each order; the one that is sought goes on the screen. */
  heard(order: OrderView): void {
    const sought = this.#sought;
    if (sought?.sale_id !== order.sale_id) return;
    const hasGoneOn = this.#hasGoneOn();
    this.#end();
    if (hasGoneOn) return;
    desk.open(order.order);
    const screen = screenOf(order);
    // Nobody has heard of the payment that came meanwhile.
    if (screen === "paid" && sought.screen !== "paid") play("paid");
  }

  /** Notes what is on the screen now. */
  remember(): void {
    const { place, order, screen } = desk;
    if (desk.isReturning && !this.#hasGoneOn()) return;
    // A page that is loaded again has its question about the charge cut off before it is gone.
    const isUnknown = place.at === "failed" && isUnanswered(place.refusal.code);
    if (place.at === "charging" || isUnknown)
      remember({ ...amountOf(place.sale), order: null, screen });
    else if (order !== undefined) remember({ ...amountOf(order), order: order.order, screen });
    else remember(null);
  }

  /** Looks until the till has the sale, or does not get it any more. */
  async #seek(sought: TabSale, until: number): Promise<void> {
    while (this.#sought === sought && (performance.now() < until || !this.#isAnswered)) {
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
      this.#isAnswered = await this.#look(sought).then(
        () => true,
        () => false,
      );
    }
    if (this.#sought !== sought) return;
    const hasGoneOn = this.#hasGoneOn();
    this.#end();
    if (hasGoneOn) return;
    const { sale_id, amount_centavos, order } = sought;
    if (order === null) sale.restore({ sale_id, amount_centavos, payer: null });
    else desk.go({ at: "sell" });
  }

  /** Asks for the newest orders, and for all of those that may be the one. */
  async #look({ amount_centavos }: TabSale): Promise<void> {
    await till.fetchSales(NEWEST);
    const newest = till.orders.slice(0, NEWEST).filter((it) => !isWhole(it));
    for (const row of newest.filter((it) => it.amount_centavos === amount_centavos))
      if (this.#sought !== null) await till.ask("order", { order: row.order });
  }

  /** The cashier has left the sale that is sought and serves somebody else: nothing is taken off their screen. */
  #hasGoneOn(): boolean {
    return desk.place !== this.#place;
  }

  #end(): void {
    this.#sought = null;
    desk.isReturning = false;
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
