import { openBackend } from "../backend";
import type {
  Attention,
  Commands,
  HouseView,
  Listening,
  Notice,
  OrderRow,
  OrderView,
  Preferences,
  PrinterView,
  SetupView,
  Status,
  TillEvent,
  TillKind,
  TillView,
} from "../backend/contract";
import { refused, type Refused } from "../backend/refused";
import { withOrder } from "../features/sale/order";
import { isAsKnown, isWhole, type ListEntry } from "../features/sale/row";
import { OLD_NEWS_MS } from "./board.svelte";
import { Heard, type Moment } from "./heard";
import type { Question } from "./dialogs.svelte";
import { keyMap } from "./keyMap.svelte";
import { isWorthALook } from "./listening";
import { hasCome } from "./look/clock.svelte";
import { remembered, remember } from "./look/preferences";
import { play, setSounds } from "./look/sound.svelte";
import { setZone } from "./look/zone.svelte";
import { dictionaries } from "./words";
import type { Words } from "./words/words";

/** Rows of the strip beside the keypad. */
const STRIP_LENGTH = 12;
/** The page never keeps more orders than this. */
const MOST_ORDERS = 400;
/** Of the odd orders of a list that this page hears of for the first time, at most so many are asked for whole. */
const MOST_ODD = 12;

/** So many of the orders that are odd are looked through after a gap. */
const MOST_ODD_ROWS = 50;

/** An order as it was (null: not known whole to this page) and as it is now; whether it was open in a list. */
export type News = (before: OrderView | null, after: OrderView, wasOpen: boolean) => void;

/** A customer may still pay. */
const OPEN: readonly Status[] = ["registering", "pending"];
/** Something more will be heard of it. */
const UNFINISHED: readonly Status[] = [...OPEN, "refunding", "by_hand"];

/** The commands that answer with an order. */
type Asking = {
  [K in keyof Commands]: Commands[K]["response"] extends OrderView ? K : never;
}[keyof Commands];

/** The parts of the till that have events of their own. */
const PARTS = ["listening", "attention"] as const;
type Parts = Partial<Pick<TillView, (typeof PARTS)[number]>>;

/**
 * What the till has told this page: one event stream and the answers to commands, nothing invented
 * here. An answer that is older than an event about the same thing does not take it back.
 */
class Till {
  /** Which till is open behind this door, or why none is. */
  house = $state.raw<HouseView | null>(null);
  /** How far setting the shop up has come; null in training, and where the shop is not open. */
  setup = $state.raw<SetupView | null>(null);
  view = $state.raw<TillView | null>(null);
  /** Newest first. */
  orders = $state.raw<readonly ListEntry[]>([]);
  /** Why the till did not open. */
  /** How the printer does; null: nobody has said yet. */
  printer = $state.raw<PrinterView | null>(null);
  bootRefusal = $state.raw<Refused | null>(null);
  /** False while the browser page cannot reach the till. */
  reachable = $state(true);
  /** This page has no session, or no longer. */
  sessionEnded = $state(false);
  preferences = $state.raw<Preferences>(remembered());
  /** The order on the screen: asked for again after a gap even when it is not among the newest. */
  shown: string | null = null;
  readonly words: Words = $derived(dictionaries[this.preferences.language]);

