import type { Obstacle } from "../../backend/contract";
import type { Words } from "../../shell/words/words";

/** The certificate's name, and who has issued it where that is another one. */
export function metName({ met, issuer }: Obstacle, issuedBy: string): string | null {
  const name = met ?? issuer;
  if (name === null) return null;
  return issuer === null || issuer === name ? `“${name}”` : `“${name}” (${issuedBy} “${issuer}”)`;
}

function whomOf(obstacle: Obstacle, words: Words): string {
  return obstacle.whom ?? words.obstacle.theProvider;
}

/** What stands in the way, without a full stop. */
export function obstacleWhat(obstacle: Obstacle, words: Words): string {
  const text = words.obstacle.what(obstacle, whomOf(obstacle, words));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a person can do about it. */
export function obstacleNext(obstacle: Obstacle, words: Words): string {
  return words.obstacle.next(obstacle, whomOf(obstacle, words));
}
