/** Words of a page that has no session and asks for one. */
export interface AccessWords {
  ask: string;
  asking: string;
  /** Where the code is. */
  where: string;
  code: string;
  example: string;
  enter: string;
  entering: string;
  wrong: string;
  over: string;
}
