import type {
  HistoryTotals,
  HistoryView,
  OrderRow,
  OrderView,
  ProviderName,
  SellerView,
  TimelineView,
} from "../../backend/contract";
import { refused, type Refused } from "../../backend/refused";
import { isoDay } from "../../shell/look/times";
import { till } from "../../shell/till.svelte";
import { isAsKnown, rowOf, type ListEntry } from "../sale/row";
import { Latest } from "./latest";
import { queryOf, TODAY, type Choice } from "./query";
import { withNewest, withRow } from "./rows";

/** Rows of a first answer: more than a screen has, and few enough to come with the key. */
const FIRST_ROWS = 40;
/** Rows of each further one. */
const MORE_ROWS = 100;
/** What a person looks at comes first; sums and the life of the first row follow when no more keys do. In milliseconds. */
const REST_AFTER_MS = 250;
/** The life of a row that was chosen, in milliseconds: whoever holds an arrow key down passes many. */
const LIFE_AFTER_MS = 40;
/** Many sales may change at once. In milliseconds. */
const REFRESH_AFTER_MS = 300;

/** All that is known of the sale that is chosen. */
export interface Life {
  readonly timeline: TimelineView;
  readonly order: OrderView;
}

function today(): string {
  return isoDay(Date.now());
}

/** The filters have the same choices as before. */
function isAlike(one: readonly { id: string }[], other: readonly { id: string }[]): boolean {
  return one.length === other.length && one.every(({ id }, at) => other[at]?.id === id);
}

/** The history as one page shows it: what was chosen, the rows that have come, and the sale that is looked at. */
class HistoryController {
  choice = $state.raw<Choice>(TODAY);
  rows = $state.raw<readonly OrderRow[]>([]);
  more = $state(false);
  operators = $state.raw<readonly SellerView[]>([]);
  providers = $state.raw<readonly ProviderName[]>([]);
  totals = $state.raw<HistoryTotals | null>(null);
  life = $state.raw<Life | null>(null);
  /** Why the rows did not come. */
  refusal = $state.raw<Refused | null>(null);
  lifeRefusal = $state.raw<Refused | null>(null);
  /** The number of the sale that is chosen. */
  selected = $state<string | null>(null);
  /** What the rows are the answer to; null: none has come. */
  answered = $state.raw<Choice | null>(null);
  /** The rows are what was asked for last. */
  readonly isAnswered = $derived(this.answered === this.choice);
  readonly isEmpty = $derived(this.isAnswered && this.rows.length === 0);
  readonly at = $derived(this.rows.findIndex(({ order }) => order === this.selected));
  readonly row: OrderRow | undefined = $derived(this.rows[this.at]);

