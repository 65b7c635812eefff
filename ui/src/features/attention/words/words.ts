import type { Attention } from "../../../backend/contract";

/** Words of what waits for the manager. */
export interface AttentionWords {
  title: string;
  badge: (waiting: Attention) => string;
  intro: string;
  nothing: string;
  nothingHint: string;
  unproven: string;
  unprovenCount: (sales: number) => string;
  overdue: string;
  overdueCount: (refunds: number) => string;
  unchanged: string;
  all: string;
  loading: string;
  back: string;
  close: string;
  reason: string;
  reasonMissing: string;
  closedAt: (time: string) => string;
}
