import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Hub } from "./hub";
import type { FromHub } from "./messages";
import type { Listener } from "./stream";

const streams: { session: string; listener: Listener; isStopped: boolean }[] = [];

function follow(session: string, listener: Listener): () => void {
  const stream = { session, listener, isStopped: false };
  streams.push(stream);
  return () => (stream.isStopped = true);
}

/** A page that notes what it is told. */
function aPage(): { told: FromHub[]; tell: (message: FromHub) => void } {
  const told: FromHub[] = [];
  return { told, tell: (message) => void told.push(message) };
}

beforeEach(() => {
  vi.useFakeTimers();
  streams.length = 0;
});
afterEach(() => vi.useRealTimers());

it("keeps one stream for all pages, and gives a new page the session of the others", () => {
  const hub = new Hub(follow);
  const [first, second] = [aPage(), aPage()];
  hub.hear({ say: "hello", session: "s1" }, first.tell);
  hub.hear({ say: "hello", session: null }, second.tell);
  expect(second.told).toEqual([{ say: "session", session: "s1" }]);
  expect(streams.map(({ session }) => session)).toEqual(["s1"]);
  const event = { say: "event", event: { event: "missed" } } as const;
  streams[0]?.listener.onEvent(event.event);
  expect(first.told.at(-1)).toEqual(event);
  expect(second.told.at(-1)).toEqual(event);
});

it("does not let the old session of a page that was put back displace the one in use", () => {
  const hub = new Hub(follow);
  const [first, old] = [aPage(), aPage()];
  hub.hear({ say: "hello", session: "new" }, first.tell);
  hub.hear({ say: "hello", session: "old" }, old.tell);
  expect(old.told).toEqual([{ say: "session", session: "new" }]);
  expect(streams).toHaveLength(1);
});

it("goes on by another page's session where the first that was put back has ended", () => {
  const hub = new Hub(follow);
  const [stale, good] = [aPage(), aPage()];
  hub.hear({ say: "hello", session: "stale" }, stale.tell);
  hub.hear({ say: "hello", session: "good" }, good.tell);
  streams[0]?.listener.onEnded();
  for (const { told } of [stale, good]) {
    expect(told.slice(-2)).toEqual([
      { say: "ended", session: "stale" },
      { say: "session", session: "good" },
    ]);
  }
  streams[1]?.listener.onEnded();
  expect(good.told.at(-1)).toEqual({ say: "ended", session: "good" });
  expect(streams).toHaveLength(2);
});

it("gives all pages the session that a way in has brought to one", () => {
  const hub = new Hub(follow);
  const [first, second] = [aPage(), aPage()];
  hub.hear({ say: "hello", session: "s1" }, first.tell);
  hub.hear({ say: "hello", session: null }, second.tell);
  streams[0]?.listener.onEnded();
  for (const { told } of [first, second]) {
    expect(told.at(-1)).toEqual({ say: "ended", session: "s1" });
  }
  hub.hear({ say: "entered", session: "s2" }, second.tell);
  for (const { told } of [first, second]) {
    expect(told.at(-1)).toEqual({ say: "session", session: "s2" });
  }
  hub.hear({ say: "entered", session: "s3" }, first.tell);
  expect(streams.map(({ session, isStopped }) => [session, isStopped])).toEqual([
    ["s1", false],
    ["s2", true],
    ["s3", false],
  ]);
});

it("is not confused by a stream of before that ends late", () => {
  const hub = new Hub(follow);
  const page = aPage();
  hub.hear({ say: "hello", session: "s1" }, page.tell);
  hub.hear({ say: "entered", session: "s2" }, page.tell);
  streams[0]?.listener.onEnded();
  expect(page.told.at(-1)).toEqual({ say: "session", session: "s2" });
  hub.hear({ say: "hello", session: null }, page.tell);
  expect(page.told.at(-1)).toEqual({ say: "session", session: "s2" });
});

it("says that it is there, but not to a page that has gone", () => {
  const hub = new Hub(follow);
  const [first, second] = [aPage(), aPage()];
  hub.hear({ say: "hello", session: null }, first.tell);
  hub.hear({ say: "hello", session: null }, second.tell);
  hub.hear({ say: "bye" }, first.tell);
  vi.advanceTimersByTime(15_000);
  expect(first.told).not.toContainEqual({ say: "alive" });
  expect(second.told).toContainEqual({ say: "alive" });
});
