import type { TillEvent } from "../contract";

/** The till shows every 15 s that a stream lives; one that is silent for so long does not. */
const SILENT_FOR_MS = 45_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/** An event is an order with its picture; what is longer is not from the till. */
const LONGEST_EVENT = 1_000_000;

/** Parts a text that comes in pieces into events; what cannot be read counts as missed. */
export class EventReader {
  #rest = "";

  /** The events that are whole after this piece. */
  read(piece: string): TillEvent[] {
    const blocks = (this.#rest + piece).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    if (this.#rest.length > LONGEST_EVENT) throw new Error("an event without end");
    return blocks.flatMap((block) => {
      const data = block.split("\n").filter((line) => line.startsWith("data:"));
      if (data.length === 0) return [];
      try {
        return [JSON.parse(data.map((line) => line.slice(5)).join("\n")) as TillEvent];
      } catch {
        return [{ event: "missed" }];
      }
    });
  }
}

/** Who listens. */
export interface Listener {
  onEvent: (event: TillEvent) => void;
  /** The till knows no such session, or no longer. */
  onEnded: () => void;
}

/**
 * Keeps an event stream of the session open until it is stopped, or until the till ends the session. A
 * stream that comes back has missed something; one that fails says so as well, so that a page asks the
 * till itself and learns that it has gone.
 */
export function follow(session: string, listener: Listener): () => void {
  const stop = new AbortController();
  void keepOpen(session, listener, stop.signal);
  return () => stop.abort();
}

async function keepOpen(session: string, listener: Listener, stop: AbortSignal): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  // A function: TypeScript takes the flag of a signal for one that never changes.
  const isWanted = (): boolean => !stop.aborted;
  while (isWanted()) {
    try {
      const outcome = await listen(session, listener, stop, () => (pause = FIRST_PAUSE_MS));
      if (outcome === "ended") {
        listener.onEnded();
        return;
      }
    } catch {
      // Not reached, or broken off: below.
    }
    if (!isWanted()) return;
    listener.onEvent({ event: "missed" });
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/** One stream, to its end. */
async function listen(
  session: string,
  { onEvent }: Listener,
  stop: AbortSignal,
  onOpen: () => void,
): Promise<"ended" | "over"> {
  const end = new AbortController();
  const over = (): void => end.abort();
  stop.addEventListener("abort", over);
  let watch = setTimeout(over, SILENT_FOR_MS);
  const heard = (): void => {
    clearTimeout(watch);
    watch = setTimeout(over, SILENT_FOR_MS);
  };
  try {
    const response = await fetch("/api/events", {
      headers: { authorization: `Bearer ${session}` },
      credentials: "omit",
      cache: "no-store",
      signal: end.signal,
    });
    if (response.status === 401) return "ended";
    if (!response.ok || response.body === null) return "over";
    onOpen();
    onEvent({ event: "missed" });
    const events = new EventReader();
    const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      heard();
      events.read(piece.value).forEach(onEvent);
    }
    return "over";
  } finally {
    clearTimeout(watch);
    stop.removeEventListener("abort", over);
    over();
  }
}
