import { expect, it } from "vitest";
import { dictionaries } from "../words";
import { anAttempt, anOrder } from "./example";
import { troubles } from "./trouble";

it("says each reason once, of which provider and since when", () => {
  const trouble = { what: "not_found", since_ms: 5 } as const;
  const order = anOrder({
    attempts: [anAttempt({ trouble }), anAttempt({ attempt: 2, trouble }), anAttempt()],
  });
  expect(troubles(order, dictionaries["pt-BR"], (ms) => `às ${ms}`)).toEqual([
    "ConnectPSP diz que não conhece esta cobrança. Confira no painel do provedor antes de entregar. Desde às 5.",
  ]);
});
