import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Session } from "./session";
import { pageTimeMs } from "./pageTime";
import { wayInto } from "./wayIn";

const kept = new Map<string, string>();
const entered: string[] = [];
const session = { enter: (secret: string) => void entered.push(secret) } as unknown as Session;
const answers: [number, unknown][] = [];
const asked: [string, unknown][] = [];

beforeEach(() => {
  kept.clear();
  entered.length = asked.length = answers.length = 0;
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal("fetch", (path: string, { body }: { body: string }) => {
    asked.push([path, JSON.parse(body)]);
    const [status, answer] = answers.shift() ?? [500, null];
    return Promise.resolve(new Response(JSON.stringify(answer), { status }));
  });
});
afterEach(() => vi.unstubAllGlobals());

it("asks, outlives a reload, says that a code is wrong, and enters", async () => {
  answers.push([200, { seconds: 120 }]);
  expect(await wayInto(session).ask()).toBeGreaterThan(pageTimeMs() + 100_000);
  const way = wayInto(session);
  expect(way.pending()).toBeGreaterThan(pageTimeMs() + 100_000);
  answers.push([401, { code: "invalid_request", detail: "no such code" }]);
  expect(await way.enter("x")).toBe(false);
  expect(entered).toEqual([]);
  answers.push([200, { session: "s1" }]);
  expect(await way.enter("ABCDE-12345")).toBe(true);
  expect(entered).toEqual(["s1"]);
  expect(asked.at(-1)).toEqual(["/api/session/code", { code: "ABCDE-12345" }]);
  expect(way.pending()).toBeNull();
});

it("goes by no clock that somebody sets, and keeps no request for longer than it was good", async () => {
  const way = wayInto(session);
  answers.push([200, { seconds: 120 }]);
  await way.ask();
  vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ["Date"] });
  expect(way.pending()).not.toBeNull();
  vi.useRealTimers();
  // Loaded again on a computer whose clock was set back an hour meanwhile.
  vi.spyOn(performance, "now").mockReturnValue(performance.now() - 3_600_000);
  expect(way.pending()).toBeNull();
  vi.restoreAllMocks();
  expect(way.pending()).not.toBeNull();
});
