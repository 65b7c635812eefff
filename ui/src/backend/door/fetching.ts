import { Refused, refused } from "../refused";

/** A command is answered within this, or the page says that it was not. */
const PATIENCE_MS = 10_000;
/** For what the till itself waits longer: for a relay, its keyring, or a provider, once for each code of a sale. */
const LONG_PATIENCE_MS = 40_000;
const LONG: readonly string[] = [
  "pair",
  "unpair",
  "check_now",
  "check_receipt",
  "cancel",
  "new_code",
  "refund",
  "confirm_by_hand",
  "give_up",
  "house",
  "vault",
  "choose_vault",
  "unlock_vault",
  "add_operator",
  "rename_operator",
  "set_role",
  "retire_operator",
  "set_pin",
];
/** For what looks at everything, asks a provider several times, or copies years of sales to a slow disk. */
const LONGEST_PATIENCE_MS = 600_000;
const LONGEST: readonly string[] = [
  "start",
  "connect",
  "test_connection",
  "doctor",
  "save_bundle",
  "save_dispute_folder",
  "save_export",
  "backup",
  "restore",
];

function patienceMs(path: string): number {
  const command = path.replace("/api/", "");
  if (LONGEST.includes(command)) return LONGEST_PATIENCE_MS;
  return LONG.includes(command) ? LONG_PATIENCE_MS : PATIENCE_MS;
}

/** Sends a request with the session, if there is one; what does not come back is a refusal. */
export async function send(path: string, body: unknown, session: string | null): Promise<Response> {
  try {
    return await fetch(path, {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      headers: {
        "content-type": "application/json",
        ...(session !== null && { authorization: `Bearer ${session}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs(path)),
    });
  } catch (error) {
    throw lost(error);
  }
}

/** The answer of the till. What is no JSON came from somewhere else, such as a proxy of the browser. */
export async function read(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw lost(error);
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refused("not_the_till", `HTTP ${response.status}`);
  }
  if (response.ok) return body;
  const refusal = refused(body);
  // A status without the till's reason is nothing that this till says.
  if (refusal.code === "internal" && refusal.detail === String(body)) {
    throw new Refused("not_the_till", `HTTP ${response.status}`);
  }
  throw refusal;
}

function lost(error: unknown): Refused {
  const isLate = error instanceof DOMException && error.name === "TimeoutError";
  return new Refused(isLate ? "till_slow" : "till_unreachable");
}