  /** What has happened to this till and nobody has closed yet. */
  readonly notices: readonly Notice[] = $derived(
    (this.view?.notices ?? []).filter((notice) => !this.#closed.includes(JSON.stringify(notice))),
  );

  #closed = $state.raw<readonly string[]>([]);
  readonly #backend = openBackend();
  readonly wayIn = this.#backend.wayIn;
  /** What comes of a refusal: true where somebody has approved it, and the same is asked for once more. */
  whenRefused: (question: Question, refusal: Refused) => Promise<boolean> = () =>
    Promise.resolve(false);
  /** Who is before this door, or could be, may have changed. */
  whenStaffChanged: () => void = () => undefined;
  readonly #heard = new Heard();
  /** The last that events told of each part, also while the till itself is not known yet. */
  #parts: Parts = {};
  #news: News = () => undefined;
  #moved: () => void = () => undefined;

  /** Nothing was begun in this home yet. */
  readonly isNew: boolean = $derived(this.house?.state.is === "new");

  /**
   * Begins to listen, then asks for everything that screens show. `news` hears of each change, `moved` of another
   * till in the place of the one before.
   */
  async start(news: News, moved: () => void): Promise<void> {
    this.#news = news;
    this.#moved = moved;
    this.#backend.subscribe((event) => this.#hear(event));
    await this.refetch();
  }

  /** Asks again for what screens show; at the start, after a gap, and when a person asks. */
  async refetch(): Promise<void> {
    try {
      if (!(await this.#enter())) return;
      await this.look();
      const listed = await this.fetchSales(STRIP_LENGTH);
      if (this.shown !== null) await this.ask("order", { order: this.shown });
      await this.#askForOpen(listed);
      await this.#askForOdd();
      await this.#askForPrinter();
      this.bootRefusal = null;
    } catch (error) {
      // A till with nothing connected has nothing to show but why it finds nothing.
      if (this.view === null || this.view.provider === null) {
        this.view = null;
        this.bootRefusal = refused(error);
      }
    }
  }

  /** Asks which till is open, and forgets what was of another one. False: none is. */
  async #enter(): Promise<boolean> {
    this.#setHouse(await this.call("house", {}));
    const state = this.house?.state;
    if (state?.is === "open") {
      this.setup = this.house?.training === true ? null : await this.#askForSetup();
      return true;
    }
    this.view = null;
    this.setup = null;
    this.bootRefusal = state?.is === "closed" ? refused(state.failure) : null;
    return false;
  }

  /** A till whose setup cannot be told sells all the same. */
  async #askForSetup(): Promise<SetupView | null> {
    try {
      return await this.call("setup", {});
    } catch {
      return null;
    }
  }

  #setHouse(house: HouseView): void {
    const before = this.house;
    this.house = house;
    // A till that does not open tells no more than that in its own language.
    if (before === null && house.state.is === "closed") this.#setPreferences(house.preferences);
    if (before === null || (before.training === house.training && this.#isOpen(before))) return;
    this.view = null;
    this.setup = null;
    this.orders = [];
    this.shown = null;
    this.printer = null;
    this.#closed = [];
    this.#parts = {};
    this.#moved();
  }

  #isOpen({ state }: HouseView): boolean {
    return state.is === "open";
  }

  /** Opens the other till of the home, and begins it where there is none. */
  async open(kind: TillKind, leaveOpen = false): Promise<void> {
    const chosen = this.preferences;
    const isBegun = kind === "training" ? this.house?.has_training : this.house?.has_shop;
    this.#setHouse(await this.call("start", { kind, leave_open: leaveOpen }));
    await this.refetch();
    // What a person has chosen before there was a till is its first setting.
    if (isBegun !== true && this.view !== null) await this.setPreferences(chosen);
  }

  /** A person has read a notice: it does not come again until the till starts again. */
  closeNotice(notice: Notice): void {
    this.#closed = [...this.#closed, JSON.stringify(notice)];
  }

  /** Asks for the till itself again, such as what keeps each provider from being heard. */
  async look(): Promise<void> {
    const asked = this.#heard.now();
    this.#takeView(await this.call("hello", {}), asked);
  }

  /**
   * Fetches the newest `limit` orders as lists show them, and hands their numbers back. What is news about one is
   * asked for whole.
   */
  async fetchSales(limit: number): Promise<readonly string[]> {
    const asked = this.#heard.now();
    const { orders } = await this.call("last_sales", { limit, odd: false, by_hand: false });
    const others = orders.filter((row) => !this.#heard.since(row.order, asked));
    const odd = others.filter((row) => this.#isNewlyOdd(row)).slice(0, MOST_ODD);
    const news = others.filter((row) => odd.includes(row) || this.#isChanged(row));
    for (const row of others) if (!news.includes(row)) this.#list(row);
    for (const { order } of news.toReversed()) await this.ask("order", { order });
    return orders.map(({ order }) => order);
  }

  /** Orders that were open when this page last heard of them may have been paid in the gap, however old they are. */
  async #askForOpen(listed: readonly string[]): Promise<void> {
    const isDue = ({ order, status }: ListEntry): boolean =>
      UNFINISHED.includes(status) && order !== this.shown && !listed.includes(order);
    for (const { order } of this.orders.filter(isDue)) await this.ask("order", { order });
  }

  /** Money that is odd may be of a sale that no list shows any more: it is asked for by itself. */
  async #askForOdd(): Promise<void> {
    const { orders } = await this.call("last_sales", {
      limit: MOST_ODD_ROWS,
      odd: true,
      by_hand: false,
    });
    const since = Date.now() - OLD_NEWS_MS;
    const odd = orders.filter((row) => row.at_ms > since && this.#isNewlyOdd(row));
    for (const { order } of odd.toReversed()) await this.ask("order", { order });
  }

  /** A till sells whether or not it knows how its printer does. */
  async #askForPrinter(): Promise<void> {
    this.printer = await this.call("printer", {}).catch(() => null);
  }

  /** Asks for something that answers with an order, and takes the answer in. */
  async ask<K extends Asking>(name: K, request: Commands[K]["request"]): Promise<OrderView> {
    const asked = this.#heard.now();
    const order = await this.call(name, request);
    this.#take(order, asked);
    return this.find(order.order) ?? order;
  }

  /** Saves language and colours. They change at once; the till's answer has the last word. */
  async setPreferences(preferences: Preferences): Promise<void> {
    const asked = this.#heard.now();
    this.#setPreferences(preferences);
    // Where no till is open there is nobody to keep them.
    if (this.house?.state.is !== "open") return;
    this.#takeView(await this.call("set_preferences", preferences), asked);
  }

  /** The order with this number, if this page knows all of it. */
  find(order: string): OrderView | undefined {
    const known = this.orders.find((known) => known.order === order);
    return known !== undefined && isWhole(known) ? known : undefined;
  }

  /** Asks for something that is not kept here, such as a list that a dialog shows while it is open. */
  async call<K extends keyof Commands>(
    name: K,
    request: Commands[K]["request"],
  ): Promise<Commands[K]["response"]> {
    // Each time somebody has to enter a PIN for it, so that it ends.
    for (;;) {
      try {
        const response = await this.#backend.call(name, request);
        this.reachable = true;
        this.sessionEnded = false;
        return response;
      } catch (error) {
        const refusal = refused(error);
        if (refusal.code === "session_ended") this.sessionEnded = true;
        this.reachable = refusal.code !== "till_unreachable" && refusal.code !== "not_the_till";
        if (!(await this.whenRefused({ name, request } as Question, refusal))) throw refusal;
      }
    }
  }

  /** A manager has seen that somebody got a PIN at the machine itself. A refusal is told by the door. */
  async seeForgottenPin(): Promise<void> {
    const asked = this.#heard.now();
    try {
      this.#takeView(await this.call("see_forgotten_pin", {}), asked);
    } catch {
      // It goes on being told.
    }
  }

  #hear(event: TillEvent): void {
    switch (event.event) {
      case "order_changed": {
        const { order } = event;
        this.#heard.event(order.order);
        this.#set(order);
        break;
      }
      case "listening_changed":
        this.#listen(event.listening);
        break;
      case "attention_changed":
        this.#attend(event.attention);
        break;
      case "till_changed":
        this.#heard.event("till");
        this.#setView(event.till);
        break;
      case "printer_changed":
        this.printer = event.printer;
        break;
      case "operators_changed":
        this.whenStaffChanged();
        break;
      case "house_changed":
        this.#setHouse(event.house);
        void this.refetch();
        break;
      case "missed":
        this.whenStaffChanged();
        void this.refetch();
        break;
    }
  }

  #listen(listening: Listening): void {
    this.#hearOf({ listening });
    if (this.view === null) return;
    const isNews = isWorthALook(this.view, listening);
    this.view = { ...this.view, listening };
    // A refusal is told by the bar.
    if (isNews) this.look().catch(() => undefined);
  }

