import { expect, it } from "vitest";
import { anOrder } from "../../tests/example";
import { textOf } from "./bannerText";
import { dictionaries } from "./words";

const words = dictionaries["pt-BR"];
const underpaid = anOrder({
  order: "000021",
  status: "paid",
  amount_centavos: 432,
  received_centavos: 400,
  anomalies: ["underpaid"],
});

it("names the sale of odd money by number, time and amount", () => {
  const text = textOf({ about: "odd", order: underpaid }, words, "pt-BR");
  expect(text).toMatch(/^Venda 000021 \(.*\d\d:\d\d, R\$\u00a04,32\): Pago a menos/);
  expect(text).toContain("R$\u00a04,00. O dinheiro está na conta da loja.");
  const other = textOf({ about: "odd", order: { ...underpaid, order: "000035" } }, words, "pt-BR");
  expect(other).not.toBe(text);
});

it("does not say of what went back that it is here", () => {
  const order = { ...underpaid, refunded_centavos: 150 };
  const text = textOf({ about: "odd", order }, words, "pt-BR");
  expect(text).not.toContain("está na conta");
  expect(text).toContain("R$\u00a01,50 já voltaram");
});

it("names the sale of each piece of news", () => {
  for (const about of ["odd", "paid", "refunded", "refundFailed"] as const)
    for (const language of ["pt-BR", "en"] as const)
      expect(textOf({ about, order: underpaid }, dictionaries[language], language)).toContain(
        "000021",
      );
});
