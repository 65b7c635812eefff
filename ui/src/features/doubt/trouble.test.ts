import { expect, it } from "vitest";
import { dictionaries } from "../../shell/words";
import { anAttempt, anOrder, anUnproven } from "../../../tests/example";
import { isOtherTrouble, mayBePaid, troubles } from "./trouble";

it("says each reason once, of which provider and since when", () => {
  const trouble = { what: "not_found", since_ms: 5, obstacle: null } as const;
  const order = anOrder({
    attempts: [anAttempt({ trouble }), anAttempt({ attempt: 2, trouble }), anAttempt()],
  });
  expect(troubles(order, dictionaries["pt-BR"], (ms) => `às ${ms}`)).toEqual([
    "ConnectPSP diz que não conhece esta cobrança. Confira no painel do provedor antes de entregar. Desde às 5.",
  ]);
});

it("says before the charge is made that nobody can have paid", () => {
  for (const words of Object.values(dictionaries)) {
    for (const sentence of Object.values(words.trouble.unshown)) {
      const unshown = words.trouble.unshown.offline("X").split(".")[0] ?? "";
      expect(sentence("ConnectPSP").startsWith(unshown)).toBe(true);
    }
  }
  const trouble = { what: "told_to_wait", since_ms: 5, obstacle: null } as const;
  const order = anOrder({ attempts: [anAttempt({ provider_id: null, trouble })] });
  expect(troubles(order, dictionaries["pt-BR"], (ms) => `às ${ms}`)[0]).toMatch(
    /^Nenhum código foi mostrado: ninguém pode ter pago\. ConnectPSP pediu uma pausa/,
  );
});

it("notices when something else is wrong, or nothing any more", () => {
  const troubled = (what: "offline" | "refused", since_ms: number) =>
    anOrder({ attempts: [anAttempt({ trouble: { what, since_ms, obstacle: null } })] });
  const well = anOrder({ attempts: [anAttempt()] });
  expect(isOtherTrouble(troubled("offline", 1), troubled("offline", 2))).toBe(false);
  expect(isOtherTrouble(troubled("offline", 1), troubled("refused", 1))).toBe(true);
  expect(isOtherTrouble(troubled("offline", 1), well)).toBe(true);
  expect(isOtherTrouble(null, well)).toBe(false);
});

it("does not say that no money came where the provider is not heard or not believed", () => {
  const trouble = { what: "not_found", since_ms: 5, obstacle: null } as const;
  expect(mayBePaid(anOrder({ attempts: [anAttempt()] }))).toBe(false);
  expect(mayBePaid(anOrder({ attempts: [anAttempt({ trouble }), anAttempt()] }))).toBe(true);
  expect(mayBePaid(anUnproven())).toBe(true);
});
