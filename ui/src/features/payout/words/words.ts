import type { PayoutStatus } from "../../../backend/contract";

/** Words of the list of payouts. */
export interface PayoutWords {
  title: string;
  intro: string;
  none: string;
  noneHint: string;
  loading: string;
  statuses: Record<PayoutStatus, string>;
  reported: string;
  unknownAmount: string;
  time: string;
  status: string;
  payee: string;
  amount: string;
  reference: (reference: string) => string;
  close: string;
}
