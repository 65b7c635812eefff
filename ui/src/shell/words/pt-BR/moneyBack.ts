import type {
  AttentionWords,
  DisputeWords,
  UnmatchedWords,
  PayoutWords,
  RefundWords,
} from "../moneyBack";

export const refund: RefundWords = {
  open: "Estornar",
  title: "Estornar esta venda?",
  amount: "Volta para quem pagou",
  whole: "O valor inteiro: por aqui não existe devolução em parte.",
  which: "Qual pagamento volta?",
  payment: (amount, time) => `${amount}, pago em ${time}`,
  why: "Motivo",
  reasons: {
    customer_request: "Cliente desistiu ou devolveu",
    merchant_error: "Erro da loja",
    duplicated_payment: "Cliente pagou duas vezes",
    fraud: "Suspeita de fraude",
  },
  whichMissing: "Escolha qual pagamento volta.",
  whyMissing: "Escolha o motivo.",
  note: "Anotação da loja (opcional)",
  noteHint: "Fica só no registro da loja; quem pagou não vê.",
  until: (day) => `O Pix permite devolver até ${day}, 90 dias depois do pagamento.`,
  next: "Continuar",
  cancel: "Não estornar",
  sure: (amount) => `Devolver ${amount} agora?`,
  sureText: "O dinheiro sai da conta da loja e volta para quem pagou. Não dá para desfazer.",
  reason: (reason) => `Motivo: ${reason}`,
  noted: (note) => `Anotação: ${note}`,
  confirm: (amount) => `Devolver ${amount}`,
  back: "Não devolver",
  asking: "Pedindo a devolução…",
  stays: "O dinheiro continua na conta da loja.",
  maybe:
    "Daqui não dá para saber se a devolução foi pedida. Veja a venda antes de repetir: o mesmo dinheiro nunca volta duas vezes.",
  atProvider: (provider, day) =>
    `Para devolver: faça no painel do ${provider} até ${day}; aparece aqui depois.`,
  tooLate: (day) => `O prazo do Pix para devolver terminou em ${day}.`,
  missing: (field) =>
    `Para estornar daqui falta o ${field}: conecte o provedor de novo com balcao connect e informe esse campo.`,
  part: (back, of) => `Devolvido ${back} de ${of}`,
  partShort: (back) => `Devolvido ${back}`,
  refunding: "Estornando…",
  notYetBack: "O dinheiro ainda não voltou.",
  asked: (provider) =>
    `O pedido está escrito no registro e segue para o ${provider}, que ainda não o aceitou.`,
  accepted: (provider) =>
    `O ${provider} aceitou o pedido. Continuamos perguntando até ele dizer que o dinheiro voltou.`,
  overdue: "O provedor aceitou o estorno há dias e ainda não devolveu: confira com o provedor.",
  overdueShort: "Estorno atrasado",
  refunded: "Estornado",
  devolution: "Devolução Pix: o dinheiro voltou para quem pagou.",
  received: "Recebido",
  returned: "Devolvido",
  refunds: "Devoluções",
  askedHere: "pedida neste caixa",
  madeThere: (provider) => `feita no ${provider}`,
  still: "O provedor ainda não confirmou a devolução.",
  failed: "A devolução não foi feita",
  failedStays: "O dinheiro continua aqui, na conta da loja.",
  failedBanner: (amount) =>
    `A devolução de ${amount} não foi feita. O dinheiro continua na conta da loja.`,
  refundedBanner: (order, amount) => `Venda ${order}: ${amount} devolvidos por Pix.`,
  disputed: "A contestação desta venda continua aberta: devolver não a encerra.",
};

