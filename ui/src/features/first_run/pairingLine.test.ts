import { expect, it } from "vitest";
import { readPairingLine } from "./pairingLine";

it("finds address and code in whatever was pasted", () => {
  const read = { url: "https://relay.example.com", code: "7K3M-01V9" };
  expect(readPairingLine("balcao pair https://relay.example.com 7K3M-01V9")).toEqual(read);
  expect(readPairingLine('  "https://relay.example.com",\n7K3M-01V9;')).toEqual(read);
  expect(readPairingLine("7K3M-01V9 https://relay.example.com")).toEqual(read);
  expect(readPairingLine("http://127.0.0.1:8080 7k3m01v9")?.code).toBe("7k3m01v9");
});

it("takes no half of it for a line", () => {
  for (const text of [
    "",
    "https://relay.example.com",
    "7K3M-01V9",
    "balcao pair ftp://x 7K3M-01V9",
  ])
    expect(readPairingLine(text)).toBeNull();
});
