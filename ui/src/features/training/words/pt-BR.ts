import type { TrainingWords } from "./words";

export const training: TrainingWords = {
  band: "Modo treino: nenhuma venda é real",
  customerPays: "Cliente paga",
  bank: "Banco do cliente:",
};
