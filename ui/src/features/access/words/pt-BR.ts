import type { AccessWords } from "./words";

export const access: AccessWords = {
  ask: "Pedir acesso ao caixa",
  asking: "Pedindo…",
  where:
    "O caixa mostra um código na janela dele e no terminal onde roda balcao serve. Digite esse código aqui em até 2 minutos.",
  code: "Código de acesso",
  example: "ABCD-1234",
  enter: "Entrar",
  entering: "Entrando…",
  wrong: (left) =>
    left === 1 ? "Código errado. Resta 1 tentativa." : `Código errado. Restam ${left} tentativas.`,
  over: "Este pedido acabou: o código venceu, já foi usado ou foi errado vezes demais. Peça outro.",
  busy: (seconds) => `Há pedidos demais agora. Tente de novo em ${seconds} s.`,
};
