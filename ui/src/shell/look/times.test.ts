import { afterEach, expect, it } from "vitest";

import { day, timeOfDay } from "./times";
import { setZone } from "./zone.svelte";

const moment = Date.UTC(2025, 10, 29, 2, 30, 5);

afterEach(() => {
  setZone(null);
});

it("shows times and days in the zone of the shop", () => {
  for (const [zone, time, date] of [
    ["America/Sao_Paulo", "28/11 23:30:05", "28/11/2025"],
    ["Asia/Kathmandu", "29/11 08:15:05", "29/11/2025"],
    ["UTC", "29/11 02:30:05", "29/11/2025"],
  ] as const) {
    setZone(zone);
    for (const language of ["pt-BR", "en"] as const) {
      expect(day(moment, language)).toBe(date);
      expect(timeOfDay(moment, language, "seconds")).toBe(time);
    }
  }
});

it("leaves the day out when it is today there", () => {
  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    setZone(zone);
    expect(timeOfDay(Date.now(), "pt-BR")).toMatch(/^\d\d:\d\d$/);
  }
});

it("goes by the browser's zone where it does not know the shop's", () => {
  setZone("America/Sao_Paulo");
  setZone("Atlantis/Capital");
  const here = new Intl.DateTimeFormat("pt-BR", { day: "2-digit" }).format(moment);
  expect(day(moment, "pt-BR").slice(0, 2)).toBe(here);
});
