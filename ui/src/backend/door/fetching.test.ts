import { afterEach, describe, expect, it, vi } from "vitest";
import { read, send } from "./fetching";

afterEach(() => vi.unstubAllGlobals());

const code = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "answered",
    (error: unknown) => (error as { code: string }).code,
  );

it("tells a till that is not reached from one that does not answer in time", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect(await code(send("/api/hello", {}, null))).toBe("till_unreachable");
  vi.stubGlobal("fetch", () => Promise.reject(new DOMException("", "TimeoutError")));
  expect(await code(send("/api/hello", {}, null))).toBe("till_slow");
});

it("shows the session in a header and sends no cookie", async () => {
  const asked: RequestInit[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    asked.push(init);
    return Promise.resolve(new Response("{}"));
  });
  await send("/api/hello", {}, "s1");
  expect(asked[0]).toMatchObject({ credentials: "omit", headers: { authorization: "Bearer s1" } });
});

describe("how long an answer is waited for", () => {
  /** Sends what is never answered, and says what came of it after so many seconds. */
  const after = async (seconds: number, path: string): Promise<unknown> => {
    vi.useFakeTimers();
    // The platform's own timeout has a clock that no test can move.
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      const end = new AbortController();
      setTimeout(() => end.abort(new DOMException("", "TimeoutError")), ms);
      return end.signal;
    });
    vi.stubGlobal("fetch", (_: string, { signal }: { signal: AbortSignal }) => {
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as DOMException));
      });
    });
    let came: unknown = "waiting";
    void code(send(path, {}, "s1")).then((it) => (came = it));
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
    return came;
  };

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("is ten seconds, and never for ever", async () => {
    expect(await after(9, "/api/charge")).toBe("waiting");
    expect(await after(10, "/api/charge")).toBe("till_slow");
  });

  it.each([
    ...["pair", "unpair", "check_now", "cancel", "new_code", "refund"],
    ...["confirm_by_hand", "give_up", "house", "vault", "choose_vault", "unlock_vault"],
    ...["add_operator", "rename_operator", "set_role", "retire_operator", "set_pin"],
  ])("is longer where the till itself waits for somebody: %s", async (command) => {
    expect(await after(39, `/api/${command}`)).toBe("waiting");
    expect(await after(40, `/api/${command}`)).toBe("till_slow");
  });

  it.each(["start", "connect", "test_connection", "doctor", "save_bundle", "backup", "restore"])(
    "is far longer where it asks many, or copies years of sales: %s",
    async (command) => {
      expect(await after(599, `/api/${command}`)).toBe("waiting");
      expect(await after(600, `/api/${command}`)).toBe("till_slow");
    },
  );
});

it("takes only the till's own answers for the till's", async () => {
  expect(await read(new Response('{"a":1}'))).toEqual({ a: 1 });
  for (const body of ["<html>Login</html>", "", "{", '"no"', "null", "{}"]) {
    expect(await code(read(new Response(body, { status: 502 }))), body).toBe("not_the_till");
  }
  for (const body of ["<html>Login</html>", "", "{"]) {
    expect(await code(read(new Response(body))), body).toBe("not_the_till");
  }
  const failure = '{"code":"order_not_found","detail":null}';
  expect(await code(read(new Response(failure, { status: 404 })))).toBe("order_not_found");
});
