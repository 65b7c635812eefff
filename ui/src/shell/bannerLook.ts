/** The colour of a banner, and its picture. */
export const LOOKS = {
  odd: ["odd", "warning"],
  paid: ["paid", "check"],
  refunded: ["refund", "refund"],
  refundFailed: ["bad", "cross"],
  failed: ["bad", "cross"],
} as const;
