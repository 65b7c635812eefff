import type { Commands, TillEvent } from "./contract";
import type { WayIn } from "./door/wayIn";
import { httpBackend } from "./http";
import { tauriBackend } from "./tauri";

/** The only seam between the screens and the till. */
export interface Backend {
  /** Asks one question of the command table; rejects with `Refused`. */
  call<K extends keyof Commands>(
    name: K,
    request: Commands[K]["request"],
  ): Promise<Commands[K]["response"]>;
  /** Hears the till's events until the returned function is called. */
  subscribe(onEvent: (event: TillEvent) => void): () => void;
  /** A new way in, at a door where a page may have none. */
  readonly wayIn: WayIn | null;
}

/** Opens the door that this page was loaded through. */
export function openBackend(): Backend {
  return "__TAURI_INTERNALS__" in window ? tauriBackend() : httpBackend();
}
