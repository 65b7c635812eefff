import type { OrderView, PayerInput, RefundOrder } from "../backend/contract";
import { refused, type Refused } from "../backend/refused";
import { isUnproven } from "../features/doubt/doubt";
import { isOtherTrouble } from "../features/doubt/trouble";
import { money } from "../features/money/money";
import { requestRefund } from "../features/refund/controller";
import { checkedOf, type Checked } from "../features/sale/check";
import { EMPTY, total, type Entry } from "../features/sale/entry";
import { screenOf, type OrderScreen } from "../features/sale/order";
import { Board, type Sale } from "./board.svelte";
import { dialogs } from "./dialogs.svelte";
import { play } from "./look/sound";
import { newsOf, type News } from "./news";
import { till } from "./till.svelte";

/** Where the cashier is. What an order's screen looks like follows from the order itself. */
type Place =
  | { at: "sell" }
  | { at: "charging"; sale: Sale }
  | { at: "failed"; sale: Sale; refusal: Refused }
  | { at: "order"; order: string };

/** What fills the window. */
export type Screen =
  "starting" | "boot-failure" | "session-ended" | "not-connected" | "sell" | "failed" | OrderScreen;

/** A short line on the selling screen. */
export type Message = "zero" | "largest" | "scanned" | "pasteUnread" | "quantityUnfit" | "cleared";

/** After a screen comes by itself, keys meant for the one before are dropped for so long. */
const STRAY_KEY_MS = 600;

/** An answer about the order stands so long: the bank may have another one soon. */
const ANSWER_MS = 10_000;

/** What came of the last thing asked about the order on the screen. */
export type DeskNotice =
  | { about: "checked"; checked: Checked }
  | { about: "unheard"; refusal: Refused }
  | { about: "refused"; refusal: Refused };

/** What the cashier has in front of them, and everything that a key or a button does. */
class Desk {
  place = $state.raw<Place>({ at: "sell" });
  entry = $state.raw<Entry>(EMPTY);
  payer = $state<PayerInput>({ name: "", document: "" });
  payerOpen = $state(false);
  payerError = $state<"nameInvalid" | "documentInvalid" | null>(null);
  message = $state<string | null>(null);
  /** What was asked and has not been answered yet. */
  busy = $state<"checking" | "cancelling" | "new_code" | "refunding" | null>(null);
  notice = $state.raw<DeskNotice | null>(null);
  readonly board = new Board();

  readonly order = $derived(this.place.at === "order" ? till.find(this.place.order) : undefined);
  readonly screen: Screen = $derived(this.#screen());

  #sale: Sale | null = null;
  readonly #mine = new Set<string>();
  #beforeRun: Entry = EMPTY;
  #leftOpen: string | null = null;
  #lastKeyAt = Number.NEGATIVE_INFINITY;
  #deafUntil = Number.NEGATIVE_INFINITY;

  #screen(): Screen {
    if (till.sessionEnded) return "session-ended";
    if (till.view === null) return till.bootRefusal === null ? "starting" : "boot-failure";
    if (this.place.at === "charging") return "waiting";
    if (this.place.at === "failed") return "failed";
    if (this.order !== undefined) return screenOf(this.order);
    return till.view.provider === null ? "not-connected" : "sell";
  }

  /** Shows one line on the selling screen. */
  say(message: Message): void {
    this.message = till.words.sell[message];
  }

  /** Clears the desk for the next customer. What is still open stays watched by the till. */
  newSale(): void {
    const left = this.place.at === "charging" ? this.place.sale : this.order;
    const open = this.screen === "waiting" ? left : undefined;
    this.#leftOpen = open === undefined ? null : (this.order?.order ?? null);
    this.#understand();
    this.#go({ at: "sell" });
    this.entry = EMPTY;
    this.payer = { name: "", document: "" };
    this.payerOpen = false;
    this.payerError = null;
    this.#sale = null;
    this.message =
      open === undefined ? null : till.words.sell.stillOpen(money(open.amount_centavos));
    this.board.forgetGood();
  }

