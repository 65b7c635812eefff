import type { HistoryWords } from "./words";

export const sales: HistoryWords["sales"] = {
  title: "Últimas vendas",
  firstOfDay: "Nenhuma venda ainda",
  firstOfDayHint: "Digite o valor e aperte Enter.",
  all: "Ver todas",
  attention: "Atenção",
  payouts: "Saídas da conta",
  of: (charged) => `de ${charged}`,
  back: "Voltar",
  backToWaiting: "Voltar à cobrança",
  order: (order) => `Venda ${order}`,
};

export const history: HistoryWords["history"] = {
  title: "Vendas",
  search: "Valor, número, nome, código Pix",
  clear: "Apagar a busca",
  checkReceipt: "Conferir comprovante",
  days: "Dias",
  dayNames: {
    today: "Hoje",
    yesterday: "Ontem",
    week: "7 dias",
    days: "Dia…",
    all: "Tudo",
  },
  from: "De",
  to: "Até",
  dayExample: "dd/mm/aaaa",
  dayWrong: "Escreva um dia, como 28/11/2026.",
  dayBefore: "Dia anterior",
  dayAfter: "Dia seguinte",
  filters: {
    state: "Situação",
    operator: "Operador",
    provider: "Provedor",
    evidence: "Como confirmou",
  },
  everything: "Qualquer",
  odd: "Fora do comum",
  evidence: {
    polled: "O provedor confirmou",
    signed_webhook: "Aviso assinado do provedor",
    manual: "À mão, sem prova",
  },
  list: "Vendas, da mais nova à mais antiga",
  columns: {
    time: "Hora",
    order: "Venda",
    state: "Situação",
    payer: "Quem pagou",
    seller: "Operador",
    amount: "Valor",
  },
  nobodyYet: "ainda ninguém",
  nobody: "ninguém",
  approved: (name) => `aprovou ${name}`,
  totals: {
    sales: (count, isCut, isOne) =>
      isCut ? `mais de ${count} vendas` : isOne ? "1 venda" : `${count} vendas`,
    received: "Recebido",
    refunded: "Devolvido",
    open: "Aberto",
    byHand: "À mão",
    counting: "Somando…",
  },
  export: "Exportar",
  noSales: (days) => `Nenhuma venda: ${days}`,
  noSalesHint: "A primeira aparece aqui sozinha.",
  seeAll: "Ver as de todos os dias",
  nothingFound: (what, days) =>
    what === null
      ? `Nenhuma venda com esses filtros: ${days}`
      : `Nada com “${what}” entre as vendas: ${days}`,
  nothingFoundHint:
    "A busca olha valor, número, referência, quem pagou, código do Pix e código do provedor.",
  clearFilters: "Tirar os filtros",
  searchAllDays: "Buscar em todos os dias",
  checkThisId: "Conferir este código no provedor",
  notListed: "As vendas não puderam ser buscadas.",
  again: "Tentar de novo",
  hint: "↑ ↓ escolhem, Enter abre",
};

