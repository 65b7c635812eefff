import type { SettingsView } from "../../backend/contract";
import { till } from "../../shell/till.svelte";

/** Every setting. */
export function allSettings(): Promise<SettingsView> {
  return till.call("settings", {});
}

/** Chooses a value, as somebody has typed it. */
export function setSetting(key: string, value: string): Promise<SettingsView> {
  return till.call("set_setting", { key, value });
}

/** Writes the file anew, as it held last. */
export function restoreSettings(): Promise<SettingsView> {
  return till.call("restore_settings", {});
}

/** Says something aloud, as it says that money has come. */
export async function speakTest(): Promise<void> {
  await till.call("speak_test", {});
}

/** Goes back to the default. */
export function unsetSetting(key: string): Promise<SettingsView> {
  return till.call("unset_setting", { key });
}
