import { describe, expect, it } from "vitest";
import { dictionaries } from "../../shell/words";
import { anAttempt, anOrder, anUnproven } from "../../../tests/example";
import { doubtText, isGivenUp } from "./doubt";

const words = dictionaries["pt-BR"];

describe("doubtText", () => {
  it("shows what the provider wrote to the letter", () => {
    const text = doubtText(anUnproven({ doubt: "amount_unreadable", said: "12,5O" }), words);
    expect(text.title).toBe("O provedor diz pago, mas não prova que é esta venda");
    expect(text.sentences).toEqual([
      "O provedor diz pago, mas o valor não pode ser lido: “12,5O”.",
    ]);
  });

  it("does not say that the provider says paid when it has only answered the creation", () => {
    const creation = { status: "registering", provider_id: null } as const;
    for (const doubt of ["other_amount", "other_reference", "may_be_older"] as const) {
      const answer = { doubt, paid: false, said: "R$ 1,00" };
      const text = doubtText(anUnproven(answer, creation), words);
      expect(Object.values(text).flat().join(" "), doubt).not.toMatch(/diz pago|Pago/);
    }
    const paid = doubtText(anUnproven({ doubt: "paid_before", said: "PAID" }, creation), words);
    expect(paid.title).toBe(words.doubt.title);
  });

  it("says of a paid sale that the doubt is about another code", () => {
    const order = { ...anUnproven(), status: "paid" as const };
    const text = doubtText(order, words);
    expect(text.title).toBe(words.doubt.besidePaid.title);
    expect(text.sentences[0]).toContain("Esta venda está paga.");
  });
});

it("tells a charge that was given up from one that was refused", () => {
  const rejection = { code: "never_heard", detail: null } as const;
  expect(isGivenUp(anAttempt({ status: "rejected", rejection }))).toBe(false);
  expect(isGivenUp(anAttempt({ status: "expired", rejection }))).toBe(true);
  expect(isGivenUp(anAttempt({ status: "expired" }))).toBe(false);
  expect(isGivenUp(anOrder().attempts[0])).toBe(false);
});
