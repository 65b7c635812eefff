import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Session } from "./session";
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

const failure = (detail: string): unknown => ({ code: "invalid_request", detail });

it("asks, outlives a reload, tells what came of a code, and enters", async () => {
  answers.push([200, { request: "r1", seconds: 120 }]);
  expect((await wayInto(session).ask()).how).toBe("asked");
  const way = wayInto(session);
  expect(way.pending()).toBeGreaterThan(Date.now() + 100_000);
  answers.push([401, failure("4")]);
  expect(await way.enter("x")).toEqual({ how: "wrong", left: 4 });
  answers.push([200, { session: "s1" }]);
  expect(await way.enter("ABCD-1234")).toEqual({ how: "in" });
  expect(entered).toEqual(["s1"]);
  expect(asked.at(-1)).toEqual(["/api/session/code", { request: "r1", code: "ABCD-1234" }]);
  expect(way.pending()).toBeNull();
});

it("says when there are too many requests, and when one is over", async () => {
  const way = wayInto(session);
  answers.push([429, failure("17")]);
  expect(await way.ask()).toEqual({ how: "busy", seconds: 17 });
  expect(await way.enter("x")).toEqual({ how: "over" });
  answers.push([200, { request: "r1", seconds: 120 }], [410, failure("the request is over")]);
  await way.ask();
  expect(await way.enter("x")).toEqual({ how: "over" });
  expect(way.pending()).toBeNull();
  expect(entered).toEqual([]);
});
