import { describe, expect, it } from "vitest";
import { dictionaries } from "../../shell/words";
import { nameIn, refusalLine, refusalMessage } from "./refusal";

const words = dictionaries["pt-BR"];

describe("refusalMessage", () => {
  it("shows the provider's own code and message", () => {
    const message = refusalMessage(
      { code: "provider_refused", detail: "E42: CPF inválido" },
      words,
    );
    expect(message.detail).toBe("E42: CPF inválido");
    expect(
      refusalMessage({ code: "provider_refused", detail: "404 not found" }, words).detail,
    ).toBe("404");
  });

  it("keeps English for support out of a Portuguese sentence", () => {
    const inside = [
      ["provider_unreachable", "no connection: client error (Connect)"],
      ["provider_unreadable", "the provider's answer cannot be read: longer than 1 MiB"],
      ["never_proved", "the provider says paid and never proved it"],
      ["never_heard", "nobody was heard about it for a week"],
      ["provider_refused", "the provider does not know this charge"],
      ["refund_refused", "not_sent"],
      ["not_this_provider", "at this address answers something else"],
      ["internal", "a task broke off"],
      ["vault_unavailable", "the keyring broke off"],
      ["till_unreachable", "Failed to fetch"],
      ["log_damaged", "event 7: hash; last good backup: none"],
      ["credentials_refused", "the provider refuses the credentials"],
    ] as const;
    for (const [code, detail] of inside) {
      expect(refusalMessage({ code, detail }, words), code).toEqual({
        ...words.refusals[code],
        detail: null,
      });
    }
  });

  it("puts data where it belongs", () => {
    expect(refusalMessage({ code: "log_behind", detail: "37" }, words).money).toBe(
      "Nada foi cobrado: faltam as últimas 37 anotações do registro. O que já foi pago continua na conta da loja.",
    );
    const named = refusalMessage(
      { code: "log_behind", detail: "37; last good backup: /b/log.db" },
      words,
    );
    expect(named.money).toBe(words.refusalFacts.missingEvents(37));
    expect(named.detail).toBe(words.refusalFacts.lastGoodCopy("/b/log.db"));
    expect(refusalMessage({ code: "log_behind", detail: null }, words).money).toBe(
      "Nada foi cobrado. O que já foi pago continua na conta da loja.",
    );
    expect(refusalMessage({ code: "money_open_there", detail: "1" }, words).money).toContain(
      "1 cobrança",
    );
    expect(refusalMessage({ code: "provider_asks_to_wait", detail: "9" }, words).next).toContain(
      "9 s",
    );
    const damaged = "event 7: hash; last good backup: /home/zé/balcao/orders-7.db";
    expect(refusalMessage({ code: "log_damaged", detail: damaged }, words).detail).toBe(
      "Última cópia boa: /home/zé/balcao/orders-7.db",
    );
    expect(refusalMessage({ code: "above_ceiling", detail: "100000" }, words).detail).toContain(
      "1.000,00",
    );
    expect(
      refusalMessage({ code: "credentials_refused", detail: "INVALID_TOKEN" }, words).detail,
    ).toBe("INVALID_TOKEN");
  });
});

it("is one line: what it is, what to do, and the data where there is any", () => {
  const { title, next } = words.refusals.backup_folder_missing;
  const line = (detail: string | null): string =>
    refusalLine({ code: "backup_folder_missing", detail }, words);
  expect(line(null)).toBe(`${title}. ${next}`);
  expect(line("/media/usb: no such folder")).toBe(`${title}. ${next} /media/usb`);
});

it("takes a technical detail for a name only where it is no sentence", () => {
  expect(nameIn("charge.paid")).toBe("charge.paid");
  expect(nameIn("HTTP 503")).toBe("HTTP 503");
  expect(nameIn("the signature is wrong")).toBeNull();
  expect(nameIn(null)).toBeNull();
});
