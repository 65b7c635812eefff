import type {
  SettingGroup,
  SettingMistake,
  SettingRule,
  SettingUnit,
} from "../../../backend/contract";

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
  /** Beside a setting that is not the default, with the default. */
  changed: (was: string) => string;
  changedFromNothing: string;
  backToDefault: string;
  /** The default of what is named. */
  backToDefaultOf: (name: string) => string;
  saved: (time: string) => string;
  nothingFound: (search: string) => string;
  on: string;
  off: string;
  nothing: string;
  file: string;
  openRelay: string;
  notPaired: string;
  wrong: (allowed: string) => string;
  /** Of a value in the file that is not allowed. */
  inFile: (mistake: string) => string;
  units: Record<Exclude<SettingUnit, "none">, string>;
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
