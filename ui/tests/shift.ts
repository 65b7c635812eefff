import type { Notable, NotableList, ReportView, ShiftView } from "../src/backend/contract";

const NONE: NotableList = { sum: { count: 0, centavos: 0 }, items: [] };

/** A report for tests: a shift that is open, in which nothing has come. */
export function aReport(
  changes: Partial<ReportView> = {},
  notable: Partial<Notable> = {},
): ReportView {
  const nothing = { count: 0, centavos: 0 };
  return {
    of: {
      of: "shift",
      number: 12,
      opened_by: null,
      automatic: true,
      closed_at_ms: null,
      closed_by: null,
    },
    from_ms: 0,
    until_ms: 0,
    time_zone: "America/Sao_Paulo",
    received: nothing,
    sales: 0,
    by_hand: nothing,
    refunded_here: nothing,
    refunded_by_dispute: nothing,
    refunded_elsewhere: nothing,
    total_centavos: 0,
    net_centavos: 0,
    earlier: nothing,
    earlier_refunds: nothing,
    operators: [],
    providers: [],
    bars: [],
    notable: {
      open: NONE,
      by_hand: NONE,
      odd: NONE,
      disputes: NONE,
      unmatched: NONE,
      refunds: NONE,
      ...notable,
    },
    cash: null,
    seal: null,
    clock_set_back: false,
    ...changes,
  };
}

/** A shift for tests: nobody has opened it, and the till holds no cash. */
export function aShift(changes: Partial<ShiftView> = {}): ShiftView {
  return {
    number: 12,
    state: "automatic",
    has_cash: false,
    blind_count: true,
    report: aReport(),
    closed: [],
    ...changes,
  };
}
