import type { OrderView, PayerInput } from "../backend/contract";
import type { Refused } from "../backend/refused";
import { oddities, oddKey, oddSince } from "../features/sale/order";
import { Understood } from "./understood";

/** One sale as it is sent. Repeating it charges once, so it keeps its id until it is finished. */
export interface Sale {
  readonly sale_id: string;
  readonly amount_centavos: number;
  readonly payer: PayerInput | null;
}

/** News about an order, which can be looked at. */
export interface OrderBanner {
  about: "odd" | "paid" | "refunded" | "refundFailed";
  order: OrderView;
}

/** News about something that is not on the screen. It stays until a person opens or closes it. */
export type Banner = OrderBanner | { about: "failed"; sale: Sale; refusal: Refused };

/** What a banner is about, an order or a charge that was not made: there is one banner for each. */
export function keyOf(banner: Banner): string {
  return banner.about === "failed" ? `sale ${banner.sale.sale_id}` : `order ${banner.order.order}`;
}

/** A till that sells by itself all day long has no more good news on the screen than this. */
const MOST_GOOD = 3;

function isGood({ about }: Banner): boolean {
  return about === "paid" || about === "refunded";
}

/** Odd money older than this was somebody's business before this page opened. */
export const OLD_NEWS_MS = 48 * 3_600_000;

/** The news above the screen, and which of it somebody has understood. */
export class Board {
  banners = $state.raw<readonly Banner[]>([]);
  readonly #understood = new Understood();
  /** Orders that were paid while a customer's code or PAGO was on the screen, which nobody has seen yet. */
  #unseen: readonly string[] = [];

  /** Another till is open: what is news of the one before is none of this one. */
  clear(): void {
    this.banners = [];
    this.#unseen = [];
  }

  /** One banner for each thing, the newest on top. `isSeen`: the screen shows banners now. */
  tell(banner: Banner, isSeen = true): void {
    if (!isSeen && banner.about !== "failed") this.#unseen = [...this.#unseen, banner.order.order];
    const others = this.banners.filter((other) => keyOf(other) !== keyOf(banner));
    const oldGood = [banner, ...others].filter(isGood).slice(MOST_GOOD);
    this.banners = [banner, ...others].filter((other) => !oldGood.includes(other));
  }

  /**
   * The order is as `order` now: its banners say so, and go when what they tell is over. A charge whose answer was
   * lost has been made.
   */
  follow(order: OrderView): void {
    const isAbout = (banner: Banner): boolean =>
      banner.about === "failed"
        ? banner.sale.sale_id === order.sale_id
        : banner.order.order === order.order;
    const follow = (banner: Banner): Banner[] => {
      if (!isAbout(banner)) return [banner];
      if (banner.about === "failed") return [];
      if (banner.about === "odd" && oddities(order).length === 0) return [];
      if (banner.about === "paid" && order.status !== "paid") return [];
      return [{ ...banner, order }];
    };
    if (this.banners.some(isAbout)) this.banners = this.banners.flatMap(follow);
    if (order.status !== "paid") this.#unseen = this.#unseen.filter((it) => it !== order.order);
  }

  /** A person has closed a banner. */
  dismiss(banner: Banner): void {
    if (banner.about === "odd") this.#understood.add(oddKey(banner.order));
    this.banners = this.banners.filter((other) => other !== banner);
  }

  /** A person has seen on the screen what is odd about the order. */
  understand(order: OrderView): void {
    this.#understood.add(oddKey(order));
    this.banners = this.banners.filter(
      (banner) => banner.about === "failed" || banner.order.order !== order.order,
    );
  }

  /** The good news of the last customer is none for the next one; what nobody has seen comes on the screen first. */
  forgetGood(): void {
    const isUnseen = (banner: Banner): boolean =>
      banner.about !== "failed" && this.#unseen.includes(banner.order.order);
    this.banners = this.banners.filter((banner) => !isGood(banner) || isUnseen(banner));
    this.#unseen = [];
  }

  /** What is odd about `after` was not so about `before`, and nobody has closed it yet. */
  isOddNews(before: OrderView | null, after: OrderView): boolean {
    const key = oddKey(after);
    if (this.#understood.has(key)) return false;
    if (before !== null) return oddKey(before) !== key;
    return Date.now() - oddSince(after) < OLD_NEWS_MS;
  }
}
