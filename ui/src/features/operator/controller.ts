import type { Commands, OperatorView, Role } from "../../backend/contract";
import { till } from "../../shell/till.svelte";
import { door } from "./door.svelte";

/** A name has so many characters at most. */
export const MOST_NAME = 40;

/** The commands that change an operator who is there. */
type Changing = "rename_operator" | "set_role" | "retire_operator" | "set_pin";

/** All who work here, and those who did. */
export async function listOperators(): Promise<readonly OperatorView[]> {
  return (await till.call("operators", {})).operators;
}

/** Takes somebody on; the list as it is then. */
export async function addOperator(
  name: string,
  role: Role,
  pin: string,
): Promise<readonly OperatorView[]> {
  const { operators } = await till.call("add_operator", { name, role, pin });
  await door.look();
  return operators;
}

/** Changes somebody; the list as it is then. */
export async function change<K extends Changing>(
  name: K,
  request: Commands[K]["request"],
): Promise<readonly OperatorView[]> {
  const { operators } = await till.call(name, request);
  await door.look();
  return operators;
}
