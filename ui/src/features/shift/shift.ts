import type {
  Bar,
  CashView,
  Language,
  NotableItem,
  NotableList,
  ReportView,
  ShiftView,
} from "../../backend/contract";
import type { IconName } from "../../parts/icons";
import type { Tone } from "../../parts/looks";
import { clock, day, longDay, timeOfDay } from "../../shell/look/times";
import { money, reais } from "../money/money";
import type { ShiftWords } from "./words/words";

/** What can be begun from the shift as it is now. */
export type Begin = "open" | "sell" | "close" | "count";

/** What is the next thing to do with the shift: what its large button does, or that there is nothing to do. */
export function nextOf({ state, has_cash }: ShiftView): Begin {
  if (state === "closed") return has_cash ? "open" : "sell";
  return has_cash ? "count" : "close";
}

/** It is of one day of the shop, which ends at midnight and not before it. */
export function isOneDay(
  { from_ms, until_ms }: Pick<ReportView, "from_ms" | "until_ms">,
  language: Language,
): boolean {
  return day(from_ms, language) === day(Math.max(from_ms, until_ms - 1), language);
}

/** From when until when, in words. */
export function periodText(
  { from_ms, until_ms }: Pick<ReportView, "from_ms" | "until_ms">,
  language: Language,
  words: ShiftWords,
): string {
  const last = Math.max(from_ms, until_ms);
  if (isOneDay({ from_ms, until_ms }, language)) {
    return words.sameDay(
      longDay(from_ms, language),
      clock(from_ms, language),
      clock(last, language),
    );
  }
  const moment = (ms: number): string => `${day(ms, language)} ${clock(ms, language)}`;
  return words.days(moment(from_ms), moment(last));
}

/** A bar as it is drawn. */
export interface BarShape {
  readonly bar: Bar;
  /** Of the highest one, in whole percent. */
  readonly percent: number;
  /** The best of all; the first of several. */
  readonly isBest: boolean;
  /** In whole reais, for centavos are in the sums; less than one real in full. */
  readonly figure: string;
}

/** How high each bar is. What is no money has no height, and any money has some. */
export function drawn(bars: readonly Bar[]): readonly BarShape[] {
  const most = Math.max(0, ...bars.map((bar) => bar.received_centavos));
  const best = bars.findIndex((bar) => bar.received_centavos === most);
  return bars.map((bar, at) => ({
    bar,
    percent:
      bar.received_centavos === 0
        ? 0
        : Math.max(1, Math.round((bar.received_centavos * 100) / most)),
    isBest: most > 0 && at === best,
    figure: figureOf(bar.received_centavos),
  }));
}

function figureOf(centavos: number): string {
  const whole = reais(centavos).slice(0, -3);
  return whole === "0" && centavos > 0 ? reais(centavos) : whole;
}

/** All that went back, whoever asked. */
export function returnedCentavos(report: ReportView): number {
  const { refunded_here, refunded_by_dispute, refunded_elsewhere } = report;
  return refunded_here.centavos + refunded_by_dispute.centavos + refunded_elsewhere.centavos;
}

/** Something of a report that somebody should look at. */
export interface NotableRow {
  readonly kind: keyof ReportView["notable"];
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title: string;
  readonly centavos: number;
  /** One line for each, with its number and name. */
  readonly lines: readonly string[];
  /** How many have no line. */
  readonly more: number;
}

/** How many of a kind are named before they are only counted. */
const MOST_LINES = 8;

const LOOKS: Record<NotableRow["kind"], readonly [Tone, IconName]> = {
  open: ["wait", "clock"],
  by_hand: ["odd", "hand"],
  odd: ["odd", "warning"],
  disputes: ["odd", "warning"],
  unmatched: ["odd", "help"],
  refunds: ["refund", "refund"],
};

/** What is not plain, in the order in which it matters. */
export function notableRows(
  report: ReportView,
  language: Language,
  words: ShiftWords,
): readonly NotableRow[] {
  /** Within one day its name is said once, above. */
  const isOfOneDay = isOneDay(report, language);
  const time = (ms: number): string => (isOfOneDay ? clock(ms, language) : timeOfDay(ms, language));
  const { notable } = report;
  const kinds = Object.keys(LOOKS) as NotableRow["kind"][];
  return kinds
    .filter((kind) => notable[kind].sum.count > 0)
    .map((kind) => {
      const list = notable[kind];
      const [tone, icon] = LOOKS[kind];
      return {
        kind,
        tone,
        icon,
        title: titleOf(kind, list, words),
        centavos: list.sum.centavos,
        lines: list.items
          .slice(0, MOST_LINES)
          .map((item) => lineOf(kind, item, list.sum.count > 1, time, words)),
        more: list.sum.count - Math.min(list.items.length, MOST_LINES),
      };
    });
}

function titleOf(kind: NotableRow["kind"], { sum, items }: NotableList, words: ShiftWords): string {
  switch (kind) {
    case "open":
      return words.openNow(sum.count, sum.count === 1 ? (items[0]?.order ?? null) : null);
    case "by_hand":
      return words.handConfirmed(sum.count);
    case "odd":
      return words.odd(sum.count);
    case "disputes":
      return words.disputes(sum.count);
    case "unmatched":
      return words.unmatched(sum.count);
    case "refunds":
      return words.refunds(sum.count);
  }
}

/** Number, name and what is to be known of one. `isOneOfSeveral`: it stands among others, so that its sum is said too. */
function lineOf(
  kind: NotableRow["kind"],
  item: NotableItem,
  isOneOfSeveral: boolean,
  timeOf: (ms: number) => string,
  words: ShiftWords,
): string {
  const time = timeOf(item.at_ms);
  if (kind === "unmatched") {
    const sum = isOneOfSeveral ? `${money(item.centavos)}. ` : "";
    return `${sum}${words.arrived(time)} ${words.outside}`;
  }
  const facts = [
    kind === "open" && !isOneOfSeveral ? null : item.order,
    isOneOfSeveral ? money(item.centavos) : null,
    item.by,
    time,
    item.expected_centavos === null ? null : words.charged(money(item.expected_centavos)),
    ...item.anomalies.map((anomaly) => words.anomalies[anomaly]),
    item.source === null ? null : words.sources[item.source],
    item.approved_by === null ? null : words.approved(item.approved_by),
  ];
  const behind = { open: words.passesOn, by_hand: words.notProved };
  const said = `${facts.filter((fact) => fact !== null).join(", ")}.`;
  return kind === "open" || kind === "by_hand" ? `${said} ${behind[kind]}` : said;
}

/** What the count came to: what it is called, how it looks, and by how much it is off. */
export function difference(
  { difference_centavos: off }: CashView,
  words: ShiftWords,
): { readonly word: string; readonly tone: Tone; readonly centavos: number } | null {
  if (off === null) return null;
  if (off === 0) return { word: words.exact, tone: "paid", centavos: 0 };
  return off > 0
    ? { word: words.over, tone: "odd", centavos: off }
    : { word: words.short, tone: "bad", centavos: -off };
}
