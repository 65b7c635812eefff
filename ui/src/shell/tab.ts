import type { Screen } from "./desk.svelte";

/** The sale that was on this tab's screen. Who pays is not in it: that is for no storage. */
export interface TabSale {
  readonly sale_id: string;
  readonly amount_centavos: number;
  /** Null: the till had not answered yet. */
  readonly order: string | null;
  readonly screen: Screen;
}

const KEY = "balcao.sale";

function isTabSale(value: unknown): value is TabSale {
  if (typeof value !== "object" || value === null) return false;
  const { sale_id, amount_centavos, order, screen } = value as Partial<Record<string, unknown>>;
  return (
    typeof sale_id === "string" &&
    typeof amount_centavos === "number" &&
    (order === null || typeof order === "string") &&
    typeof screen === "string"
  );
}

/** What was on the screen when this tab was left, loaded again, or died. */
export function remembered(): TabSale | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return isTabSale(value) ? value : null;
  } catch {
    return null;
  }
}

/** Notes what is on the screen; null: no sale. */
export function remember(sale: TabSale | null): void {
  if (sale === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(sale));
}
