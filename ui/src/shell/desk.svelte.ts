import type { OrderView } from "../backend/contract";
import type { Refused } from "../backend/refused";
import { isUnproven } from "../features/doubt/doubt";
import { isOtherTrouble } from "../features/doubt/trouble";
import type { Checked } from "../features/sale/check";
import { door } from "../features/operator/door.svelte";
import { screenOf, type OrderScreen } from "../features/sale/order";
import { Board, type Banner, type OrderBanner, type Sale } from "./board.svelte";
import { dialogs } from "./dialogs.svelte";
import { play } from "./look/sound.svelte";
import { newsOf, type News } from "./news";
import { isOnAnotherPage } from "./pages";
import { till } from "./till.svelte";

/** Where the cashier is. What an order's screen looks like follows from the order itself. */
type Place =
  | { at: "sell" }
  /** A page that was loaded again asks for the order with this number, which need not be its sale. */
  | { at: "returning"; order: string }
  | { at: "charging"; sale: Sale }
  | { at: "failed"; sale: Sale; refusal: Refused }
  /** The shop is being set up, or an account connected; with the sale of the trial, once there is one. */
  | { at: "setup"; sale_id: string | null }
  | { at: "order"; order: string };

/** What fills the window. */
export type Screen =
  | "starting"
  | "boot-failure"
  | "session-ended"
  | "locked"
  | "first-run"
  | "setup"
  | "sell"
  | "failed"
  | OrderScreen;

/** What a customer has before them. */
const HELD: readonly OrderScreen[] = ["waiting", "paid", "odd"];

/** After a screen comes by itself, keys meant for the one before are dropped for so long. */
const STRAY_KEY_MS = 600;

/** An answer about the order stands so long: the bank may have another one soon. */
const ANSWER_MS = 10_000;

/** What can be asked about the order on the screen. */
export type Asked = "checking" | "cancelling" | "new_code" | "refunding" | "deciding";

/** What came of the last thing asked about the order on the screen. */
export type DeskNotice =
  | { about: "checked"; checked: Checked }
  | { about: "unheard"; refusal: Refused }
  | { about: "refused"; refusal: Refused };

/**
 * Where a sale that is no customer's of now was looked up: in the list, in the strip beside the keypad, or in the
 * place of a customer who waits with this order.
 */
export type LookUp = "list" | "strip" | { readonly waiting: string };

/**
 * What the cashier has in front of them: the screen, the order on it, and the news about both. What a
 * key or a button does stands in the controller of its feature.
 */
class Desk {
  place = $state.raw<Place>({ at: "sell" });
  /** The last thing that was asked about the order on the screen, until it is answered; each asking is one of its own. */
  question = $state.raw<{ readonly what: Asked } | null>(null);
  readonly busy: Asked | null = $derived(this.question?.what ?? null);
  notice = $state.raw<DeskNotice | null>(null);
  /** Where the sale on the screen was looked up: there Esc leads back. */
  lookedUpIn = $state.raw<LookUp | null>(null);
  #hasMovedOn = $state(false);
  /** The sale on the screen was looked up and is as it was then: nothing about it is news. */
  readonly isPast = $derived(this.lookedUpIn !== null && !this.#hasMovedOn);
  readonly board = new Board();

  readonly order = $derived(this.place.at === "order" ? till.find(this.place.order) : undefined);
  readonly screen: Screen = $derived(this.#screen());

  /** News that is not about the order on the screen. */
  readonly elsewhere: readonly Banner[] = $derived(
    this.board.banners.filter(
      (banner) => banner.about === "failed" || banner.order.order !== this.order?.order,
    ),
  );
  /** The first of them whose sale can be looked at. A charge whose answer is awaited is not left for it. */
  readonly openable: OrderBanner | undefined = $derived(
    this.place.at === "charging"
      ? undefined
      : this.elsewhere.find((banner) => banner.about !== "failed"),
  );
  /** The order of the customer who waits while another sale is looked at. */
  readonly left: OrderView | undefined = $derived(
    this.#waiting === null ? undefined : till.find(this.#waiting),
  );
  /** Over a customer's code and over their PAGO stands nothing about another sale. */
  readonly showsNews = $derived(this.screen !== "waiting" && this.screen !== "paid");
  /** Nobody sells here now: keys are for what is being set up. */
  readonly isSettingUp = $derived(this.screen === "first-run" || this.screen === "setup");

  /** The sale on the screen, by the id that it has from its beginning. */
  readonly saleId = $derived(this.#saleId());

  /** A customer's sale stands on the screen, and stays there however the door is locked. */
  readonly isHeld = $derived(
    this.place.at === "charging" ||
      (this.order !== undefined && this.lookedUpIn === null && HELD.includes(screenOf(this.order))),
  );

  #lastKeyAt = Number.NEGATIVE_INFINITY;
  #deafUntil = Number.NEGATIVE_INFINITY;

  #saleId(): string | null {
    if (this.place.at === "charging") return this.place.sale.sale_id;
    if (this.place.at === "setup") return this.place.sale_id;
    return this.order?.sale_id ?? null;
  }

  #screen(): Screen {
    if (till.sessionEnded) return "session-ended";
    if (door.isAsked) return "locked";
    if (this.place.at === "setup") return "setup";
    if (till.isNew) return "first-run";
    if (till.view === null) return till.bootRefusal === null ? "starting" : "boot-failure";
    if (door.isLocked && !this.isHeld) return "locked";
    if (this.place.at === "charging") return "waiting";
    if (this.place.at === "failed") return "failed";
    if (this.place.at === "returning") return "starting";
    if (this.order !== undefined) return screenOf(this.order);
    const isHalfDone = till.setup?.draft !== null && till.setup !== null;
    return till.view.provider === null || isHalfDone ? "first-run" : "sell";
  }

  /** Whoever leaves an odd sale has seen what is odd about it. */
  understand(): void {
    const order = this.order;
    if (order === undefined) return;
    if (this.screen === "odd" || isUnproven(order)) this.board.understand(order);
  }

  /** Puts an order on the screen, once all of it is known here. A refusal is told by the bar. */
  open(order: string, lookedUpIn: LookUp | null = null): void {
    const from = this.place;
    if (till.find(order) === undefined) {
      // Whoever has gone on meanwhile is not called back.
      void till.ask("order", { order }).then(
        () => {
          if (this.place === from) this.#show(order, lookedUpIn);
        },
        () => undefined,
      );
    } else this.#show(order, lookedUpIn);
  }

  #show(order: string, lookedUpIn: LookUp | null): void {
    const waiting = this.#whoWaits();
    this.go({ at: "order", order });
    if (waiting !== order) this.lookedUpIn = waiting === null ? lookedUpIn : { waiting };
  }

