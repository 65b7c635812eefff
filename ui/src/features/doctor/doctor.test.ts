import { expect, it } from "vitest";
import type { Fact, Failure, Finding, Grant, Level, Part } from "../../backend/contract";
import { dictionaries } from "../../shell/words";
import { rowOf, sideOf } from "./doctor";

function finding(
  part: Part,
  level: Level,
  fact: Fact | null,
  failure: Failure | null = null,
): Finding {
  return { part, provider: "inter", provider_name: "Inter", level, fact, failure };
}

const inPortuguese = (found: Finding) => rowOf(found, dictionaries["pt-BR"], "pt-BR");

it("says each figure as a shop reads it", () => {
  const answers = finding("provider", "ok", {
    about: "round_trip",
    environment: "producao",
    p50_ms: 184,
    p95_ms: 1_420,
  });
  expect(inPortuguese(answers)).toMatchObject({
    title: "Inter responde",
    figure: "184 ms, pior 1.420 ms",
    act: null,
  });
  const clock = finding("clock", "ok", { about: "clock", ahead_ms: -400 });
  expect(inPortuguese(clock).figure).toBe("0,4 s de diferença");
  const disk: Fact = { about: "disk", free_mb: 52_340, sync_ms: 4, warning: null };
  expect(inPortuguese(finding("disk", "ok", disk)).figure).toBe("restam 52,3 GB, grava em 4 ms");
});

it("says what to do about what is not well, and nothing about what is", () => {
  const ending: Fact = { about: "certificate", ends_at_ms: 0, days_left: 1 };
  const cases: readonly [Part, Fact][] = [
    ["certificate", ending],
    ["home", { about: "folder", path: "/home/ze/balcao", strangers: ["order-log.db"] }],
    ["disk", { about: "disk", free_mb: 9, sync_ms: 4, warning: "low_space" }],
    ["disk", { about: "disk", free_mb: null, sync_ms: 900, warning: "slow_sync" }],
    ["log", { about: "log", events: 9, orders: 1, proved_at_ms: null, long_wal_mb: null }],
    ["log", { about: "log", events: 9, orders: 1, proved_at_ms: 1, long_wal_mb: 7 }],
    ["backups", { about: "backups", count: 0, newest_at_ms: null, proved: false }],
    [
      "settings",
      { about: "unknown_settings", keys: [{ key: "shop.nam", line: 4, nearest: null }] },
    ],
  ];
  for (const [language, words] of Object.entries(dictionaries)) {
    for (const [part, fact] of cases) {
      const tell = (level: Level) =>
        rowOf(finding(part, level, fact), words, language === "en" ? "en" : "pt-BR");
      expect(tell("care").act, JSON.stringify(fact)).toMatch(/\.$/);
      expect(tell("ok").act).toBeNull();
    }
  }
  expect(inPortuguese(finding("certificate", "care", ending)).title).toBe(
    "Certificado vence em 1 dia",
  );
});

it("says how each right stands, and what the till sells without", () => {
  const rights = (...grants: Grant[]) =>
    inPortuguese(finding("rights", "ok", { about: "rights", grants }));
  const charges: Grant[] = [
    { what: "look_up", state: { is: "proved" } },
    { what: "charge", state: { is: "offered" } },
  ];
  const told = rights(...charges, { what: "signed_notices", state: { is: "needs_relay" } });
  expect(told).toMatchObject({ figure: "1 provado agora, 1 previsto", act: null });
  const without = rights(...charges, { what: "refund", state: { is: "at_provider" } });
  expect(without.act).toBe("Fora deste caixa: Devolver Pix. Dá para vender sem.");
});

it("says where the secrets are, and whether another process has read one", () => {
  const vault = (probe_ms: number | null) =>
    inPortuguese(finding("vault", "ok", { about: "vault", store: "file", probe_ms })).figure;
  expect(vault(12)).toBe("arquivo cifrado, lido em novo processo");
  expect(vault(null)).toBe("arquivo cifrado");
});

it("puts what stops selling first, on its own side", () => {
  const failure: Failure = { code: "log_damaged", detail: "event 7: hash" };
  const findings = [
    finding("disk", "ok", null),
    finding("relay", "care", { about: "not_paired" }),
    finding("log", "bad", null, failure),
    finding("provider", "ok", null),
  ];
  expect(sideOf(findings, "machine").map(({ part }) => part)).toEqual(["log", "disk"]);
  expect(sideOf(findings, "network").map(({ part }) => part)).toEqual(["relay", "provider"]);
  const { title, figure } = inPortuguese(findings[2] as Finding);
  expect(title).toBe(dictionaries["pt-BR"].refusals.log_damaged.title);
  expect(figure).not.toContain("event");
});
