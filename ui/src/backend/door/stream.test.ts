import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TillEvent } from "../contract";
import { EventReader, follow } from "./stream";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ATTENTION = 'data: {"event":"attention_changed","attention":{}}\n\n';

it("reads events in whatever pieces they come, and no comments", () => {
  const reader = new EventReader();
  expect(reader.read(": alive\n\ndata: {")).toEqual([]);
  expect(reader.read('"event":"missed"}\n')).toEqual([]);
  expect(reader.read(`\n${ATTENTION}data`)).toEqual([
    { event: "missed" },
    { event: "attention_changed", attention: {} },
  ]);
});

it("counts what cannot be read as missed, and reads no event without end", () => {
  const reader = new EventReader();
  expect(reader.read("data: <html>\n\n")).toEqual([{ event: "missed" }]);
  expect(() => reader.read("x".repeat(1_000_001))).toThrow();
});

/** Answers each request for a stream with the next of these; notes when each came, in s. */
function serve(answers: (() => Response)[]): { at: number[] } {
  const begun = Date.now();
  const at: number[] = [];
  vi.stubGlobal("fetch", (_: string, { signal }: { signal: AbortSignal }) => {
    at.push(Math.round((Date.now() - begun) / 1_000));
    const answer = answers.shift();
    if (answer !== undefined) return Promise.resolve(answer());
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error())));
  });
  return { at };
}

it("opens a stream that ends again, later and later, and says each time what was missed", async () => {
  const down = (): Response => new Response("", { status: 503 });
  const { at } = serve([() => new Response(ATTENTION), down, down, down, down, down]);
  const events: TillEvent["event"][] = [];
  const stop = follow("s1", {
    onEvent: ({ event }) => events.push(event),
    onEnded: () => undefined,
  });
  await vi.advanceTimersByTimeAsync(60_000);
  stop();
  expect(at).toEqual([0, 1, 3, 7, 15, 30, 45]);
  expect(events.slice(0, 4)).toEqual(["missed", "attention_changed", "missed", "missed"]);
});

it("opens a stream anew that is silent for too long", async () => {
  const { at } = serve([]);
  const stop = follow("s1", { onEvent: () => undefined, onEnded: () => undefined });
  await vi.advanceTimersByTimeAsync(50_000);
  stop();
  expect(at).toEqual([0, 46]);
});

it("stops when the till knows the session no longer", async () => {
  const { at } = serve([() => new Response("", { status: 401 })]);
  const onEnded = vi.fn();
  follow("s1", { onEvent: () => undefined, onEnded });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onEnded).toHaveBeenCalledOnce();
  expect(at).toEqual([0]);
});
