import { expect, it } from "vitest";
import { listed, tookSeconds } from "./numbers";

it("never says that something took no time", () => {
  expect(tookSeconds(0, "pt-BR")).toBe("0,1");
  expect(tookSeconds(2_140, "pt-BR")).toBe("2,1");
  expect(tookSeconds(2_140, "en")).toBe("2.1");
});

it("puts names one after another as people do", () => {
  expect(listed(["Inter"], "pt-BR")).toBe("Inter");
  expect(listed(["Inter", "Itaú", "Sicoob"], "pt-BR")).toBe("Inter, Itaú e Sicoob");
  expect(listed(["Inter", "Itaú"], "en")).toBe("Inter and Itaú");
});