  /** Whoever leaves an odd sale has seen what is odd about it. */
  #understand(): void {
    const order = this.order;
    if (order === undefined) return;
    if (this.screen === "odd" || isUnproven(order)) this.board.understand(order);
  }

  /** One key on the amount. `refusal` says why the key did nothing, if it may do nothing. */
  press(key: (entry: Entry) => Entry, refusal: Message | null): void {
    const next = key(this.entry);
    this.message = null;
    if (next === this.entry && refusal !== null) this.say(refusal);
    this.entry = next;
  }

  /** Takes the whole amount back, and says so. */
  clear(): void {
    if (this.entry !== EMPTY) this.say("cleared");
    this.entry = EMPTY;
  }

  /** A run of quick keys begins: if it is a scanner's, the amount returns to what it is now. */
  runBegins(): void {
    this.#beforeRun = this.entry;
  }

  /** The run was a scanner's. */
  scanned(): void {
    if (this.screen !== "sell" || dialogs.now !== null) return;
    this.entry = this.#beforeRun;
    this.say("scanned");
  }

  /** Charges what has been typed; above the ceiling it asks first. */
  charge(aboveCeiling = false): void {
    const amount = total(this.entry);
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
    this.entry = { lines: [], current: { quantity: null, centavos: amount } };
    this.charge();
  }

  /** The same sale again: the till charges it once however often it is sent. */
  retry(): void {
    if (this.place.at === "failed") void this.#send(this.place.sale, true);
  }

  /** From a charge that was not made, back to the amount as it was typed. */
  backToAmount(): void {
    this.#go({ at: "sell" });
  }

  /** Puts an order on the screen. */
  open(order: string): void {
    this.#mine.add(order);
    this.#go({ at: "order", order });
  }

  checkNow(): void {
    if (this.busy === null) void this.#ask("checking", "check_now");
  }

  cancel(): void {
    if (this.busy === null) void this.#ask("cancelling", "cancel");
  }

  newCode(): void {
    if (this.busy === null) void this.#ask("new_code", "new_code");
  }

  /** Training only: the sandbox's customer pays the order on the screen. */
  async customerPays(): Promise<void> {
    if (this.order === undefined) return;
    try {
      await till.ask("customer_pays", { order: this.order.order, amount_centavos: null });
    } catch (error) {
      this.notice = { about: "refused", refusal: refused(error) };
    }
  }

  /**
   * Has the money go back. Null: it is written down and on its way, and the screen tells how it goes.
   */
  async refund(request: RefundOrder): Promise<Refused | null> {
    const isHere = (): boolean => this.place.at === "order" && this.place.order === request.order;
    this.busy = "refunding";
    try {
      await requestRefund(request);
      return null;
    } catch (error) {
      return refused(error);
    } finally {
      if (isHere()) this.busy = null;
    }
  }

  /** Every key passes here first. True: it was meant for the screen before this one. */
  isStray(at: number): boolean {
    this.#lastKeyAt = at;
    return at < this.#deafUntil;
  }

  /** Hears of each change of an order. */
  heard(before: OrderView | null, after: OrderView): void {
    this.board.follow(after);
    const isHere = this.place.at === "order" && this.place.order === after.order;
    // What was answered before is not true any more, and the screen says what is.
    if (isHere && isOtherTrouble(before, after)) this.#forgetAnswer();
    const news = newsOf(before, after);
    if (news === null) return;
    if (after.order === this.#leftOpen && before !== null) this.message = null;
    if (isHere) this.#hearHere(news, before, after);
    else this.#hearElsewhere(news, before, after);
  }

  /** News about the order on the screen: a sound, and the screen follows by itself. */
  #hearHere(news: News, before: OrderView | null, after: OrderView): void {
    switch (news) {
      case "odd":
      case "unproven":
        if (!this.board.isOddNews(before, after)) return;
        play("odd");
        break;
      case "paid":
        play("paid");
        break;
      case "refundFailed":
        play("failed");
        break;
      case "ended":
        if (after.status !== "cancelled") play("failed");
        break;
      case "refund":
        break;
    }
    this.#settle();
  }

  /** News about another order: a banner where somebody has to know. */
  #hearElsewhere(news: News, before: OrderView | null, after: OrderView): void {
    switch (news) {
      case "odd":
      case "unproven":
        if (!this.board.isOddNews(before, after)) return;
        play("odd");
        this.board.tell({ about: "odd", order: after });
        break;
      case "paid":
        if (!this.#mine.has(after.order)) return;
        play("paid");
        this.board.tell({ about: "paid", order: after });
        break;
      case "refundFailed":
        play("failed");
        this.board.tell({ about: "refundFailed", order: after });
        break;
      case "refund":
        if (after.status === "refunded") this.board.tell({ about: "refunded", order: after });
        break;
      case "ended":
        break;
    }
  }

  /**
   * The order on the screen has moved on: whatever was being asked about it is void. If nobody asked
   * for it and somebody is typing, the next keys are not meant for the new screen.
   */
  #settle(): void {
    dialogs.close();
    this.notice = null;
    const now = performance.now();
    const wasTyping = now - this.#lastKeyAt < STRAY_KEY_MS;
    if (this.busy === null && wasTyping) this.#deafUntil = now + STRAY_KEY_MS;
  }

  #go(place: Place): void {
    this.place = place;
    till.shown = place.at === "order" ? place.order : null;
    dialogs.close();
    this.notice = null;
    this.busy = null;
  }

  /** A sale keeps its id while amount and payer stay; anything else is another sale. */
  #saleOf(amount_centavos: number, payer: PayerInput | null): Sale {
    const last = this.#sale;
    const same =
      last !== null &&
      last.amount_centavos === amount_centavos &&
      last.payer?.name === payer?.name &&
      last.payer?.document === payer?.document;
    return same ? last : { sale_id: crypto.randomUUID(), amount_centavos, payer };
  }

  async #send(sale: Sale, above_ceiling: boolean): Promise<void> {
    if (this.place.at === "charging") return;
    this.#sale = sale;
    this.#go({ at: "charging", sale });
    this.message = null;
    this.payerError = null;
    const isHere = (): boolean => this.place.at === "charging" && this.place.sale === sale;
    try {
      const order = await till.ask("charge", { ...sale, above_ceiling });
      this.#mine.add(order.order);
      if (!isHere()) return;
      this.open(order.order);
      if (screenOf(order) === "paid") play("paid");
      if (order.status === "rejected") play("failed");
    } catch (error) {
      const refusal = refused(error);
      if (isHere()) this.#notCharged(sale, refusal);
      else this.board.tell({ about: "failed", sale, refusal });
    }
  }

  /** What the cashier can mend goes back to where it was typed; the rest gets a screen. */
  #notCharged(sale: Sale, refusal: Refused): void {
    switch (refusal.code) {
      case "above_ceiling":
        this.#go({ at: "sell" });
        dialogs.open({ name: "ceiling" });
        break;
      case "invalid_payer_name":
      case "invalid_document":
        this.#go({ at: "sell" });
        this.payerOpen = true;
        this.payerError = refusal.code === "invalid_document" ? "documentInvalid" : "nameInvalid";
        break;
      default:
        this.#go({ at: "failed", sale, refusal });
        play("failed");
    }
  }

  #checked(order: OrderView): void {
    const checked = checkedOf(order);
    if (checked === null) this.notice = null;
    else this.#answer({ about: "checked", checked });
  }

  /** What a question came to, for as long as it can be taken for the present. */
  #answer(answer: DeskNotice): void {
    this.notice = answer;
    setTimeout(() => {
      if (this.notice === answer) this.notice = null;
    }, ANSWER_MS);
  }

  #forgetAnswer(): void {
    if (this.notice?.about !== "refused") this.notice = null;
  }

  async #ask(
    busy: "checking" | "cancelling" | "new_code",
    name: "check_now" | "cancel" | "new_code",
  ): Promise<void> {
    const asked = this.order;
    if (asked === undefined) return;
    const isHere = (): boolean => this.place.at === "order" && this.place.order === asked.order;
    dialogs.close();
    this.notice = null;
    this.busy = busy;
    try {
      const order = await till.ask(name, { order: asked.order });
      if (isHere() && busy === "checking") this.#checked(order);
    } catch (error) {
      const about = busy === "checking" ? "unheard" : "refused";
      if (isHere()) this.#answer({ about, refusal: refused(error) });
      // What keeps the order from being heard is part of it.
      if (busy === "checking") till.ask("order", { order: asked.order }).catch(() => undefined);
    } finally {
      if (isHere()) this.busy = null;
    }
  }
}

/** The one desk of this page. */
export const desk = new Desk();
