import { expect, it } from "vitest";
import type { Obstacle, ObstacleKind } from "../../backend/contract";
import { dictionaries } from "../../shell/words";
import { obstacleNext, obstacleWhat } from "./obstacle";

const kinds: Record<ObstacleKind, true> = {
  no_network: true,
  unreachable: true,
  silent: true,
  not_trusted: true,
  clock: true,
  proxy: true,
  clock_or_certificate: true,
  out_of_date: true,
  captive_portal: true,
  failing: true,
};
const of = (kind: ObstacleKind, named: Partial<Obstacle> = {}): Obstacle => ({
  whom: "ConnectPSP",
  kind,
  met: null,
  issuer: null,
  status: null,
  ...named,
});

it("calls only a lost network no internet, and each kind something else", () => {
  for (const words of Object.values(dictionaries)) {
    const said = Object.keys(kinds).map((kind) => {
      const obstacle = of(kind as ObstacleKind);
      const text = `${obstacleWhat(obstacle, words)}. ${obstacleNext(obstacle, words)}`;
      expect(/internet/i.test(text), text).toBe(kind === "no_network");
      return obstacleWhat(obstacle, words);
    });
    expect(new Set(said).size).toBe(said.length);
  }
});

it("tells the name that was met", () => {
  const words = dictionaries["pt-BR"];
  const hotel = of("not_trusted", { met: "wifi.hotel.example", issuer: "Hotel CA" });
  expect(obstacleWhat(hotel, words)).toBe(
    "Quem responde no lugar de ConnectPSP é “wifi.hotel.example” (emitido por “Hotel CA”)",
  );
  const proxy = of("proxy", { met: "proxy.loja:3128", status: 407 });
  expect(obstacleWhat(proxy, words)).toBe("O proxy proxy.loja:3128 pede usuário e senha");
  expect(obstacleWhat(of("silent", { whom: null }), words)).toBe("O provedor não responde");
});
