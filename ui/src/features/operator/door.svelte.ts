import type { Need, StaffView, WhoView } from "../../backend/contract";
import { refused, Refused } from "../../backend/refused";
import { dialogs, type Question } from "../../shell/dialogs.svelte";
import { till } from "../../shell/till.svelte";
import { Approvals } from "./approvals";

/** A touched door says so to the till this often at most. */
const SAY_EVERY_MS = 30_000;
/** How often a page looks whether it was left. */
const LOOK_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;

/** What a page asks by itself: it opens no lock screen over a customer's code. */
const BY_ITSELF = ["hello", "last_sales", "order", "printer", "who"];

/** Who is before this door, and who approves what they may not do alone. */
class Door {
  who = $state.raw<WhoView | null>(null);
  /** Something was asked for that takes somebody who is signed in. */
  #isWanted = $state(false);
  /** When this page was told, by its own clock that nobody sets: waits count from it. */
  #answeredAt = $state(0);
  readonly approvals = new Approvals();

  readonly operator: StaffView | null = $derived(this.who?.operator ?? null);
  readonly people: readonly StaffView[] = $derived(this.who?.people ?? []);
  /** The till has operators, and nobody is signed in. */
  readonly isLocked = $derived(
    this.operator === null && (this.people.length > 0 || this.who?.unknown != null),
  );
  /** The lock screen stands also over a customer's code. */
  readonly isAsked = $derived(this.isLocked && this.#isWanted);

  #touchedAt = performance.now();
  #saidAt = Number.NEGATIVE_INFINITY;

  /** Asks who is before this door. A till that does not answer says so elsewhere. */
  async look(): Promise<void> {
    try {
      this.#take(await till.call("who", {}));
    } catch {
      // Where no till is open there is nobody to sign in.
    }
  }

  async signIn(operator: string, pin: string): Promise<Refused | null> {
    const refusal = await this.#try(() => till.call("sign_in", { operator, pin }));
    if (refusal === null) {
      this.#isWanted = false;
      void till.refetch();
    } else await this.look();
    return refusal;
  }

  /** Signs out whoever is before this door; the screen stays as it is beneath. */
  async lock(): Promise<void> {
    this.#clear();
    this.#isWanted = true;
    await this.#try(() => till.call("lock", {}));
  }

  /** The lock screen, also over a customer's code, for whoever wants what takes a PIN. */
  ask(): void {
    this.#isWanted = true;
  }

  /** Back to the customer's code that stands beneath the lock screen. */
  back(): void {
    this.#isWanted = false;
  }

  async approve(operator: string, pin: string, need: Need): Promise<Refused | null> {
    const { right, subject, amount_centavos } = need;
    const request = { operator, pin, right, subject, amount_centavos };
    const refusal = await this.#try(() => till.call("approve", request));
    if (refusal === null) this.approvals.grant();
    else await this.look();
    return refusal;
  }

  /** What comes of a refusal: true where it was approved, and the same may be asked for once more. */
  async hear(question: Question, refusal: Refused): Promise<boolean> {
    const { name } = question;
    if (refusal.code === "signed_out") {
      if (!BY_ITSELF.includes(name)) {
        this.#isWanted = true;
        this.#clear();
      }
      await this.look();
      return false;
    }
    if (refusal.code !== "not_allowed" || refusal.need === null || name === "approve") return false;
    if (this.operator === null) await this.look();
    if (!(await this.approvals.ask({ need: refusal.need, question })))
      throw new Refused("not_approved");
    return true;
  }

  /** How long nobody may try somebody's PIN, from now on, in milliseconds. */
  waitMs(person: StaffView, now: number): number {
    return Math.max(0, person.wait_ms - (now - this.#answeredAt));
  }

  /** Somebody touches the page. */
  touch(): void {
    const now = performance.now();
    this.#touchedAt = now;
    if (this.operator === null || now - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = now;
    void this.#try(() => till.call("stay", {}));
  }

  /** Locks the door where nobody touches it, until the returned function is called. */
  watch(isAnybodyPaying: () => boolean): () => void {
    const timer = setInterval(() => void this.#lockIfLeft(isAnybodyPaying), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }

  async #lockIfLeft(isAnybodyPaying: () => boolean): Promise<void> {
    const afterMs = (this.who?.lock_after_min ?? 0) * MINUTE_MS;
    if (!this.#isIn() || afterMs === 0 || isAnybodyPaying()) return;
    if (performance.now() - this.#touchedAt < afterMs) return;
    // Another page of this browser may be in use.
    await this.look();
    if (this.#isIn() && (this.who?.idle_ms ?? 0) >= afterMs) await this.lock();
  }

  #isIn(): boolean {
    return this.operator !== null;
  }

  async #try(ask: () => Promise<WhoView>): Promise<Refused | null> {
    try {
      this.#take(await ask());
      return null;
    } catch (error) {
      return refused(error);
    }
  }

  #take(who: WhoView): void {
    const wasLocked = this.isLocked;
    this.who = who;
    this.#answeredAt = performance.now();
    if (this.isLocked && !wasLocked) this.#clear();
  }

  /** Nothing stands over a lock screen, whoever has locked it: what was open is not for whoever comes by. */
  #clear(): void {
    dialogs.close();
    this.approvals.refuse();
  }
}

/** The door of this page. */
export const door = new Door();
