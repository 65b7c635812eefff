import { expect, it } from "vitest";
import { commandFor } from "./command";

it("names the home where it is not the usual one", () => {
  expect(commandFor(null, "connect connectpsp")).toBe("balcao connect connectpsp");
  expect(commandFor("/srv/caixa-2", "connect")).toBe("balcao --home /srv/caixa-2 connect");
});

it("quotes it as a shell wants it", () => {
  expect(commandFor("/home/zé/Loja 1", "connect")).toBe("balcao --home '/home/zé/Loja 1' connect");
  expect(commandFor("/a'b", "connect")).toBe("balcao --home '/a'\\''b' connect");
});
