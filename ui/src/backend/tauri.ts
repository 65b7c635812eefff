import { invoke } from "@tauri-apps/api/core";
import { getCurrentWebviewWindow } from "@tauri-apps/api/webviewWindow";
import type { Backend } from ".";
import type { Commands, TillEvent } from "./contract";
import { refused } from "./refused";

/** The window's door: commands by `invoke`, events on the channel `till`. */
export function tauriBackend(): Backend {
  return {
    wayIn: null,

    async call(name, request) {
      try {
        return await invoke<Commands[typeof name]["response"]>(name, { request });
      } catch (error) {
        throw refused(error);
      }
    },

    subscribe(onEvent) {
      // What is told to another window is not for this one.
      const own = getCurrentWebviewWindow();
      const listening = own.listen<TillEvent>("till", (message) => onEvent(message.payload));
      // `listen` takes a moment to be registered; what happened meanwhile was missed.
      void listening.then(() => onEvent({ event: "missed" }));
      return () => void listening.then((stop) => stop());
    },
  };
}
