import type {
  AttemptView,
  ByHandView,
  DisputeView,
  Offer,
  OfferField,
  OrderView,
  PaymentView,
  RefundRequestView,
  RefundView,
  UnprovenView,
} from "../src/backend/contract";

/** An order for tests: pending, without attempts. */
export function anOrder(changes: Partial<OrderView> = {}): OrderView {
  return {
    acts: [],
    order: "000001",
    sale_id: "5f0c6d6e-7d53-4a3c-9a9e-0c8e6f4f1a01",
    amount_centavos: 1250,
    created_at_ms: 1000,
    status: "pending",
    evidence: null,
    anomalies: [],
    received_centavos: 0,
    refunded_centavos: 0,
    now_ms: 1000,
    attempts: [],
    document_key: null,
    fiscal: [],
    ...changes,
  };
}

/** An attempt for tests: pending, nothing arrived. */
export function anAttempt(changes: Partial<AttemptView> = {}): AttemptView {
  return {
    attempt: 1,
    reference: "ABCD-000001",
    provider: "connectpsp",
    provider_id: "id",
    status: "pending",
    raw_status: null,
    account: null,
    unproven: null,
    trouble: null,
    outcome_unknown: false,
    created_at_ms: 1000,
    provider_name: "ConnectPSP",
    never_expires: false,
    expires_at_ms: 2000,
    provider_expires_at_ms: 2000,
    copy_and_paste: null,
    qr: null,
    code_refused: null,
    rejection: null,
    given_up: null,
    by_hand: null,
    payments: [],
    refunds: [],
    refund_offer: { how: "none" },
    refund_request: null,
    dispute: null,
    ...changes,
  };
}

/** An order for tests that the provider calls paid without a proof. */
export function anUnproven(
  changes: Partial<UnprovenView> = {},
  attempt: Partial<AttemptView> = {},
): OrderView {
  const unproven: UnprovenView = {
    doubt: "amount_absent",
    paid: true,
    said: null,
    evidence: "polled",
    ...changes,
  };
  const status = attempt.status ?? "pending";
  return anOrder({
    status,
    anomalies: ["unproven"],
    attempts: [anAttempt({ unproven, ...attempt })],
  });
}

/** An order for tests whose code has ended, and which a person has confirmed by hand. */
export function aByHand(changes: Partial<ByHandView> = {}): OrderView {
  const by_hand: ByHandView = {
    reason: "Vi no aplicativo",
    end_to_end_id: null,
    by: "owner",
    approved_by: null,
    at_ms: 3000,
    proved: false,
    paid_elsewhere: null,
    ...changes,
  };
  return anOrder({
    status: "by_hand",
    evidence: "manual",
    attempts: [anAttempt({ status: "expired", by_hand })],
  });
}

/** A payment for tests: R$ 12,50, asked for and agreed. */
export function aPayment(changes: Partial<PaymentView> = {}): PaymentView {
  return {
    amount_centavos: 1250,
    end_to_end_id: null,
    paid_at_ms: null,
    seen_at_ms: 1,
    payer_name: null,
    evidence: "polled",
    confirmed: true,
    matched: null,
    ...changes,
  };
}

/** A return for tests: R$ 2,00, made at the provider. */
export function aRefund(changes: Partial<RefundView> = {}): RefundView {
  return {
    amount_centavos: 200,
    end_to_end_id: null,
    refunded_at_ms: null,
    seen_at_ms: 5,
    asked_here: false,
    ...changes,
  };
}

/** A refund for tests that was asked for here and is being sent. */
export function aRequest(changes: Partial<RefundRequestView> = {}): RefundRequestView {
  return {
    reason: "customer_request",
    description: null,
    requested_at_ms: 10,
    state: "asked",
    overdue: false,
    end_to_end_id: null,
    failure: null,
    ...changes,
  };
}

/** A dispute for tests: told, not confirmed, not settled. */
export function aDispute(changes: Partial<DisputeView> = {}): DisputeView {
  return {
    order: "000001",
    attempt: 1,
    reference: "ABCD-000001",
    provider: "integrapay",
    provider_name: "IntegraPay",
    provider_id: "1000",
    end_to_end_id: null,
    amount_centavos: 1250,
    refunded_centavos: 0,
    reason: null,
    opened_at_ms: null,
    seen_at_ms: 20,
    confirmed: false,
    settled_at_ms: null,
    outcome: null,
    settlement: null,
    ...changes,
  };
}

const field = (key: string, kind: OfferField["kind"]): OfferField => ({
  key,
  kind,
  of: "access",
  required: true,
  default: null,
  choices: [],
});

/** Two providers that can be connected, each by an id and a secret. */
export const offers: readonly Offer[] = ["first", "second"].map((id) => ({
  id,
  name: id,
  environments: ["real"],
  fields: [field("clientId", "text"), field("clientSecret", "secret")],
}));
