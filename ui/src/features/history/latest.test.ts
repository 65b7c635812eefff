import { expect, it } from "vitest";
import { Refused } from "../../backend/refused";
import { Latest } from "./latest";

/** A till that answers when the test says so. */
function slowTill(): {
  latest: Latest<string, string>;
  asked: { question: string; answer: (text: string) => void; refuse: () => void }[];
  shown: string[];
} {
  const asked: { question: string; answer: (text: string) => void; refuse: () => void }[] = [];
  const shown: string[] = [];
  const ask = (question: string): Promise<string> =>
    new Promise((answer, refuse) =>
      asked.push({
        question,
        answer,
        refuse: () => refuse(new Refused("till_slow")),
      }),
    );
  const latest = new Latest(
    ask,
    (answer, question) => shown.push(`${question}: ${answer}`),
    ({ code }, question) => shown.push(`${question}! ${code}`),
  );
  return { latest, asked, shown };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it("asks one question at a time, and of those that wait the newest alone", async () => {
  const { latest, asked, shown } = slowTill();
  for (const question of ["1", "12", "125", "1250"]) latest.ask(question);
  expect(asked.map(({ question }) => question)).toEqual(["1"]);
  asked[0]?.answer("old");
  await settled();
  expect(shown).toEqual([]);
  expect(asked.map(({ question }) => question)).toEqual(["1", "1250"]);
  asked[1]?.answer("new");
  await settled();
  expect(shown).toEqual(["1250: new"]);
  latest.ask("7");
  asked[2]?.answer("last");
  await settled();
  expect(shown).toEqual(["1250: new", "7: last"]);
});

it("goes on after a refusal, and shows none that was overtaken", async () => {
  const { latest, asked, shown } = slowTill();
  latest.ask("1");
  latest.ask("2");
  asked[0]?.refuse();
  await settled();
  asked[1]?.refuse();
  await settled();
  expect(shown).toEqual(["2! till_slow"]);
  latest.ask("3");
  asked[2]?.answer("yes");
  await settled();
  expect(shown).toEqual(["2! till_slow", "3: yes"]);
});
