import type { HistoryWords } from "./words";

export const sales: HistoryWords["sales"] = {
  title: "Últimas vendas",
  firstOfDay: "Primeira venda do dia",
  firstOfDayHint: "Digite o valor e aperte Enter.",
  hint: "↑ ↓ escolhem, Enter abre a venda",
  all: "Ver todas",
  attention: "Atenção",
  payouts: "Saídas da conta",
  order: (order) => `Venda ${order}`,
  close: "Fechar",
};
