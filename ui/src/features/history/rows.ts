import type { OrderRow } from "../../backend/contract";

/** Which rows of a long list are in the page: those in sight, and some above and below. */
export interface Shown {
  /** Index of the first. */
  readonly first: number;
  /** Index behind the last. */
  readonly end: number;
}

/** Rows that are kept ready beyond the edges. */
const SPARE = 8;

/** The rows to draw. All lengths in pixels. */
export function shownRows(top: number, height: number, row: number, count: number): Shown {
  if (row <= 0) return { first: 0, end: Math.min(count, 2 * SPARE) };
  const first = Math.max(0, Math.min(Math.floor(top / row), count) - SPARE);
  const end = Math.min(count, Math.ceil((top + height) / row) + SPARE);
  return { first, end };
}

/** Where the list has to stand so that a row is in sight; as it stands, where it is. All lengths in pixels. */
export function topToShow(index: number, top: number, height: number, row: number): number {
  const above = index * row;
  if (above < top) return above;
  return Math.max(top, above + row - height);
}

/** A key that moves through the list: the index of the row that it leads to; null: another key. */
export function goalOf(key: string, at: number, page: number, count: number): number | null {
  const goals: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const goal = goals[key];
  return goal === undefined ? null : Math.max(0, Math.min(goal, count - 1));
}

/** The list after its newest rows were asked for again; `more`: there are others behind them. */
export function withNewest(
  rows: readonly OrderRow[],
  newest: readonly OrderRow[],
  more: boolean,
): readonly OrderRow[] {
  const last = newest.at(-1);
  if (!more || last === undefined) return newest;
  return [...newest, ...rows.filter(({ order }) => Number(order) < Number(last.order))];
}

/** The list with one of its rows as it is now. Who sold it is known by the list alone. */
export function withRow(rows: readonly OrderRow[], at: number, row: OrderRow): readonly OrderRow[] {
  const before = rows[at];
  return before === undefined ? rows : rows.with(at, { ...row, seller: before.seller ?? null });
}
