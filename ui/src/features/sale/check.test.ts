import { describe, expect, it } from "vitest";
import { Refused, type RefusalCode } from "../../backend/refused";
import { dictionaries } from "../../shell/words";
import { checkedOf, unheardOf } from "./check";
import { anAttempt, anOrder, anUnproven } from "../../../tests/example";

const pending = anOrder({ attempts: [anAttempt()] });

describe("a question that was answered", () => {
  it("may say that the bank has not received the payment only when nothing is doubtful", () => {
    expect(checkedOf(pending)).toBe("notYet");
    const trouble = { what: "not_found", since_ms: 1, obstacle: null } as const;
    expect(checkedOf(anOrder({ attempts: [anAttempt({ trouble })] }))).toBe("unchanged");
    expect(checkedOf(anUnproven())).toBe("unchanged");
    const unknown = anAttempt({ status: "registering", outcome_unknown: true });
    expect(checkedOf(anOrder({ status: "registering", attempts: [unknown] }))).toBe("unchanged");
  });

  it("says of a refund what it knows, and leaves what has ended to the screen", () => {
    expect(checkedOf(anOrder({ status: "refunding" }))).toBe("notBack");
    const trouble = { what: "unreadable", since_ms: 1, obstacle: null } as const;
    const unheard = anOrder({ status: "refunding", attempts: [anAttempt({ trouble })] });
    expect(checkedOf(unheard)).toBe("unchanged");
    expect(checkedOf(anOrder({ status: "paid" }))).toBeNull();
    expect(checkedOf(anOrder({ status: "expired" }))).toBe("unchanged");
  });
});

describe("a question that was not answered", () => {
  it("never says what became of the money, whatever the refusal", () => {
    for (const [language, words] of Object.entries(dictionaries)) {
      for (const code of Object.keys(words.refusals) as RefusalCode[]) {
        const { text } = unheardOf(new Refused(code, "3"), pending, words);
        const begins = [words.check.payment, words.check.paymentUnread];
        expect(begins.some((begin) => text.startsWith(begin))).toBe(true);
        const aboutMoney = /não recebeu|has not received|nada foi cobrado|nothing was charged/i;
        expect(text, `${language} ${code}`).not.toMatch(aboutMoney);
      }
    }
  });

  it("says why", () => {
    const words = dictionaries["pt-BR"];
    const why = (code: RefusalCode, detail: string | null = null): string => {
      return unheardOf(new Refused(code, detail), pending, words).text;
    };
    expect(why("provider_unreachable", "client error (Connect)")).toBe(
      "Não sabemos se o pagamento chegou: o banco não pôde ser consultado. Sem contato com o provedor. Confira a internet e tente de novo.",
    );
    expect(why("provider_unreadable")).toContain("a resposta do banco não pôde ser lida");
    expect(why("provider_asks_to_wait", "12")).toContain("Espere 12 s");
    expect(why("provider_refused", "400: bad")).toContain("O provedor recusou a pergunta");
  });

  it("speaks of the way back where money goes back", () => {
    const words = dictionaries["pt-BR"];
    const refunding = anOrder({ status: "refunding" });
    const { text } = unheardOf(new Refused("provider_unreachable"), refunding, words);
    expect(text).toContain(words.check.refund);
  });
});
