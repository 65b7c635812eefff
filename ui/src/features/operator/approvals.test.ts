import { beforeEach, describe, expect, it } from "vitest";
import { dialogs, type Asked } from "../../shell/dialogs.svelte";
import { Approvals } from "./approvals";

function need(subject: string): Asked {
  return {
    need: {
      right: "refund",
      subject,
      amount_centavos: 4_690,
      limit_centavos: 5_000,
      used_centavos: 2_350,
    },
    question: { name: "check_now", request: { order: subject } },
  };
}

describe("an approval", () => {
  let approvals: Approvals;

  beforeEach(() => {
    approvals = new Approvals();
    dialogs.above = null;
  });

  it("is asked for once for all that need the same", async () => {
    const both = Promise.all([approvals.ask(need("000139")), approvals.ask(need("000139"))]);
    expect(dialogs.above).toEqual(need("000139"));
    approvals.grant();
    expect(await both).toEqual([true, true]);
    expect(dialogs.above).toBeNull();
  });

  it("is asked for anew for something else, and a refusal leaves nothing", async () => {
    const one = approvals.ask(need("000139"));
    const other = approvals.ask(need("000140"));
    approvals.refuse();
    expect(await one).toBe(false);
    await Promise.resolve();
    expect(dialogs.above?.need.subject).toBe("000140");
    approvals.refuse();
    expect(await other).toBe(false);
    expect(dialogs.above).toBeNull();
  });
});
