import { expect, it } from "vitest";
import { payeeOf } from "./payee";

const tlv = (tag: string, value: string): string =>
  `${tag}${String(value.length).padStart(2, "0")}${value}`;
const ACCOUNT = tlv("26", tlv("00", "br.gov.bcb.pix") + tlv("25", "pix.example/qr/5910"));
const CITY = tlv("60", "SAO PAULO");
const CODE = `${tlv("00", "01")}${ACCOUNT}${tlv("54", "12.50")}${tlv("59", "LOJA TESTE")}${CITY}6304ABCD`;

it("tells whom the code pays", () => {
  expect(payeeOf(CODE)).toEqual({ name: "LOJA TESTE", city: "SAO PAULO" });
  expect(payeeOf(CODE.replace(CITY, ""))).toEqual({ name: "LOJA TESTE", city: null });
});

it("names nobody whom the code does not name", () => {
  for (const code of [null, "", "x", "00020159", "5900", "59zzLOJA", `5904LO\u202eJ`]) {
    expect(payeeOf(code), String(code)).toBeNull();
  }
});
