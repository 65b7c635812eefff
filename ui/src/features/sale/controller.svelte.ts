import type { ChargeRequest, OrderView, PayerInput } from "../../backend/contract";
import { refused, type Refused } from "../../backend/refused";
import type { Sale } from "../../shell/board.svelte";
import { desk } from "../../shell/desk.svelte";
import { dialogs } from "../../shell/dialogs.svelte";
import { play } from "../../shell/look/sound.svelte";
import { newsOf } from "../../shell/news";
import { till } from "../../shell/till.svelte";
import { money } from "../money/money";
import { checkedOf } from "./check";
import { EMPTY, isMixed, press, total, whole, type Entry } from "./entry";
import { lastAttempt, screenOf } from "./order";
import { isWhole } from "./row";

/** How often a charge is asked for whose answer takes too long. */
const CHARGE_TRIES = 3;

/** A short line on the selling screen. */
export type Message =
  | "zero"
  | "largest"
  | "unread"
  | "mixed"
  | "scanned"
  | "pasteUnread"
  | "quantityUnfit"
  | "cleared"
  | "notArrived";

/** What is said about the customer who is left waiting. */
function leavingText(amount: string, order: OrderView | undefined): string {
  const attempt = order && lastAttempt(order);
  const isKnown = attempt !== undefined && attempt.status !== "registering";
  return isKnown ? till.words.sell.stillOpen(amount) : till.words.sell.stillUnknown(amount);
}

/** A sale from the first digit until its order has ended: what is typed, and what is asked of the till. */
class SaleController {
  entry = $state.raw<Entry>(EMPTY);
  payer = $state<PayerInput>({ name: "", document: "" });
  payerOpen = $state(false);
  payerError = $state<"nameInvalid" | "documentInvalid" | null>(null);
  message = $state<string | null>(null);

  #sale: Sale | null = null;
  /** Its payer is not known any more: the page was loaded again, and keeps none. */
  #restored: Sale | null = null;
  #leftOpen: string | null = null;

  /** Hears of each change of an order: that the last one stays open is said until it has moved on. */
  heard(before: OrderView | null, after: OrderView): void {
    const isLeftOpen = after.order === this.#leftOpen && before !== null;
    if (isLeftOpen && newsOf(before, after) !== null) this.message = null;
  }

  /** Shows one line on the selling screen. */
  say(message: Message): void {
    this.message = till.words.sell[message];
  }

  /**
   * Clears the desk for the next customer. What is still open stays watched by the till. `isRead`: a person has read
   * what is odd about the sale on the screen.
   */
  newSale(isRead = true): void {
    const order = desk.screen === "waiting" ? desk.order : desk.left;
    const open = desk.place.at === "charging" ? desk.place.sale : order;
    this.#leftOpen = order?.order ?? null;
    const leaving = open === undefined ? null : leavingText(money(open.amount_centavos), order);
    if (isRead) desk.understand();
    desk.go({ at: "sell" });
    this.entry = EMPTY;
    this.payer = { name: "", document: "" };
    this.payerOpen = false;
    this.payerError = null;
    this.#sale = null;
    this.message = leaving;
    desk.board.forgetGood();
  }

  /** On from the end of a sale: back to the customer who waits meanwhile, where there is one. */
  goOn(otherwise = (): void => this.newSale()): void {
    if (desk.left === undefined) otherwise();
    else desk.goBack();
  }

  /** What leads on says so. */
  get onward(): string {
    return desk.left === undefined ? till.words.ended.newSale : till.words.sales.backToWaiting;
  }

  /** One key of the amount. */
  press(key: string): void {
    this.type(press(this.entry, key), key === "*" ? "quantityUnfit" : "unread");
  }

  /**
   * The amount as it is after a key, or why it stays as it was; `unread` says why it is none. Where only a comma
   * lacks it may still come: that is said when the amount is to be charged.
   */
  type(next: Entry, unread: Message = "unread"): void {
    this.message = null;
    if (next === this.entry && next.length > 0) this.say("largest");
    else if (total(next) === null && !isMixed(next)) this.say(unread);
    this.entry = next;
  }

  /** Takes the whole amount back, and says so. */
  clear(): void {
    if (this.entry.length > 0) this.say("cleared");
    this.entry = EMPTY;
  }

  /** A scanner has typed what came after `before`. */
  scanned(before: Entry): void {
    const isAfter = before.every((key, index) => this.entry[index] === key);
    if (isAfter && desk.screen === "sell" && dialogs.now === null) this.entry = before;
    this.say("scanned");
  }

  /** Charges what has been typed; above the ceiling it asks first. */
  charge(aboveCeiling = false): void {
    const amount = total(this.entry);
    if (amount === null) return this.say(isMixed(this.entry) ? "mixed" : "unread");
    if (amount === 0) return this.say("zero");
    if (!aboveCeiling && amount > (till.view?.ceiling_centavos ?? 0)) {
      dialogs.open({ name: "ceiling" });
      return;
    }
    const named = this.payer.name.trim() !== "" || this.payer.document.trim() !== "";
    const payer = named || till.view?.ask_payer === true ? { ...this.payer } : null;
    void this.#send(this.#saleOf(amount, payer), aboveCeiling);
  }

  /** A new sale of what is missing. The cashier has seen the amount on the button. */
  chargeMissing(amount: number): void {
    this.newSale();
    this.entry = whole(amount);
    this.charge();
  }

