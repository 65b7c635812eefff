import { expect, it } from "vitest";
import type { Offer, OfferField, SetupStep, SetupView } from "../../backend/contract";
import {
  bare,
  CNPJ,
  CPF,
  documentMistake,
  draftOf,
  firstOf,
  firstPage,
  foundOffers,
  isSame,
  leftOut,
  missingFields,
  neighbour,
  openValues,
  pagesLeft,
  usualEnvironment,
  valuesOf,
} from "./setup";

const field = (key: string, changes: Partial<OfferField> = {}): OfferField => ({
  key,
  kind: "text",
  of: "access",
  required: true,
  default: null,
  choices: [],
  ...changes,
});

const offer: Offer = {
  id: "connectpsp",
  name: "ConnectPSP",
  environments: ["homologacao", "producao"],
  fields: [
    field("clientId"),
    field("clientSecret", { kind: "secret" }),
    field("cryptoToken", { kind: "secret", required: false }),
    field("payerName", { of: "payer" }),
  ],
};
const other: Offer = { ...offer, id: "acucar", name: "Açúcar Pix", environments: [] };

const setup = (states: readonly SetupStep["state"][]): SetupView => {
  const names = ["provider", "account", "shop", "relay", "manager"] as const;
  const steps = names.map((name, index) => ({ name, state: states[index] ?? "open" }) as const);
  const shop = {
    name: "",
    document: "",
    city: "",
    till_name: "",
    till_number: "",
    institution: "",
  };
  return { steps, draft: null, wrong: [], shop };
};

it("goes on at the first step that is still to be done", () => {
  expect(firstPage(setup([]))).toBe("choose");
  expect(firstPage(setup(["done"]))).toBe("fields");
  expect(firstPage(setup(["done", "done"]))).toBe("shop");
  expect(firstPage(setup(["done", "done", "done"]))).toBe("relay");
  expect(firstPage(setup(["done", "done", "done", "skipped"]))).toBe("manager");
  expect(firstPage(setup(["done", "done", "done", "skipped", "skipped"]))).toBe("ready");
});

it("counts every page that is still ahead, and not only those with something to type", () => {
  expect(pagesLeft(setup(["done"]))).toBe(6);
  expect(pagesLeft(setup(["done", "done", "done", "skipped"]))).toBe(2);
  expect(pagesLeft(setup(["done", "done", "done", "skipped", "skipped"]))).toBe(1);
  expect(pagesLeft(null)).toBe(0);
});

it("leads back to what a shop that sells was set up without", () => {
  expect(leftOut(setup(["done", "done", "open", "skipped", "done"]))).toEqual(["shop", "relay"]);
  expect(leftOut(setup(["done", "done", "done", "done", "done"]))).toEqual([]);
  expect(leftOut(setup(["done"]))).toEqual([]);
  expect(leftOut(null)).toEqual([]);
});

it("takes off what comes along when something is pasted, and nothing of it", () => {
  for (const pasted of [' "f47ac" ', "'f47ac'", "“f47ac”", "f47ac\n", '" f47ac "'])
    expect(bare(pasted)).toBe("f47ac");
  for (const whole of ['f47"ac', '"f47ac', "f47ac'", "\"f47ac'", '"'])
    expect(bare(whole)).toBe(whole);
  expect(bare('""')).toBe("");
});

it("knows whether anything else was typed than what is connected", () => {
  expect(isSame({ clientId: "7", clientSecret: "" }, { clientId: "7 " })).toBe(true);
  expect(isSame({ clientId: "7", clientSecret: "s" }, { clientId: "7" })).toBe(false);
  expect(isSame({}, { clientId: "7" })).toBe(false);
});

it("tells a document of the wrong length from one whose last digits are wrong", () => {
  expect(documentMistake("123.456.789-00", [CPF, CNPJ])).toBe("digits");
  expect(documentMistake("12.ABC.345/01DE-34", [CNPJ])).toBe("digits");
  expect(documentMistake("1234", [CNPJ])).toBe("length");
  expect(documentMistake("123.456.789-09", [CNPJ])).toBe("length");
});

it("keeps no secret in the open", () => {
  const values = { clientId: "1", clientSecret: "s", cryptoToken: "c", payerName: " " };
  expect(draftOf(offer, "producao", values).values).toEqual({ clientId: "1" });
  expect(draftOf(offer, " ", values).environment).toBeNull();
});

it("names what lacks, in the order of the page", () => {
  expect(missingFields(offer, "producao", { clientId: " ", payerName: "Ana" })).toEqual([
    "clientId",
    "clientSecret",
  ]);
  expect(missingFields(other, "", {})[0]).toBe("environment");
  expect(firstOf(offer, ["payerName", "clientSecret"])).toBe("clientSecret");
  expect(firstOf(offer, [])).toBeUndefined();
});

it("finds a provider whatever its accents and capitals, and moves among what was found", () => {
  expect(foundOffers([offer, other], "ACUCAR")).toEqual([other]);
  expect(foundOffers([offer, other], "")).toHaveLength(2);
  expect(neighbour([offer, other], "connectpsp", 1)).toBe("acucar");
  expect(neighbour([offer, other], "acucar", 1)).toBe("acucar");
  expect(neighbour([offer], null, 1)).toBe("connectpsp");
  expect(neighbour([], null, 1)).toBeNull();
});

it("means the real environment unless somebody says otherwise", () => {
  expect(usualEnvironment(offer)).toBe("producao");
  expect(usualEnvironment(other)).toBe("");
});

it("takes nothing of what was typed for another provider, and tells what is secret from the rest", () => {
  const typed = { clientId: "7", clientSecret: "s3cret", token: "of another" };
  expect(valuesOf(offer, typed)).toEqual({ clientId: "7", clientSecret: "s3cret" });
  expect(openValues(offer, typed)).toEqual({ clientId: "7" });
});
