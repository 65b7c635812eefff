import { expect, it } from "vitest";
import type { Listening, Obstacle } from "../backend/contract";
import { howHeard, isTrouble, isWorthALook } from "./listening";
import { dictionaries } from "./words";

const PROVIDER = "ConnectPSP";
const time = (ms: number): string => `at ${ms}`;
const say = (listening: Listening, language: "pt-BR" | "en" = "pt-BR"): string =>
  howHeard(listening, dictionaries[language], time);

const unreachable: Obstacle = {
  whom: PROVIDER,
  kind: "unreachable",
  met: null,
  issuer: null,
  status: null,
};
const troubled: Listening[] = [
  { how: "offline", provider: PROVIDER, kept: false, obstacle: unreachable },
  { how: "refused", provider: PROVIDER, kept: false },
  { how: "unreadable", provider: PROVIDER, kept: false },
  { how: "told_to_wait", provider: PROVIDER, kept: false, until_ms: 7 },
  { how: "cannot_write" },
  { how: "clock_wrong", minutes: 3 },
  { how: "link_lost", every_s: null },
];

it("says what keeps the till from hearing each provider, in words of its own", () => {
  expect(troubled.map((listening) => say(listening))).toEqual([
    "Sem contato com ConnectPSP, tentando de novo",
    "ConnectPSP recusa as credenciais",
    "Resposta de ConnectPSP não pode ser lida",
    "ConnectPSP pediu uma pausa até at 7",
    "Não é possível gravar: disco cheio ou ocupado",
    "Relógio deste computador 3 min adiantado",
    "Conexão ao vivo perdida, tentando de novo",
  ]);
  expect(say({ how: "refused", provider: PROVIDER, kept: true })).toBe(
    "A conta antiga de ConnectPSP recusa as credenciais",
  );
  expect(say({ how: "link_lost", every_s: 2 })).toContain("perdida. Consultando o banco");
  expect(say({ how: "clock_wrong", minutes: -3 })).toContain("3 min atrasado");
});

it("never calls one provider's silence a lost network", () => {
  for (const language of ["pt-BR", "en"] as const) {
    for (const listening of troubled) expect(say(listening, language)).not.toMatch(/internet/i);
  }
});

it("calls only what is no trouble good", () => {
  expect(troubled.every(isTrouble)).toBe(true);
  const good: Listening[] = [
    { how: "idle" },
    { how: "polling", every_s: 2 },
    { how: "live", every_s: null },
  ];
  expect(good.some(isTrouble)).toBe(false);
});

it("looks at the till again while a provider is in trouble, and until one is connected", () => {
  const idle: Listening = { how: "idle" };
  const refused: Listening = { how: "refused", provider: PROVIDER, kept: false };
  const provider = { id: "connectpsp", name: PROVIDER, environment: "producao", trouble: null };
  expect(isWorthALook({ provider, listening: idle }, idle)).toBe(false);
  expect(isWorthALook({ provider, listening: idle }, refused)).toBe(true);
  expect(isWorthALook({ provider, listening: refused }, idle)).toBe(true);
  expect(isWorthALook({ provider: null, listening: idle }, idle)).toBe(true);
});
