import type { KeyAction } from "./keyMap.svelte";

/** Its key answers what is asked twice: Enter stands on the way back, so that a key pressed twice does nothing. */
export const SURE: KeyAction = "charge";
