import { describe, expect, it } from "vitest";
import { centsFirst, MOST_CENTAVOS, money, parseAmount, reais } from "./money";

describe("reais", () => {
  it.each([
    [0, "0,00"],
    [1, "0,01"],
    [12, "0,12"],
    [1250, "12,50"],
    [123_456, "1.234,56"],
    [123_456_789, "1.234.567,89"],
    [MOST_CENTAVOS, "9.999.999.999,99"],
    [-350, "-3,50"],
  ])("%i centavos are %s", (centavos, text) => {
    expect(reais(centavos)).toBe(text);
  });

  it("has a space that does not break after the currency", () => {
    expect(money(1250)).toBe("R$\u00a012,50");
  });

  it("has the sign before the currency, as the paper and the terminal write it", () => {
    expect(money(-350)).toBe("-R$\u00a03,50");
  });
});

describe("parseAmount", () => {
  it.each([
    ["12,50", 1250],
    ["12.50", 1250],
    ["R$ 12,50", 1250],
    ["R$\u00a01.234,56", 123_456],
    [" r$1.234.567,89 ", 123_456_789],
    ["R$ 12", 1200],
    ["12,5", 1250],
    ["9.999.999.999,99", MOST_CENTAVOS],
  ])("reads %s", (text, centavos) => {
    expect(parseAmount(text)).toBe(centavos);
  });

  it.each([
    "",
    "0",
    "0,00",
    "12",
    "1250",
    "00020126",
    "-5,00",
    "1.234",
    "12,505",
    "1,234.56",
    "12 50,0x",
    "99999999999,00",
  ])("refuses %s", (text) => {
    expect(parseAmount(text)).toBeNull();
  });
});

describe("centsFirst", () => {
  it.each([
    ["1", false, 1],
    ["0,012", false, 12],
    ["0,125", false, 125],
    ["1,250", false, 1250],
    ["R$ 1.234,56", false, 123_456],
    ["0", false, 0],
    ["", false, null],
    ["x", false, null],
    ["0,0", true, null],
    ["1,2", true, 12],
    ["99999999999999999999", false, MOST_CENTAVOS],
  ])("of %s (erasing: %s) is %s", (text, isErasing, centavos) => {
    expect(centsFirst(text, isErasing)).toBe(centavos);
  });
});
