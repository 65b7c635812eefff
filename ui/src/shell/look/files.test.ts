import { expect, it } from "vitest";
import { fileName } from "./files";

it.each([
  ["/home/ana/balcao-contestacao-000004.zip", "balcao-contestacao-000004.zip"],
  ["C:\\Users\\Ana\\balcao.pdf", "balcao.pdf"],
  ["balcao.pdf", "balcao.pdf"],
])("of %s is %s", (path, name) => {
  expect(fileName(path)).toBe(name);
});
