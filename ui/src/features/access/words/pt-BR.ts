import type { AccessWords } from "./words";

export const access: AccessWords = {
  ask: "Pedir acesso ao caixa",
  asking: "Pedindo…",
  where:
    "O caixa mostra um código no terminal onde roda balcao serve e também na janela dele, quando nela não houver um código Pix para um cliente. Digite esse código aqui em até 2 minutos.",
  code: "Código de acesso",
  example: "ABCDE-12345",
  enter: "Entrar",
  entering: "Entrando…",
  wrong: "Este código não vale: confira as letras, ou veja se o caixa já mostra outro.",
  over: "O código venceu. Peça outro.",
};
