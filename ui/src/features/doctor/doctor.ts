import type { Fact, Finding, Grant, Language, Level, Part, Verdict } from "../../backend/contract";
import type { Looks } from "../../parts/looks";
import { decimal, number } from "../../shell/look/numbers";
import { day, timeOfDay } from "../../shell/look/times";
import type { Words } from "../../shell/words/words";
import { refusalMessage } from "../refusal/refusal";

/** A finding as the screen shows it. */
export interface Row {
  readonly level: Level;
  readonly title: string;
  /** What was measured. */
  readonly figure: string;
  /** What to do about it. */
  readonly act: string | null;
}

/** How each level looks; its word is the row's title. */
export const levelLooks: Record<Level, Looks> = {
  ok: { tone: "paid", icon: "check" },
  care: { tone: "odd", icon: "warning" },
  bad: { tone: "bad", icon: "cross" },
};

/** How the verdict looks. */
export const verdictLooks: Record<Verdict, Looks> = {
  sells: levelLooks.ok,
  sells_with_care: levelLooks.care,
  cannot_sell: levelLooks.bad,
};

/** What is beyond this computer; the rest is the computer itself. */
const NETWORK: readonly Part[] = ["provider", "rights", "certificate", "clock", "relay"];

const MB_PER_GB = 1_000;

/** The findings of one side of the screen; what stops selling comes first, and the rest as it was looked at. */
export function sideOf(findings: readonly Finding[], side: "network" | "machine"): Finding[] {
  const isHere = ({ part }: Finding): boolean => NETWORK.includes(part) === (side === "network");
  const here = findings.filter(isHere);
  const isBad = ({ level }: Finding): boolean => level === "bad";
  return [...here.filter(isBad), ...here.filter((it) => !isBad(it))];
}

/** A finding in words. */
export function rowOf(finding: Finding, all: Words, language: Language): Row {
  const { level, fact, failure } = finding;
  const words = all.doctor;
  if (fact?.about === "setting_mistake") {
    return {
      level,
      title: words.parts.settings,
      figure: "",
      act: words.inSettings(all.settings.mistake(fact.mistake)),
    };
  }
  if (failure !== null) {
    const { title, next, detail } = refusalMessage(failure, all);
    return { level, title, figure: detail ?? figureOf(finding, all, language), act: next };
  }
  const plain: Row = {
    level,
    title: titleOf(finding, all),
    figure: figureOf(finding, all, language),
    act: null,
  };
  if (fact?.about === "rights") return { ...plain, act: outsideOf(fact.grants, all) };
  if (fact === null || level === "ok") return plain;
  switch (fact.about) {
    case "certificate": {
      const { days_left } = fact;
      const title = days_left < 0 ? words.certificateEnded : words.certificateEnds(days_left);
      return { ...plain, title, act: words.tellThem };
    }
    case "folder":
      return {
        ...plain,
        title: words.strangers,
        figure: fact.strangers.join(", "),
        act: words.toItsUser,
      };
    case "disk":
      return fact.warning === "slow_sync"
        ? { ...plain, title: words.slowSync, act: words.slowDisk }
        : { ...plain, title: words.lowSpace, act: words.freeSpace };
    case "log":
      return fact.long_wal_mb === null
        ? { ...plain, act: words.proveIt }
        : {
            ...plain,
            figure: words.keptOpen(number(fact.long_wal_mb, language)),
            act: words.closeReader,
          };
    case "backups":
      return { ...plain, act: words.makeBackup };
    case "unknown_settings":
      return { ...plain, act: words.mendKeys(fact.keys.map(all.settings.unknownKey).join("; ")) };
    default:
      return plain;
  }
}

function titleOf({ part, provider_name }: Finding, { doctor: words }: Words): string {
  switch (part) {
    case "provider":
      return provider_name === null ? words.parts.provider : words.answers(provider_name);
    case "certificate":
      return words.certificateOf(provider_name ?? words.relay);
    default:
      return words.parts[part];
  }
}

function figureOf(finding: Finding, all: Words, language: Language): string {
  const { fact } = finding;
  return fact === null ? "" : figure(fact, all.doctor, language);
}

function figure(fact: Fact, words: Words["doctor"], language: Language): string {
  const count = (of: number): string => number(of, language);
  switch (fact.about) {
    case "folder":
      return fact.path;
    case "disk": {
      const ms = count(fact.sync_ms);
      if (fact.free_mb === null) return words.diskWithoutFree(ms);
      const free = size(fact.free_mb, language);
      return fact.warning === "low_space" ? words.free(free) : words.disk(free, ms);
    }
    case "log":
      return fact.proved_at_ms === null
        ? words.unproved(count(fact.events))
        : words.proved(count(fact.events), timeOfDay(fact.proved_at_ms, language));
    case "backups": {
      if (fact.newest_at_ms === null) return words.noBackup;
      const time = timeOfDay(fact.newest_at_ms, language);
      return fact.proved ? words.backupProved(time) : words.backup(time);
    }
    case "setting_mistake":
      return "";
    case "unknown_settings":
      return words.unknownKeys(fact.keys.length);
    case "vault": {
      const store = words.stores[fact.store];
      return fact.probe_ms === null ? store : words.probed(store);
    }
    case "rights":
      return rights(fact.grants, words);
    case "round_trip":
      return fact.p50_ms === null || fact.p95_ms === null
        ? ""
        : words.answersIn(count(fact.p50_ms), count(fact.p95_ms));
    case "certificate":
      return day(fact.ends_at_ms, language);
    case "clock":
      return words.clock(decimal(Math.abs(fact.ahead_ms) / 1_000, language));
    case "live":
      return fact.last_event_at_ms === null
        ? words.live
        : words.liveSince(timeOfDay(fact.last_event_at_ms, language));
    case "not_paired":
      return words.notPaired;
    case "program": {
      if (fact.screen === null) return words.program(fact.version);
      const [width, height] = fact.screen;
      return words.screen(fact.version, String(width), String(height));
    }
  }
}

/** A notice that only wants a relay is told by the relay's own line. */
function rights(grants: readonly Grant[], words: Words["doctor"]): string {
  const count = (is: Grant["state"]["is"]): number =>
    grants.filter(({ state }) => state.is === is).length;
  return words.rights(count("proved"), count("offered"));
}

/** What this till does not do at the account; it sells all the same. */
function outsideOf(grants: readonly Grant[], { doctor: words, connect }: Words): string | null {
  const outside = grants.filter(
    ({ state }) => state.is === "missing" || state.is === "at_provider",
  );
  const named = outside.map(({ what }) => connect.grants[what]);
  return named.length === 0 ? null : words.outside(named.join(", "));
}

function size(mb: number, language: Language): string {
  return mb < MB_PER_GB ? `${number(mb, language)} MB` : `${decimal(mb / MB_PER_GB, language)} GB`;
}
