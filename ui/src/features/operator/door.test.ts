import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { StaffView, WhoView } from "../../backend/contract";
import { Refused } from "../../backend/refused";

const MINUTE = 60_000;
const call = vi.hoisted(() => vi.fn());
vi.mock("../../shell/till.svelte", () => ({ till: { call, refetch: vi.fn() } }));
const { door } = await import("./door.svelte");
const { dialogs } = await import("../../shell/dialogs.svelte");

const ana: StaffView = { id: "ana", name: "Ana", role: "cashier", wait_ms: 0 };
let signedIn: StaffView | null;
/** When the till was told last that somebody touches the door. */
let touchedAt: number;

function answer(name: string): Promise<WhoView> {
  if (name === "lock") signedIn = null;
  if (name === "stay") touchedAt = performance.now();
  return Promise.resolve({
    operator: signedIn,
    people: [ana],
    unknown: null,
    open: [],
    idle_ms: performance.now() - touchedAt,
    lock_after_min: 5,
  });
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  signedIn = ana;
  touchedAt = performance.now();
  call.mockReset();
  call.mockImplementation(answer);
  await door.look();
  door.touch();
});
afterEach(() => vi.useRealTimers());

const isLocked = (): boolean => call.mock.calls.some(([name]) => name === "lock");

it("locks a door that nobody touches, after as many minutes as the settings say", async () => {
  const stop = door.watch(() => false);
  await vi.advanceTimersByTimeAsync(4 * MINUTE);
  expect(isLocked()).toBe(false);
  door.touch();
  await vi.advanceTimersByTimeAsync(4 * MINUTE);
  expect(isLocked(), "it was touched meanwhile").toBe(false);
  await vi.advanceTimersByTimeAsync(1.5 * MINUTE);
  expect(isLocked()).toBe(true);
  expect(door.isLocked).toBe(true);
  stop();
});

it("locks no door while somebody pays, and then does", async () => {
  let isPaying = true;
  const stop = door.watch(() => isPaying);
  await vi.advanceTimersByTimeAsync(30 * MINUTE);
  expect(isLocked()).toBe(false);
  isPaying = false;
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(isLocked()).toBe(true);
  stop();
});

it("locks no door that another page of it is used at", async () => {
  const stop = door.watch(() => false);
  for (let minutes = 0; minutes < 12; minutes += 1) {
    await vi.advanceTimersByTimeAsync(MINUTE);
    touchedAt = performance.now();
  }
  expect(isLocked()).toBe(false);
  stop();
});

it("leaves nothing open over a lock screen, whoever has locked it", async () => {
  dialogs.open({ name: "sales", again: false });
  await door.look();
  expect(dialogs.now, "nothing has changed").not.toBeNull();
  signedIn = null;
  await door.look();
  expect(door.isLocked).toBe(true);
  expect(dialogs.now).toBeNull();
});

it("shows the lock screen to whoever asks for what takes a PIN", async () => {
  signedIn = null;
  await door.look();
  door.back();
  expect(door.isAsked).toBe(false);
  dialogs.open({ name: "shift" });
  const refusal = new Refused("signed_out");
  expect(await door.hear({ name: "shift", request: {} }, refusal)).toBe(false);
  expect(door.isAsked).toBe(true);
  expect(dialogs.now, "it would stand over the lock screen").toBeNull();
  door.back();
  expect(door.isAsked).toBe(false);
  door.ask();
  expect(door.isAsked).toBe(true);
});
