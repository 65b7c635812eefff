import type { Language, Preferences, Theme } from "../../backend/contract";

const KEY = "balcao.preferences";
const LANGUAGES: readonly Language[] = ["pt-BR", "en"];
const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** Language and colours of the last time, for the moment before the till has answered. */
export function remembered(): Preferences {
  const [language, theme] = (localStorage.getItem(KEY) ?? "").split(" ");
  return {
    language: LANGUAGES.find((known) => known === language) ?? "pt-BR",
    theme: THEMES.find((known) => known === theme) ?? "system",
  };
}

/** Keeps them for the next start. The till's own settings remain the truth. */
export function remember(preferences: Preferences): void {
  localStorage.setItem(KEY, `${preferences.language} ${preferences.theme}`);
}

const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

/** Puts language and colours on the document, and follows the system where it should. */
export function applyPreferences(preferences: Preferences): () => void {
  const apply = (): void => {
    const dark = preferences.theme === "system" ? darkSystem.matches : preferences.theme === "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.documentElement.lang = preferences.language;
  };
  apply();
  darkSystem.addEventListener("change", apply);
  return () => darkSystem.removeEventListener("change", apply);
}