  get #waiting(): string | null {
    return typeof this.lookedUpIn === "object" ? (this.lookedUpIn?.waiting ?? null) : null;
  }

  /** The order of the customer who is being served: on the screen, or left for a look at another sale. */
  #whoWaits(): string | null {
    const isServed = this.screen === "waiting" && this.lookedUpIn === null;
    return isServed && this.place.at === "order" ? this.place.order : this.#waiting;
  }

  /** Back from a sale that was looked up to where it was found. False: there is none on the screen. */
  goBack(): boolean {
    const { lookedUpIn } = this;
    if (lookedUpIn === null) return false;
    this.understand();
    if (typeof lookedUpIn === "object") this.open(lookedUpIn.waiting);
    else this.go({ at: "sell" });
    if (lookedUpIn === "list") dialogs.open({ name: "sales", again: true });
    return true;
  }

  /** Puts the sale that a banner tells of on the screen. */
  see(banner: OrderBanner): void {
    if (banner.about !== "odd") this.board.dismiss(banner);
    this.open(banner.order.order);
  }

  /** The same for the first of the banners. */
  seeNews(): void {
    if (this.openable !== undefined) this.see(this.openable);
  }

  /** Every key passes here first. True: it was meant for the screen before this one. */
  isStray(at: number): boolean {
    this.#lastKeyAt = at;
    return at < this.#deafUntil;
  }

  /** Hears of each change of an order. */
  heard(before: OrderView | null, after: OrderView, wasOpen: boolean): void {
    this.board.follow(after);
    const isHere = this.place.at === "order" && this.place.order === after.order;
    // The answer to the charge says it.
    if (!isHere && this.saleId === after.sale_id) return;
    // What was answered before is not true any more, and the screen says what is.
    if (isHere && isOtherTrouble(before, after)) this.#forgetAnswer();
    const isPayment = before === null && wasOpen && screenOf(after) === "paid";
    const news = isPayment ? "paid" : newsOf(before, after);
    if (news === null) return;
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
      case "by_hand":
      case "refund":
        break;
    }
    this.#moveOn();
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
        if (this.left?.order === after.order && dialogs.now === null) this.#serveAgain(after);
        else void this.#tellPaid(after);
        break;
      case "refundFailed":
        play("failed");
        this.board.tell({ about: "refundFailed", order: after });
        break;
      case "refund":
        if (after.status === "refunded") this.board.tell({ about: "refunded", order: after });
        break;
      case "by_hand":
      case "ended":
        break;
    }
  }

  /** The customer who waited has paid: their PAGO takes the place of what was looked at meanwhile. */
  #serveAgain({ order }: OrderView): void {
    play("paid");
    this.go({ at: "order", order });
  }

  /** Money is told aloud on the page that shows its sale, and on every page where none does. */
  async #tellPaid(order: OrderView): Promise<void> {
    if (await isOnAnotherPage(order.sale_id)) return;
    // The sound of PAGO is for the customer whose sale is on the screen.
    play(this.showsNews ? "paid" : "elsewhere");
    this.board.tell({ about: "paid", order }, this.showsNews);
  }

  /**
   * The order on the screen has moved on: whatever was being asked about it is void. If nobody asked
   * for it and somebody is typing, the next keys are not meant for the new screen.
   */
  #moveOn(): void {
    if (this.left === undefined) this.lookedUpIn = null;
    this.#hasMovedOn = true;
    dialogs.close();
    this.notice = null;
    const now = performance.now();
    const wasTyping = now - this.#lastKeyAt < STRAY_KEY_MS;
    // What is pressed on PAGO is for the next sale, and is kept until PAGO has been seen.
    if (this.busy === null && wasTyping && this.screen !== "paid")
      this.#deafUntil = now + STRAY_KEY_MS;
  }

  /** Shows another screen. What was being asked about the one before is void. */
  go(place: Place): void {
    this.place = place;
    this.lookedUpIn = null;
    this.#hasMovedOn = false;
    till.shown = place.at === "order" ? place.order : null;
    dialogs.close();
    this.notice = null;
    this.question = null;
  }

  /** What a question came to, for as long as it can be taken for the present. */
  answer(answer: DeskNotice): void {
    this.notice = answer;
    setTimeout(() => {
      if (this.notice === answer) this.notice = null;
    }, ANSWER_MS);
  }

  #forgetAnswer(): void {
    if (this.notice?.about !== "refused") this.notice = null;
  }
}

/** The one desk of this page. */
export const desk = new Desk();
