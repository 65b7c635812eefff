import type { Failure, FailureCode, Need, Obstacle } from "./contract";

/**
 * Why a command was not done: the till's own reasons, and those that only a door can know. A browser
 * page may lose its session, it may lose the till itself or wait for it too long, something else
 * may answer in the till's place, and nobody may have approved what takes an approval.
 */
export type RefusalCode =
  | FailureCode
  | "not_approved"
  | "session_ended"
  | "till_unreachable"
  | "till_slow"
  | "not_the_till";

/** What a page waited for has not come, or broke off: the till may have written the request down before. */
const UNANSWERED: readonly RefusalCode[] = [
  "till_unreachable",
  "till_slow",
  "not_the_till",
  "session_ended",
  "internal",
];

/** Whether a refusal leaves open what the till has done. */
export function isUnanswered(code: RefusalCode): boolean {
  return UNANSWERED.includes(code);
}

/** What else a failure tells. */
interface Told {
  readonly obstacle?: Obstacle | null;
  readonly field?: string | null;
  readonly need?: Need | null;
}

/** A command's refusal, thrown by both doors. Has the shape of a `Failure`. */
export class Refused extends Error {
  readonly code: RefusalCode;
  readonly detail: string | null;
  /** Who is not heard and why, of a failure to reach somebody. */
  readonly obstacle: Obstacle | null;
  /** The key of what was typed wrongly, where it is one field's. */
  readonly field: string | null;
  /** What it takes, of a failure for want of a right that somebody here can approve. */
  readonly need: Need | null;

  constructor(
    code: RefusalCode,
    detail: string | null = null,
    { obstacle = null, field = null, need = null }: Told = {},
  ) {
    super(detail === null ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
    this.obstacle = obstacle;
    this.field = field;
    this.need = need;
  }
}

function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value;
}

/** Whatever came instead of an answer; what is not a `Failure` is a fault of ours. */
export function refused(value: unknown): Refused {
  if (value instanceof Refused) return value;
  if (isFailure(value)) return new Refused(value.code, value.detail, value);
  return new Refused("internal", value instanceof Error ? value.message : String(value));
}
