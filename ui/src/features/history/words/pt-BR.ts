import type { HistoryWords } from "./words";

export const sales: HistoryWords["sales"] = {
  title: "Últimas vendas",
  firstOfDay: "Nenhuma venda ainda",
  firstOfDayHint: "Digite o valor e aperte Enter.",
  hint: "↑ ↓ escolhem, Enter abre a venda",
  all: "Ver todas",
  attention: "Atenção",
  payouts: "Saídas da conta",
  of: (charged) => `de ${charged}`,
  back: "Voltar",
  backToWaiting: "Voltar à cobrança",
  order: (order) => `Venda ${order}`,
  close: "Fechar",
};
