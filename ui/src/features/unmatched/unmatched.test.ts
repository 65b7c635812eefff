import { expect, it } from "vitest";
import { anOrder } from "../../../tests/example";
import { candidates } from "./unmatched";

const sale = (order: string, amount_centavos: number, received_centavos = 0) =>
  anOrder({ order, amount_centavos, received_centavos });

it("puts the newest unpaid sales of the same amount first and leaves paid ones out", () => {
  const orders = [
    sale("000006", 900),
    sale("000005", 3750),
    sale("000004", 3750, 3750),
    sale("000003", 100),
    sale("000002", 3750),
    sale("000001", 200),
  ];
  const numbers = candidates(orders, 3750).map(({ order }) => order);
  expect(numbers).toEqual(["000005", "000002", "000006"]);
});