export const life: HistoryWords["life"] = {
  title: "O que aconteceu com a venda",
  loading: "Buscando o que aconteceu…",
  charged: (who, amount) => (who === null ? `Cobrança de ${amount}` : `${who} cobrou ${amount}`),
  newCode: (who) => (who === null ? "Outro código" : `${who} pediu outro código`),
  registered: (seconds) => `QR pronto em ${seconds} s`,
  goodUntil: (provider, until) =>
    until === null ? `${provider}, sem fim` : `${provider}, vale até ${until}`,
  notRegistered: "A cobrança não foi feita",
  hinted: "Aviso do provedor",
  noProofYet: "ainda não é prova",
  paid: {
    polled: (provider) => `Pago, ${provider} confirmou`,
    signed_webhook: (provider) => `Pago, ${provider} avisou`,
  },
  proof: {
    polled: "por consulta: valor e venda conferem",
    signed_webhook: "aviso assinado: valor e venda conferem",
  },
  paidOther: (amount, provider) => `Chegaram ${amount}, diz ${provider}`,
  wasAsked: (amount) => `foram cobrados ${amount}`,
  paidAt: (proof, time) => `${proof} · pago às ${time}`,
  confirmed: "O provedor confirmou",
  saysTheSame: "perguntado, disse o mesmo",
  expired: "O código expirou",
  cancelRequested: (who) => (who === null ? "Pedido para cancelar" : `${who} pediu para cancelar`),
  cancelled: "Cancelada",
  doubted: "Chamado de pago, sem prova",
  givenUp: (who) => (who === null ? "Paramos de esperar" : `${who} desistiu de esperar`),
  byHand: (who) => (who === null ? "Confirmada à mão" : `${who} confirmou à mão`),
  matched: (who) => (who === null ? "Dinheiro ligado à venda" : `${who} ligou dinheiro à venda`),
  refundRequested: (who, amount) => {
    const what = amount === null ? "o estorno" : `o estorno de ${amount}`;
    return who === null ? `Pedido ${what}` : `${who} pediu ${what}`;
  },
  refundAccepted: "O provedor aceitou o estorno",
  notBackYet: "o dinheiro ainda não voltou",
  refundFailed: "O estorno não foi feito",
  refunded: (amount) => `${amount} voltaram para quem pagou`,
  refundedBy: {
    here: "pedido neste caixa",
    elsewhere: "pedido em outro lugar, como o painel do provedor",
    dispute: "por contestação (MED)",
  },
  disputed: "O banco de quem pagou contestou",
  disputeClosed: (who, outcome) => {
    const how =
      outcome === null ? "" : { won: ", a favor", lost: ", contra", accepted: ", aceita" }[outcome];
    return who === null ? `Contestação encerrada${how}` : `${who} encerrou a contestação${how}`;
  },
  noted: (who) => (who === null ? "Anotação" : `Anotação de ${who}`),
  printed: (who, copy) => {
    const what = copy === 1 ? "Comprovante impresso" : `${copy}ª via impressa`;
    return who === null ? what : `${what} por ${who}`;
  },
  receiptChecked: (who) =>
    who === null ? "Comprovante conferido" : `${who} conferiu um comprovante`,
  unknown: "O provedor disse",
};

export const lifeActs: HistoryWords["lifeActs"] = {
  open: "Abrir",
  copy: "2ª via",
  refund: "Estornar",
  note: "Anotar",
  folder: "Dossiê",
  match: "Ligar dinheiro",
  endToEnd: "Código do Pix",
  printed: (waiting) =>
    waiting <= 1
      ? "O comprovante foi para a impressora."
      : `O comprovante espera a impressora: ${waiting} na fila.`,
  printTrouble: "A impressora não está bem. O comprovante sai quando ela voltar.",
  saving: "Juntando tudo…",
  folderSaved: (pdf, zip) => `Dossiê guardado: ${pdf} para ler e, ao lado, ${zip} para o banco.`,
  noteLabel: "Anotação",
  noteHint: "Até 200 letras. Fica na venda, com o seu nome; o cliente não vê.",
  noteMissing: "Escreva a anotação.",
  saveNote: "Guardar",
  leaveNote: "Não anotar",
  noted: "Anotado.",
  backToList: "Voltar à lista",
  unchanged: "Nada foi mudado.",
};

export const exports: HistoryWords["exports"] = {
  title: "Exportar",
  text: "Um arquivo neste computador, com os dias escolhidos.",
  kind: "O quê",
  kinds: {
    orders: "Vendas",
    payments: "Dinheiro que chegou",
    refunds: "Dinheiro que voltou",
    payouts: "Saídas da conta",
    unmatched: "Dinheiro sem venda",
    shifts: "Turnos fechados",
    acts: "O que cada operador fez",
  },
  format: "Como",
  formats: {
    csv: "Planilha (CSV)",
    csv_machine: "CSV para programas",
    jsonl: "JSON Lines",
    ofx: "Contabilidade (OFX)",
  },
  save: "Guardar arquivo",
  saving: "Guardando…",
  saved: (rows, isOne, path) => `${isOne ? "1 linha" : `${rows} linhas`} em ${path}`,
  total: (amount) => `Soma ${amount}.`,
  unchanged: "Nenhum arquivo foi feito.",
};
