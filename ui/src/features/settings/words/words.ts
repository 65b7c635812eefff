import type { SettingMistake, SettingRule } from "../../../backend/contract";

/** Words of the settings. */
export interface SettingsWords {
  /** What may stand at a key; inside a sentence, behind "must be". */
  rule: (rule: SettingRule) => string;
  /** What is wrong in a file of the settings. */
  mistake: (mistake: SettingMistake) => string;
}
