import { expect, it } from "vitest";
import type { ReceiptCheckView, ReceiptVerdict } from "../../backend/contract";
import { dictionaries } from "../../shell/words";
import { setZone } from "../../shell/look/zone.svelte";
import { answerFacts, answerText, verdictLooks, type AnswerText } from "./answer";

const words = dictionaries["pt-BR"];
const CODE = {
  end_to_end_id: "E60701190202611281658aK7x2Qw9Lm0",
  at_ms: Date.UTC(2026, 10, 30, 16, 58),
  ispb: "60701190",
  bank: "Itaú",
};
const ANSWER: ReceiptCheckView = {
  verdict: "received",
  code: CODE,
  shown_centavos: null,
  amount_centavos: 4690,
  paid_at_ms: Date.UTC(2026, 10, 28, 16, 58, 6),
  order: "000139",
  order_centavos: 4690,
  returned_centavos: 0,
  unmatched: null,
  payer_name: "João S***",
  seller: "Maria",
  before: null,
  asked: [{ provider: "inter", provider_name: "Inter", heard: true, by_id: true, took_ms: 212 }],
  candidates: [],
  checked_at_ms: Date.UTC(2026, 10, 28, 17, 3),
};
setZone("America/Sao_Paulo");

function say(changes: Partial<ReceiptCheckView>, asked: number | null = null): AnswerText {
  return answerText({ ...ANSWER, ...changes }, asked, words, "pt-BR");
}

it("gives each answer a word and an icon of its own", () => {
  const verdicts = Object.keys(verdictLooks) as ReceiptVerdict[];
  expect(verdicts).toHaveLength(7);
  for (const { receiptCheck } of Object.values(dictionaries)) {
    const said = verdicts.map((verdict) => receiptCheck.verdicts[verdict].word);
    expect(new Set(said).size).toBe(7);
    for (const word of said) expect(word).toBe(word.toLocaleUpperCase());
  }
  expect(new Set(verdicts.map((verdict) => verdictLooks[verdict].icon)).size).toBe(7);
  // That nobody was heard looks like waiting, and never like a refusal.
  expect(verdictLooks.unknown.tone).toBe("wait");
  expect(verdicts.filter((verdict) => verdictLooks[verdict].tone === "paid")).toEqual(["received"]);
});

it("says of money that came how much, when, and for which sale", () => {
  expect(say({})).toEqual({
    centavos: 4690,
    headline: null,
    text: "Entrou na conta da loja em 28/11/2026 13:58:06. É da venda 000139, de Maria.",
    act: { do: "see", order: "000139" },
  });
});

it("says today and yesterday where it was so", () => {
  const now = Date.now();
  expect(say({ paid_at_ms: now }).text).toContain("loja hoje às ");
  const used = (paid_at_ms: number): string | null =>
    say({ verdict: "already_used", paid_at_ms }).headline;
  expect(used(now)).toBe("É da venda 000139, hoje");
  expect(used(now - 24 * 3_600_000)).toBe("É da venda 000139, ontem");
});

it("charges what is missing where a cent came for seventy reais", () => {
  const said = say({ verdict: "other_amount", shown_centavos: 7000, amount_centavos: 1 });
  expect(said.headline).toBe("Chegou R$\u00a00,01, não R$\u00a070,00");
  expect(said.text).toContain("R$\u00a069,99");
  expect(said.act).toEqual({ do: "charge", centavos: 6999 });
  // Whether nobody has typed what the receipt shows or it is what came: the sale says how much it has to be.
  for (const shown_centavos of [null, 1]) {
    const cent = say({
      verdict: "other_amount",
      shown_centavos,
      amount_centavos: 1,
      order_centavos: 4690,
    });
    expect(cent.act).toEqual({ do: "charge", centavos: 4689 });
  }
  const more = say({ verdict: "other_amount", shown_centavos: 100, amount_centavos: 7000 });
  expect(more.act).toEqual({ do: "see", order: "000139" });
});

