import type { Obstacle } from "../../../backend/contract";

/** Why somebody is not heard; `whom` is who should have answered. */
export interface ObstacleWords {
  theProvider: string;
  /** What stands in the way, without a full stop. */
  what: (obstacle: Obstacle, whom: string) => string;
  /** What a person can do. */
  next: (obstacle: Obstacle, whom: string) => string;
}
