import type { Component } from "svelte";
import { dialogs } from "./dialogs.svelte";

const BETWEEN_TRIES_MS = 2_000;

/**
 * What shows the dialogs, once it has come: it is fetched after the screen. Where it does not come, such as from a
 * till that has just gone, it is fetched again, and no dialog that nobody sees keeps the keys from the screen.
 */
export function openerOfDialogs(): { readonly Dialog: Component | null } {
  let Dialog = $state.raw<Component | null>(null);
  let hasFailed = $state(false);

  async function fetchIt(): Promise<void> {
    while (Dialog === null) {
      try {
        ({ default: Dialog } = await import("./OpenDialog.svelte"));
      } catch {
        hasFailed = true;
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
      }
    }
  }

  void fetchIt();
  $effect(() => {
    if (Dialog === null && hasFailed && dialogs.now !== null) dialogs.close();
  });
  return {
    get Dialog() {
      return Dialog;
    },
  };
}
