import type { AttentionWords } from "./words";

export const attention: AttentionWords = {
  title: "Atenção",
  badge: ({ disputes, unmatched, unproven, overdue_refunds, by_hand }) =>
    [
      disputes === 0 ? "" : disputes === 1 ? "1 contestação" : `${disputes} contestações`,
      unmatched === 0 ? "" : `${unmatched} sem venda`,
      by_hand === 0 ? "" : `${by_hand} à mão`,
      unproven === 0 ? "" : `${unproven} sem prova`,
      overdue_refunds === 0
        ? ""
        : overdue_refunds === 1
          ? "1 estorno atrasado"
          : `${overdue_refunds} estornos atrasados`,
    ]
      .filter((part) => part !== "")
      .join(" · "),
  intro: "As vendas continuam; isto espera por quem cuida da loja.",
  nothing: "Nada para ver",
  nothingHint:
    "Nenhuma contestação aberta, nenhum dinheiro sem venda, nenhuma venda sem prova ou confirmada à mão e nenhum estorno atrasado.",
  unproven: "Vendas sem prova de pagamento",
  unprovenCount: (sales) =>
    sales === 1
      ? "O que o provedor diz de 1 venda não prova que ela foi paga. Ela está em Últimas vendas."
      : `O que o provedor diz de ${sales} vendas não prova que elas foram pagas. Elas estão em Últimas vendas.`,
  overdue: "Estornos atrasados",
  overdueCount: (refunds) =>
    refunds === 1
      ? "O provedor aceitou 1 estorno há dias e ainda não devolveu. A venda está em Últimas vendas."
      : `O provedor aceitou ${refunds} estornos há dias e ainda não devolveu. As vendas estão em Últimas vendas.`,
  unchanged: "Nada foi mudado.",
  all: "Mostrar também o que já foi resolvido",
  loading: "Procurando…",
  back: "Voltar",
  close: "Fechar",
  reason: "Motivo",
  reasonMissing: "Escreva o motivo, até 200 letras.",
  closedAt: (time) => `Resolvido em ${time}`,
};