  #known: readonly ListEntry[] = [];
  #isFetching = false;
  /** Enter was pressed before the rows were there. */
  #whenAnswered: (() => void) | null = null;
  #totalsTimer: ReturnType<typeof setTimeout> | undefined;
  #lifeTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  readonly #lists = new Latest<Choice, HistoryView>(
    (choice) => till.call("history", queryOf(choice, today(), FIRST_ROWS, null)),
    (view, choice) => this.#listed(view, choice),
    (refusal) => (this.refusal = refusal),
  );
  readonly #sums = new Latest<Choice, HistoryTotals>(
    (choice) => till.call("history_totals", queryOf(choice, today(), FIRST_ROWS, null)),
    (totals, choice) => {
      if (choice === this.choice) this.totals = totals;
    },
    // The rows are there; a sum that is not known is none.
    () => undefined,
  );
  readonly #lives = new Latest<string, Life>(
    async (order) => {
      const [timeline, whole] = await Promise.all([
        till.call("timeline", { order }),
        till.call("order", { order }),
      ]);
      return { timeline, order: whole };
    },
    (life, order) => {
      if (order === this.selected) [this.life, this.lifeRefusal] = [life, null];
    },
    (refusal, order) => {
      if (order === this.selected) this.lifeRefusal = refusal;
    },
  );

  /** The page opens: as it was left, where somebody comes back, else with today's sales. */
  begin(again: boolean): void {
    this.#known = till.orders;
    this.#whenAnswered = null;
    this.refusal = null;
    if (again && this.answered !== null) this.#look(this.selected, LIFE_AFTER_MS);
    else {
      this.selected = null;
      this.rows = [];
      this.answered = null;
      this.choice = { ...TODAY };
      this.totals = null;
      this.life = null;
    }
    this.#lists.ask(this.choice);
  }

  /** The page is gone. */
  end(): void {
    clearTimeout(this.#totalsTimer);
    clearTimeout(this.#lifeTimer);
    clearTimeout(this.#refreshTimer);
    this.#whenAnswered = null;
  }

  /** Another search, other days or filters: asked at once, the rows of before stand until the answer is there. */
  choose(changes: Partial<Choice>): void {
    this.choice = { ...this.choice, ...changes };
    this.totals = null;
    clearTimeout(this.#totalsTimer);
    clearTimeout(this.#lifeTimer);
    this.#whenAnswered = null;
    this.#lists.ask(this.choice);
  }

  /** The same question again. */
  again(): void {
    this.refusal = null;
    this.#lists.ask(this.choice);
  }

  /** Chooses the sale that is looked at. */
  select(order: string): void {
    if (order !== this.selected) this.#look(order, LIFE_AFTER_MS);
  }

  /** Does it with the row that is chosen, once the rows are what was asked for. */
  withRow(act: (row: OrderRow) => void): void {
    const now = (): void => {
      if (this.row !== undefined) act(this.row);
    };
    if (this.isAnswered) now();
    else this.#whenAnswered = now;
  }

  /** Fetches the rows behind the last. */
  async fetchMore(): Promise<void> {
    const { choice, rows } = this;
    const last = rows.at(-1);
    if (last === undefined || !this.more || this.#isFetching || !this.isAnswered) return;
    this.#isFetching = true;
    try {
      const view = await till.call("history", queryOf(choice, today(), MORE_ROWS, last.order));
      // Whoever searches for something else meanwhile is not shown these.
      if (this.choice !== choice || this.rows.at(-1)?.order !== last.order) return;
      this.rows = [...this.rows, ...view.rows];
      this.more = view.more;
    } catch (error) {
      if (this.choice === choice) this.refusal = refused(error);
    } finally {
      this.#isFetching = false;
    }
  }

  /** What this page has heard of orders. Rows follow at once, and what is new among them is asked for. */
  follow(known: readonly ListEntry[]): void {
    const before = new Set(this.#known);
    this.#known = known;
    let isNews = false;
    for (const order of known.filter((it) => !before.has(it))) {
      const at = this.rows.findIndex((row) => row.order === order.order);
      const row = this.rows[at];
      if (row !== undefined && isAsKnown(row, order)) continue;
      isNews = true;
      this.rows = withRow(this.rows, at, rowOf(order));
      if (order.order === this.selected) this.refreshLife();
    }
    if (!isNews) return;
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => this.#lists.ask(this.choice), REFRESH_AFTER_MS);
  }

  /** Asks again for the life of the sale that is chosen. */
  refreshLife(): void {
    if (this.selected !== null) this.#lives.ask(this.selected);
  }

  /** The life as a command has answered with it. */
  takeTimeline(timeline: TimelineView): void {
    if (this.life?.timeline.order === timeline.order) this.life = { ...this.life, timeline };
  }

  #look(order: string | null, afterMs: number): void {
    this.selected = order;
    this.life = null;
    this.lifeRefusal = null;
    clearTimeout(this.#lifeTimer);
    if (order !== null) this.#lifeTimer = setTimeout(() => this.#lives.ask(order), afterMs);
  }

  #listed(view: HistoryView, choice: Choice): void {
    this.refusal = null;
    if (!isAlike(view.operators, this.operators)) this.operators = view.operators;
    if (!isAlike(view.providers, this.providers)) this.providers = view.providers;
    const isSame = this.answered === choice;
    const rows = isSame ? withNewest(this.rows, view.rows, view.more) : view.rows;
    if (!isSame || rows.length <= view.rows.length) this.more = view.more;
    this.rows = rows;
    this.answered = choice;
    // What is searched for stands on top; whoever looks at a sale goes on doing so.
    const isKept = isSame && this.row !== undefined;
    if (!isKept) this.#look(rows[0]?.order ?? null, REST_AFTER_MS);
    else if (this.life === null) this.#look(this.selected, LIFE_AFTER_MS);
    this.#whenAnswered?.();
    this.#whenAnswered = null;
    clearTimeout(this.#totalsTimer);
    this.#totalsTimer = setTimeout(() => this.#sums.ask(choice), REST_AFTER_MS);
  }
}

/** The history of this page. */
export const history = new HistoryController();