it("tells of money of which a part went back", () => {
  const said = say({
    verdict: "other_amount",
    shown_centavos: 7000,
    amount_centavos: 7000,
    order_centavos: 7000,
    returned_centavos: 1000,
  });
  expect(said.headline).toBe("Chegou R$\u00a070,00, e R$\u00a010,00 voltaram");
  expect(said.act).toEqual({ do: "see", order: "000139" });
});

it("names the sale that a receipt has paid already, or that it was shown before", () => {
  expect(say({ verdict: "already_used" })).toMatchObject({
    headline: "É da venda 000139, 28/11/2026",
    act: { do: "see", order: "000139" },
  });
  expect(say({ verdict: "already_used" }).text).toContain("às 13:58");
  expect(say({ verdict: "already_used", order: null }).headline).toBe("Este Pix já foi usado");
});

it("offers to match money that no sale has waited for", () => {
  const said = say({ verdict: "other_sale", order: null, unmatched: "7" });
  expect(said.act).toEqual({ do: "match", unmatched: "7" });
  expect(say({ verdict: "other_sale" }).act).toEqual({ do: "see", order: "000139" });
});

it("leads back to the code of the sale that a scheduled payment was shown for", () => {
  expect(say({ verdict: "not_yet" }, 4690)).toMatchObject({
    headline: "O código é para 30/11/2026",
    act: { do: "to_charge" },
  });
  expect(say({ verdict: "not_yet" }).act).toEqual({ do: "charge_again" });
});

it("says who was asked and does not have it, and who was not heard", () => {
  const missing = say({ verdict: "not_received", amount_centavos: null, order: null });
  expect(missing).toMatchObject({ headline: "Inter: não tem este Pix", act: { do: "again" } });
  const [inter] = ANSWER.asked;
  const silent = [
    { ...inter, provider: "itau", provider_name: "Itaú", heard: false, by_id: true, took_ms: 9 },
  ];
  const asked = [...ANSWER.asked, ...silent];
  const unknown = say({ verdict: "unknown", asked });
  expect(unknown.headline).toBe("Itaú não respondeu");
  expect(unknown.text).toContain("não quer dizer que não pagou");
  const both = asked.map((one) => ({ ...one, heard: false }));
  expect(say({ verdict: "unknown", asked: both }).headline).toBe("Inter e Itaú não responderam");
  expect(say({ verdict: "not_received", asked }).headline).toBe("Inter e Itaú: não têm este Pix");
  const blind = ANSWER.asked.map((one) => ({ ...one, by_id: false }));
  expect(say({ verdict: "unknown", asked: blind }).headline).toBe(
    "Inter não procura por este código",
  );
  const code = { end_to_end_id: null, at_ms: null, ispb: null, bank: null };
  expect(say({ verdict: "unknown", code }).headline).toBe("Só com valor e hora não dá para dizer");
  const facts = answerFacts({ ...ANSWER, asked }, words, "pt-BR");
  expect(facts.map(({ value }) => value)).toEqual([
    "João S***",
    "conferido pela primeira vez",
    "agora, respondeu em 0,2 s",
    "não respondeu",
  ]);
});

it("tells how often the same code was shown, and what a provider cannot be asked", () => {
  const before = { at_ms: ANSWER.checked_at_ms, by: "Davi", times: 2 };
  const asked = ANSWER.asked.map((one) => ({ ...one, by_id: false }));
  const values = answerFacts({ ...ANSWER, before, asked }, words, "pt-BR").map(
    ({ value }) => value,
  );
  expect(values[1]).toMatch(/^já conferido 2 vezes, em \d.*14:03 por Davi$/);
  expect(values[2]).toBe("só as cobranças daqui, em 0,2 s");
  const today = { ...before, at_ms: Date.now(), times: 1 };
  const [, again] = answerFacts({ ...ANSWER, before: today }, words, "pt-BR");
  expect(again?.value).toMatch(/^já conferido 1 vez, hoje às \d\d:\d\d por Davi$/);
});
