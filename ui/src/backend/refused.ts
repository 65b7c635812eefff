import type { Failure, FailureCode } from "./contract";

/**
 * Why a command was not done: the till's own reasons, and two that only a door can know. A browser
 * page may lose its session, and it may lose the till itself.
 */
export type RefusalCode = FailureCode | "session_ended" | "till_unreachable";

/** A command's refusal, thrown by both doors. Has the shape of a `Failure`. */
export class Refused extends Error {
  readonly code: RefusalCode;
  readonly detail: string | null;

  constructor(code: RefusalCode, detail: string | null = null) {
    super(detail === null ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value;
}

/** Whatever came instead of an answer; what is not a `Failure` is a fault of ours. */
export function refused(value: unknown): Refused {
  if (value instanceof Refused) return value;
  if (isFailure(value)) return new Refused(value.code, value.detail);
  return new Refused("internal", value instanceof Error ? value.message : String(value));
}
