import type {
  SettingGroup,
  SettingMistake,
  SettingRule,
  SettingUnit,
  UnknownSetting,
} from "../../../backend/contract";
import type { SoundName } from "../../../shell/look/sound.svelte";

interface Named {
  /** What it is called. */
  name: string;
  /** What it does. */
  what: string;
}

/** Words of the settings. */
export interface SettingsWords {
  title: string;
  search: string;
  close: string;
  loading: string;
  groups: Record<SettingGroup, string>;
  /** Beside a group: how many are not the default. */
  changes: (count: number) => string;
  /** Beside a setting: its default, and whether something else was chosen. */
  usual: (value: string, isChanged: boolean) => string;
  backToDefault: string;
  /** The default of what is named. */
  backToDefaultOf: (name: string) => string;
  saved: (name: string, time: string) => string;
  nothingFound: (search: string) => string;
  on: string;
  off: string;
  nothing: string;
  file: string;
  /** Of a file that cannot be read as a whole, behind its place. */
  broken: (mistake: string) => string;
  restoreLast: string;
  /** Of keys in the file that nobody knows. */
  unknown: (keys: readonly UnknownSetting[]) => string;
  /** One of them, with its line. */
  unknownKey: (key: UnknownSetting) => string;
  /** Pages with a dialog of their own, by what they are called; what else people call them is searched and never shown. */
  ways: Record<"operators" | "account" | "backups" | "doctor", { name: string; also: string }>;
  /** Before data is blanked for good. */
  lessenTitle: string;
  lessen: (days: number) => string;
  lessenYes: string;
  lessenBack: string;
  openRelay: string;
  notPaired: string;
  wrong: (allowed: string) => string;
  /** The key is that of another action. */
  taken: (action: string) => string;
  sounds: Record<SoundName | "title" | "voice" | "notHeard", string>;
  /** Of a value in the file that is not allowed. */
  inFile: (mistake: string) => string;
  units: Record<Exclude<SettingUnit, "none">, (count: number) => string>;
  /** What a word of the file is called. */
  choices: Record<string, string>;
  providers: Record<string, string>;
  keys: Record<string, Named>;
  institution: (provider: string) => Named;
  /** What may be typed; inside a sentence, behind "must be". */
  allowed: (rule: SettingRule) => string;
  /** The same in the file. */
  rule: (rule: SettingRule) => string;
  /** What is wrong in a file of the settings. */
  mistake: (mistake: SettingMistake) => string;
}
