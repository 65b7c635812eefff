import type { Act, Commands, Right, Role } from "../../../backend/contract";

/** Words of who works at a till. */
export interface OperatorWords {
  title: string;
  /** The way to the list, among the settings. */
  everybody: string;
  roles: Record<Role, string>;
  /** What a role may do, in a sentence. */
  mayDo: Record<Role, string>;
  owner: string;
  /** On the bar, where nobody is signed in. */
  locked: string;
  /** On the bar, where a shop has no operators; and what that means, for a screen reader. */
  nobody: string;
  begin: string;
  /** On the bar, for a screen reader. */
  change: string;
  who: string;
  pinOf: (name: string) => string;
  enter: string;
  entering: string;
  back: string;
  clear: string;
  erase: string;
  wrong: (left: number) => string;
  wait: (time: string) => string;
  waitWhy: string;
  waitSpoken: (seconds: number) => string;
  othersMay: string;
  /** The way to a page on how to get another PIN. */
  forgotten: string;
  forgottenTitle: (name: string) => string;
  askManager: (names: readonly string[]) => string;
  /** Above a command; whether there is another way beside it. */
  atMachine: (isSecondWay: boolean) => string;
  leavesTrace: string;
  /** Where one manager works alone. */
  secondManager: string;
  open: (charges: number) => string;
  goesOn: (amount: string, by: string | null) => string;
  approveTitle: string;
  whoApproves: string;
  limit: (name: string, limit: string, used: string | null, right: Right) => string;
  notAlone: (name: string) => string;
  /** What is to be approved. */
  rights: Record<Right, string>;
  /** The same of a command that is less than all that its right allows. */
  matters: Partial<Record<keyof Commands, string>>;
  sale: string;
  saleAt: (order: string, time: string) => string;
  payer: string;
  askedBy: string;
  approve: string;
  approving: string;
  refuse: string;
  none: string;
  add: string;
  addFirst: string;
  added: (name: string) => string;
  name: string;
  nameMissing: string;
  role: string;
  firstIsManager: string;
  toPin: string;
  save: string;
  saved: string;
  newPin: string;
  newPinOf: (name: string) => string;
  onceMore: string;
  next: string;
  savePin: string;
  pinIsSet: string;
  pinForm: string;
  pinEasy: string;
  pinsDiffer: string;
  retire: string;
  retireSure: (name: string) => string;
  gone: (name: string) => string;
  retired: string;
  isLockedOut: string;
  loading: string;
  close: string;
  backToList: string;
  /** Who did it. */
  acts: Record<Act, (name: string) => string>;
  approvedBy: (name: string) => string;
  /** On a notice. */
  seen: string;
}
