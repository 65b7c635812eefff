import type { PayoutWords } from "./words";

export const payouts: PayoutWords = {
  title: "Saídas da conta",
  intro: "Dinheiro que saiu da conta da loja no provedor. Não muda nenhuma venda.",
  none: "Nenhuma saída ainda",
  noneHint: "Quando a loja transferir dinheiro do provedor, aparece aqui.",
  loading: "Procurando…",
  statuses: {
    created: "Em andamento",
    completed: "Concluída",
    failed: "Falhou",
    cancelled: "Cancelada",
    refunded: "Voltou para a loja",
    unknown: "Situação desconhecida",
  },
  reported: "não confirmado",
  unknownAmount: "valor não informado",
  time: "Hora",
  status: "Situação",
  payee: "Para quem",
  amount: "Valor",
  reference: (reference) => `Referência ${reference}`,
  close: "Fechar",
};
