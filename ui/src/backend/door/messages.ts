import type { TillEvent } from "../contract";

/** What a page tells the hub. */
export type ToHub =
  /** A page is there, with the session that it has. */
  | { readonly say: "hello"; readonly session: string | null }
  /** A way in has brought a session: it takes the place of any other. */
  | { readonly say: "entered"; readonly session: string }
  | { readonly say: "bye" };

/** What the hub tells its pages. */
export type FromHub =
  /** The hub is new: who is there? */
  | { readonly say: "who" }
  /** The session of this browser; null: the hub knows of none. */
  | { readonly say: "session"; readonly session: string | null }
  /** The till knows this session no longer. */
  | { readonly say: "ended"; readonly session: string }
  | { readonly say: "event"; readonly event: TillEvent }
  /** The hub is there, though nothing happens. */
  | { readonly say: "alive" };

/** The lock that a shared worker has for as long as it lives. */
export const WORKER_LIVES = "balcao.hub.lives";

/** How often the hub says that it is there. */
export const ALIVE_EVERY_MS = 15_000;