  /** The same sale again: the till charges it once however often it is sent. */
  retry(): void {
    if (desk.place.at === "failed") void this.#send(desk.place.sale, true);
  }

  /** The page was loaded again before the charge reached the till: the amount stands again as it was. */
  restore(sale: Sale): void {
    desk.go({ at: "sell" });
    this.entry = whole(sale.amount_centavos);
    this.#sale = sale;
    this.#restored = sale;
    this.say("notArrived");
  }

  /** From a charge that was not made, back to the amount as it was typed. */
  backToAmount(): void {
    desk.go({ at: "sell" });
  }

  checkNow(): void {
    if (desk.busy === null) void this.#ask("checking", "check_now");
  }

  /** However long a provider takes to answer something else, the customer can be let go. */
  cancel(): void {
    if (desk.busy !== "cancelling") void this.#ask("cancelling", "cancel");
  }

  newCode(): void {
    if (desk.busy === null || desk.busy === "checking") void this.#ask("new_code", "new_code");
  }

  /** A sale keeps its id while amount and payer stay; anything else is another sale. */
  #saleOf(amount_centavos: number, payer: PayerInput | null): Sale {
    const last = this.#sale;
    if (last?.amount_centavos === amount_centavos && last === this.#restored)
      return { ...last, payer };
    const same =
      last !== null &&
      last.amount_centavos === amount_centavos &&
      last.payer?.name === payer?.name &&
      last.payer?.document === payer?.document;
    return same ? last : { sale_id: crypto.randomUUID(), amount_centavos, payer };
  }

  async #send(sale: Sale, above_ceiling: boolean): Promise<void> {
    if (desk.place.at === "charging") return;
    this.#sale = sale;
    desk.go({ at: "charging", sale });
    this.message = null;
    this.payerError = null;
    const isHere = (): boolean => desk.place.at === "charging" && desk.place.sale === sale;
    try {
      const order = await this.#charge({ ...sale, provider: null, above_ceiling });
      if (!isHere()) {
        this.#answered(sale, order);
        return;
      }
      desk.open(order.order);
      if (screenOf(order) === "paid") play("paid");
      if (order.status === "rejected") play("failed");
    } catch (error) {
      const refusal = refused(error);
      if (isHere()) this.#notCharged(sale, refusal);
      else this.#failedElsewhere(sale, refusal);
    }
  }

  /** The answer of a sale that was left is lost; what is known of it may have come by itself. */
  #failedElsewhere(sale: Sale, refusal: Refused): void {
    const order = till.orders.filter(isWhole).find(({ sale_id }) => sale_id === sale.sale_id);
    this.#answered(sale, order ?? null);
    if (order === undefined) desk.board.tell({ about: "failed", sale, refusal });
  }

  /** Of a sale that was left before its answer came, the line about it says what has become of it. */
  #answered(left: Sale, order: OrderView | null): void {
    const amount = money(left.amount_centavos);
    if (this.message !== till.words.sell.stillUnknown(amount)) return;
    this.message = order?.status === "pending" ? till.words.sell.stillOpen(amount) : null;
    this.#leftOpen = order?.order ?? null;
  }

  /** An answer that takes too long is asked for again: the same sale is charged once. */
  async #charge(request: ChargeRequest): Promise<OrderView> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await till.ask("charge", request);
      } catch (error) {
        if (refused(error).code !== "till_slow" || tries === CHARGE_TRIES) throw error;
      }
    }
  }

  /** What the cashier can mend goes back to where it was typed; the rest gets a screen. */
  #notCharged(sale: Sale, refusal: Refused): void {
    switch (refusal.code) {
      case "above_ceiling":
        desk.go({ at: "sell" });
        dialogs.open({ name: "ceiling" });
        break;
      case "invalid_payer_name":
      case "invalid_document":
        desk.go({ at: "sell" });
        this.payerOpen = true;
        this.payerError = refusal.code === "invalid_document" ? "documentInvalid" : "nameInvalid";
        break;
      // Whoever enters again finds the amount as it was.
      case "session_ended":
        desk.go({ at: "sell" });
        break;
      default:
        desk.go({ at: "failed", sale, refusal });
        play("failed");
    }
  }

  #checked(order: OrderView): void {
    const checked = checkedOf(order);
    if (checked === null) desk.notice = null;
    else desk.answer({ about: "checked", checked });
  }

  async #ask(
    what: "checking" | "cancelling" | "new_code",
    name: "check_now" | "cancel" | "new_code",
  ): Promise<void> {
    const asked = desk.order;
    if (asked === undefined) return;
    const question = { what };
    const isLast = (): boolean => desk.question === question;
    dialogs.close();
    desk.notice = null;
    desk.question = question;
    try {
      const order = await till.ask(name, { order: asked.order });
      if (isLast() && what === "checking") this.#checked(order);
    } catch (error) {
      const about = what === "checking" ? "unheard" : "refused";
      if (isLast()) desk.answer({ about, refusal: refused(error) });
      // What keeps the order from being heard is part of it.
      if (what === "checking") till.ask("order", { order: asked.order }).catch(() => undefined);
    } finally {
      if (isLast()) desk.question = null;
    }
  }
}

/** The sale of this page. */
export const sale = new SaleController();
