import { expect, it } from "vitest";
import type { MomentKind } from "../../backend/contract";
import { dictionaries } from "../../shell/words";
import { momentText, type MomentText } from "./moments";

const why = { code: "provider_refused", detail: "SALDO: insuficiente" } as const;

/** One of each, as the till may tell them. */
const EACH: { readonly [K in MomentKind["kind"]]: Extract<MomentKind, { kind: K }> } = {
  charged: { kind: "charged", amount_centavos: 4690 },
  new_code: { kind: "new_code" },
  registered: { kind: "registered", provider_name: "Inter", after_ms: 412, expires_at_ms: null },
  refused: { kind: "refused", why },
  hinted: { kind: "hinted" },
  paid: {
    kind: "paid",
    amount_centavos: 4690,
    evidence: "polled",
    provider_name: "Inter",
    paid_at_ms: null,
  },
  confirmed: { kind: "confirmed" },
  expired: { kind: "expired" },
  cancel_requested: { kind: "cancel_requested" },
  cancelled: { kind: "cancelled" },
  doubted: { kind: "doubted", doubt: "other_amount" },
  given_up: { kind: "given_up", why },
  confirmed_by_hand: { kind: "confirmed_by_hand", reason: "vi no banco" },
  matched: { kind: "matched", reason: "mesmo valor" },
  refund_requested: {
    kind: "refund_requested",
    amount_centavos: null,
    reason: "customer_request",
  },
  refund_accepted: { kind: "refund_accepted" },
  refund_failed: { kind: "refund_failed", why },
  refunded: { kind: "refunded", amount_centavos: 4690, source: "dispute" },
  disputed: { kind: "disputed" },
  dispute_closed: { kind: "dispute_closed", outcome: "won", reason: "nota fiscal" },
  noted: { kind: "noted", text: "voltou para trocar" },
  printed: { kind: "printed", copy: 2 },
  receipt_checked: { kind: "receipt_checked", verdict: "already_used" },
  unknown: { kind: "unknown", raw: "IN_ANALYSIS" },
};

const words = dictionaries["pt-BR"];

function told(
  what: MomentKind,
  name: string | null = null,
  approved: string | null = null,
): MomentText {
  const by = name === null ? null : { name, approved_by: approved };
  return momentText({ what, by }, 4690, words, "pt-BR");
}

it("has words for every moment in both languages, with what was said to the letter", () => {
  for (const [language, of] of [
    ["pt-BR", dictionaries["pt-BR"]],
    ["en", dictionaries.en],
  ] as const) {
    const texts = Object.values(EACH).map((what) =>
      momentText({ what, by: null }, 4690, of, language),
    );
    for (const { title } of texts) expect(title).not.toBe("");
    const details = texts.map(({ detail }) => detail ?? "").join("\n");
    for (const said of ["vi no banco", "mesmo valor", "voltou para trocar", "IN_ANALYSIS", "SALDO"])
      expect(details).toContain(said);
    // Two kinds that look the same would be taken for each other.
    expect(new Set(texts.map(({ title, detail }) => `${title}|${detail ?? ""}`)).size).toBe(
      texts.length,
    );
  }
});

it("names who did it, and who approved it", () => {
  expect(told(EACH.charged, "Maria").title).toBe("Maria cobrou R$\u00a046,90");
  expect(told(EACH.charged).title).toBe("Cobrança de R$\u00a046,90");
  expect(told(EACH.confirmed_by_hand, "Davi", "Lúcia")).toMatchObject({
    tone: "odd",
    icon: "hand",
    title: "Davi confirmou à mão",
    detail: "vi no banco · aprovado por Lúcia",
  });
  expect(told(EACH.cancel_requested, "Davi", "Lúcia").detail).toBe("aprovado por Lúcia");
  expect(told(EACH.printed, "Ana").title).toBe("2ª via impressa por Ana");
});

it("calls a notice no proof, and only proved money green", () => {
  expect(told(EACH.hinted)).toMatchObject({ tone: null, detail: "ainda não é prova" });
  const green = Object.values(EACH).filter((what) => told(what).tone === "paid");
  expect(green.map(({ kind }) => kind)).toEqual(["paid", "confirmed"]);
  expect(told(EACH.paid).title).toBe("Pago, Inter confirmou");
  expect(told({ ...EACH.paid, evidence: "signed_webhook" }).detail).toContain("aviso assinado");
});

it("says how much came where that is not what was asked for", () => {
  expect(told({ ...EACH.paid, amount_centavos: 1 })).toMatchObject({
    tone: "odd",
    icon: "warning",
    title: "Chegaram R$\u00a00,01, diz Inter",
    detail: "foram cobrados R$\u00a046,90",
  });
});
