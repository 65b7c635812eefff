import type { SettingGroup } from "../../backend/contract";
import type { IconName } from "../../parts/icons";
import { plain } from "../../parts/plain";
import { dialogs } from "../../shell/dialogs.svelte";
import { till } from "../../shell/till.svelte";
import type { Words } from "../../shell/words/words";
import { firstRun } from "../first_run/controller.svelte";

/** A page that is looked for among the settings and has a dialog of its own. */
export interface Way {
  readonly to: "operators" | "account" | "backups" | "doctor";
  /** In which group it stands; null: beside the groups. */
  readonly group: SettingGroup | null;
  readonly icon: IconName;
  readonly open: () => void;
}

const WAYS: readonly Way[] = [
  {
    to: "operators",
    group: "operators",
    icon: "person",
    open: () => dialogs.open({ name: "operators" }),
  },
  {
    to: "account",
    group: "accounts",
    icon: "bank",
    open: () => {
      dialogs.close();
      void firstRun.connectAnother();
    },
  },
  {
    to: "backups",
    group: null,
    icon: "copy",
    open: () => dialogs.open({ name: "backups" }),
  },
  { to: "doctor", group: null, icon: "check", open: () => dialogs.open({ name: "doctor" }) },
];

/** Training has invented accounts only, and a till without one is set up page by page. */
function open(): readonly Way[] {
  const hasAccount = till.view?.training === false && till.view.provider !== null;
  return WAYS.filter(({ to }) => to !== "account" || hasAccount);
}

/** The pages that stand in a group. */
export function waysOf(group: SettingGroup | null): readonly Way[] {
  return open().filter((way) => way.group === group);
}

/** The pages in whose name or synonyms each word stands; all, where nothing else was found. */
export function foundWays(search: string, words: Words, isAll: boolean): readonly Way[] {
  const wanted = plain(search).split(/\s+/).filter(Boolean);
  const found = open().filter(({ to }) => {
    const text = plain(`${nameOf(to, words)} ${words.settings.ways[to].also}`);
    return wanted.every((word) => text.includes(word));
  });
  return found.length === 0 && isAll ? open() : found;
}

/** What a page is called where it is opened. */
export function nameOf(to: Way["to"], words: Words): string {
  return words.settings.ways[to].name;
}