export const attention: AttentionWords = {
  title: "Atenção",
  badge: ({ disputes, unmatched, unproven, overdue_refunds }) =>
    [
      disputes === 0 ? "" : disputes === 1 ? "1 contestação" : `${disputes} contestações`,
      unmatched === 0 ? "" : `${unmatched} sem venda`,
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
    "Nenhuma contestação aberta, nenhum dinheiro sem venda, nenhuma venda sem prova e nenhum estorno atrasado.",
  unproven: "Vendas sem prova de pagamento",
  unprovenCount: (sales) =>
    sales === 1
      ? "O que o provedor diz de 1 venda não prova que ela foi paga. Ela está em Últimas vendas (F6)."
      : `O que o provedor diz de ${sales} vendas não prova que elas foram pagas. Elas estão em Últimas vendas (F6).`,
  overdue: "Estornos atrasados",
  overdueCount: (refunds) =>
    refunds === 1
      ? "O provedor aceitou 1 estorno há dias e ainda não devolveu. A venda está em Últimas vendas (F6)."
      : `O provedor aceitou ${refunds} estornos há dias e ainda não devolveu. As vendas estão em Últimas vendas (F6).`,
  unchanged: "Nada foi mudado.",
  all: "Mostrar também o que já foi resolvido",
  loading: "Procurando…",
  back: "Voltar",
  close: "Fechar",
  reason: "Motivo",
  reasonMissing: "Escreva o motivo, até 200 letras.",
  closedAt: (time) => `Resolvido em ${time}`,
};

export const disputes: DisputeWords = {
  title: "Contestações",
  headline: (amount) => `Pedem ${amount} de volta`,
  confirmed: "Confirmada pelo provedor",
  told: "Só avisada, não confirmada",
  settled: "Encerrada",
  sale: "Venda",
  opened: "Aberta em",
  answerBy: "Banco da loja decide até",
  theirWords: "Motivo informado",
  noWords: "não informado",
  returned: "Já devolvido",
  provider: "Provedor",
  payment: "Pagamento",
  see: "Ver a venda",
  open: "Ver a contestação",
  rules: "O que se sabe das regras do Pix (MED)",
  rule: [
    "Vale para fraude ou falha do banco, não para desacordo com a compra.",
    "O banco de quem pagou pode abrir até 80 dias depois do pagamento.",
    "O banco da loja tem 7 dias para aceitar ou recusar. Se aceitar, o dinheiro sai da conta da loja em poucos dias: ao todo, cerca de 11.",
    "A defesa é feita no provedor: junte nota, comprovante de entrega e conversas.",
    "Estornar por conta própria não encerra a contestação.",
  ],
  outcome: "Com quem ficou o dinheiro?",
  outcomes: {
    won: "Ganha: o dinheiro fica com a loja",
    lost: "Perdida: o dinheiro volta para quem pagou",
    accepted: "Aceita: a loja concordou em devolver",
  },
  outcomeMissing: "Escolha com quem ficou o dinheiro.",
  how: "Como terminou?",
  howExample: "O banco recusou: o dinheiro ficou na loja",
  close: "Encerrar",
  closing: "Encerrando…",
  done: "Contestação encerrada.",
  banner: (amount) => `Contestação: o banco de quem pagou pede ${amount} de volta.`,
};

export const unmatched: UnmatchedWords = {
  title: "Dinheiro sem venda",
  headline: (amount) => `Chegou ${amount} sem venda`,
  question: (amount) => `Chegou ${amount} sem venda: é esta?`,
  unconfirmed: "O provedor avisou que chegou dinheiro sem venda e não confirma",
  arrived: "Pago em",
  payer: "Quem pagou",
  noPayer: "não informado",
  reference: "Referência",
  noReference: "nenhuma",
  provider: "Provedor",
  payment: "Pagamento",
  choose: "De qual venda é este dinheiro?",
  none: "Nenhuma venda sem pagamento por aqui.",
  other: "Outra venda, pelo número",
  number: "Número da venda",
  numberMissing: "Escolha uma venda ou escreva o número.",
  sameAmount: "mesmo valor",
  why: "Por quê?",
  whyExample: "O cliente mostrou o comprovante",
  match: "É desta venda",
  matching: "Perguntando ao provedor…",
  dismiss: "Deixar de lado",
  matched: (order) => `O dinheiro agora é da venda ${order}.`,
  dismissed: "Deixado de lado. O dinheiro está na conta da loja.",
  matchedState: (order) => `Da venda ${order}`,
  dismissedState: "Deixado de lado",
  open: "Sem venda",
  onPayment: (reason) => `ligado a esta venda: ${reason}`,
};

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
  told: "não confirmado",
  unknownAmount: "valor não informado",
  time: "Hora",
  status: "Situação",
  payee: "Para quem",
  amount: "Valor",
  reference: (reference) => `Referência ${reference}`,
  close: "Fechar",
};
