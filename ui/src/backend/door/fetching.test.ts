import { afterEach, expect, it, vi } from "vitest";
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

it("shows the session in a header, sends no cookie and waits for no answer for ever", async () => {
  const asked: RequestInit[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    asked.push(init);
    return Promise.resolve(new Response("{}"));
  });
  await send("/api/hello", {}, "s1");
  expect(asked[0]).toMatchObject({ credentials: "omit", headers: { authorization: "Bearer s1" } });
  expect(asked[0]?.signal).toBeInstanceOf(AbortSignal);
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