  /** Money without a sale is loud once. A dispute is news of its order. */
  #attend(attention: Attention): void {
    this.#hearOf({ attention });
    if (this.view === null) return;
    if (attention.unmatched > this.view.attention.unmatched) play("odd");
    this.view = { ...this.view, attention };
  }

  #hearOf(parts: Parts): void {
    for (const part of Object.keys(parts)) this.#heard.event(part);
    this.#parts = { ...this.#parts, ...parts };
  }

  /** Takes an answer in, but for what events told of the till after the question. */
  #takeView(view: TillView, asked: Moment): void {
    if (this.#heard.since("till", asked)) return;
    const newer = PARTS.filter((part) => this.#heard.since(part, asked));
    const parts: Parts = Object.fromEntries(newer.map((part) => [part, this.#parts[part]]));
    this.#setView({ ...view, ...parts });
  }

  /** Takes an answer in, unless an event about the order came after the question. */
  #take(order: OrderView, asked: Moment): void {
    if (!this.#heard.since(order.order, asked)) this.#set(order);
  }

  /** An order that this page knows has changed. */
  #isChanged(row: OrderRow): boolean {
    const known = this.find(row.order);
    if (known !== undefined) return !isAsKnown(row, known);
    return row.status === "paid" && this.#wasOpen(row.order);
  }

  /** An order that this page does not know is odd. */
  #isNewlyOdd(row: OrderRow): boolean {
    return this.find(row.order) === undefined && row.anomalies.length > 0;
  }

  /** A list has shown the order as open, and no more of it is known here. */
  #wasOpen(order: string): boolean {
    const listed = this.orders.find((known) => known.order === order);
    return listed !== undefined && !isWhole(listed) && OPEN.includes(listed.status);
  }

  /** Takes a row in, unless more is known of its order here. */
  #list(row: OrderRow): void {
    if (this.find(row.order) === undefined) {
      this.#put(row);
    }
  }

  #set(order: OrderView): void {
    hasCome(order);
    const before = this.find(order.order) ?? null;
    const wasOpen = this.#wasOpen(order.order);
    this.#put(order);
    this.#news(before, order, wasOpen);
  }

  /** Puts an order in its place. The oldest go, but for this one and the one on the screen. */
  #put(order: ListEntry): void {
    const stays = [order.order, this.shown];
    this.orders = withOrder(this.orders, order).filter(
      (it, index) => index < MOST_ORDERS || stays.includes(it.order),
    );
  }

  #setView(view: TillView): void {
    setZone(view.time_zone);
    setSounds(view.sounds, view.sound_volume);
    keyMap.take(view.keys);
    this.view = view;
    this.#setPreferences(view.preferences);
  }

  #setPreferences(preferences: Preferences): void {
    this.preferences = preferences;
    remember(preferences);
  }
}

/** The one till behind this page. */
export const till = new Till();
