import type { SaleWords } from "./words";

export const status: SaleWords["status"] = {
  registering: "Registrando",
  pending: "Aguardando",
  paid: "Pago",
  refunding: "Estornando…",
  refunded: "Estornado",
  expired: "Expirado",
  cancelled: "Cancelado",
  rejected: "Recusado",
  by_hand: "Pago, à mão",
};

export const notSent: SaleWords["notSent"] = "Não enviado";

export const stoppedWaiting: SaleWords["stoppedWaiting"] = "Paramos de esperar";

export const anomalies: SaleWords["anomalies"] = {
  paid_late: {
    short: "Pago após expirar",
    title: "Pago após expirar",
    advice:
      "O cliente pagou depois que a cobrança foi encerrada. Se a mercadoria já saiu ou vai sair, a venda está certa; senão, devolva o dinheiro.",
  },
  paid_after_cancelling: {
    short: "Pago após cancelar",
    title: "Pago após cancelar",
    advice:
      "A cobrança foi cancelada aqui e o cliente pagou mesmo assim. Se a mercadoria já saiu ou vai sair, a venda está certa; senão, devolva o dinheiro.",
  },
  overpaid: {
    short: "Pago a mais",
    title: "Chegou mais do que foi cobrado",
    advice: "O cliente pagou mais do que o valor cobrado. Aceite assim ou devolva.",
  },
  underpaid: {
    short: "Pago a menos",
    title: "Chegou menos do que foi cobrado",
    advice:
      "O cliente pagou menos do que o valor cobrado. Cobre o que falta, aceite assim ou devolva.",
  },
  duplicate_payment: {
    short: "Pago duas vezes",
    title: "Pago mais de uma vez",
    advice: "A mesma venda recebeu mais de um pagamento. Devolva o que veio a mais.",
  },
  disputed: {
    short: "Contestada",
    title: "Venda contestada",
    advice:
      "O banco de quem pagou pede este dinheiro de volta. Ele pode ficar bloqueado até a decisão. Chame quem cuida da loja: há prazo para se defender.",
  },
};

export const sell: SaleWords["sell"] = {
  amount: "Valor a cobrar",
  charge: "Cobrar",
  keypad: "Teclado de valor",
  clear: "Limpar",
  backspace: "Apagar a última tecla",
  doubleZero: "00, dois zeros",
  plus: "Somar outro valor",
  times: "Quantidade vezes preço",
  last: (amount, state, time) => `último: ${amount} ${state.toUpperCase()} ${time}`,
  zero: "Digite um valor maior que zero.",
  largest: "O caixa aceita até R$ 9.999.999.999,99.",
  unread:
    "Não dá para saber que valor é este. Use uma só vírgula, com até dois centavos, ou apague.",
  mixed: "Não dá para saber: ponha vírgula em todos os valores, ou em nenhum.",
  scanned: "Leitura do leitor ignorada: não entrou no valor.",
  scanIgnored: "Leitura do leitor ignorada.",
  pasteUnread: "Não dá para saber que valor foi colado. Cole com vírgula, como 12,50, ou digite.",
  quantityUnfit: "Digite a quantidade (até 9999), depois ×, depois o preço.",
  cleared: "Valor apagado.",
  notArrived: "A página foi recarregada antes de a cobrança chegar ao caixa. Cobre de novo.",
  stillOpen: (amount) => `A cobrança de ${amount} continua aberta em Últimas vendas.`,
  stillUnknown: (amount) =>
    `Ainda não sabemos se o banco registrou a cobrança de ${amount}. Ela continua observada em Últimas vendas.`,
};

export const payer: SaleWords["payer"] = {
  title: "Identificar cliente",
  optional: "opcional",
  name: "Nome completo",
  document: "CPF ou CNPJ",
  nameInvalid: "Escreva o nome completo.",
  documentInvalid: "Este CPF ou CNPJ não existe. Confira os números.",
  open: "Abrir",
  close: "Fechar",
};

export const ceiling: SaleWords["ceiling"] = {
  title: "Valor alto: é isso mesmo?",
  question: (amount, ceiling) => `Você digitou ${amount}. Acima de ${ceiling} o caixa confirma.`,
  charge: (amount) => `Cobrar ${amount}`,
  back: "Corrigir o valor",
};

export const waiting: SaleWords["waiting"] = {
  registering: "Gerando o QR",
  registeringHint: "Pedindo o código ao banco.",
  pending: "Aguardando pagamento",
  confirming: "Tempo esgotado, confirmando com o banco…",
  tillUnreachable: "Sem contato com o caixa",
  tillUnreachableAdvice:
    "Não sabemos se o pagamento chegou. Não entregue ainda: abra o Balcão neste computador; a tela continua sozinha.",
  unanswered: "O banco ainda não respondeu",
  cannotWrite:
    "Não sabemos se o pagamento chegou: o disco deste computador está cheio ou protegido. Libere espaço.",
  unknownOutcome:
    "Ainda não sabemos se o banco recebeu. Estamos perguntando de novo, sem cobrar duas vezes.",
  payee: "Quem recebe:",
  howToPay: "No app do banco: Pix, depois Ler QR Code.",
  noCode: "Não há um código que possa ser mostrado",
  noCodeAdvice:
    "O código do banco não veio ou não passou na conferência: assim ninguém paga no lugar errado. Gere um novo QR; esta cobrança continua observada.",
  expiredCode: "Este código não vale mais",
  waitedFor: "Acabou o tempo de esperar",
  waitingFor: (clock) => `Esperamos por ${clock}`,
  secondsToWait: (seconds) => `Faltam ${seconds} segundos para o caixa parar de esperar.`,
  timeToWait: "Tempo até o caixa parar de esperar",
  qrLabel: (amount) => `QR Code Pix de ${amount}. O mesmo código está no Copia e cola.`,
  skeleton: "O QR aparece aqui em instantes.",
  copyAndPaste: "Copia e cola",
  copy: "Copiar código",
  copied: "Copiado",
  copyFailed: "Selecione o código e copie com Ctrl+C.",
  expiresIn: (clock) => `Expira em ${clock}`,
  secondsLeft: (seconds) => `Faltam ${seconds} segundos para o código expirar.`,
  timeLeft: "Tempo até o código expirar",
  rawStatus: (word) => `O banco diz: ${word}`,
  checkNow: "Verificar agora",
  checking: "Verificando…",
  cancel: "Cancelar",
  giveUp: "Desistir",
  cancelling: "Cancelando…",
  stop: "Parar de esperar",
  stopping: "Parando de esperar…",
  enlarge: "Ampliar",
  shrink: "Reduzir",
  notYet: "O banco ainda não recebeu este pagamento.",
};

export const cancel: SaleWords["cancel"] = {
  title: (amount) => `Cancelar esta cobrança de ${amount}?`,
  question:
    "Até agora nenhum dinheiro chegou. Se o cliente já estiver pagando, o caixa vê e avisa.",
  yes: "Cancelar a cobrança",
  no: "Continuar esperando",
  unknown:
    "Não sabemos se algum dinheiro chegou. Mesmo depois disto o caixa continua perguntando e avisa.",
  stopTitle: (amount) => `Parar de esperar por ${amount}?`,
  stopQuestion:
    "Este código não tem fim no provedor: mesmo depois ele ainda pode ser pago, e aí o caixa vê e avisa.",
};

export const paid: SaleWords["paid"] = {
  title: "PAGO",
  banner: (order, amount) => `Outra venda, nº ${order}: ${amount} PAGO`,
  endToEnd: (tail) => `Código do Pix …${tail}`,
  evidence: {
    polled: "Confirmado pelo banco",
    signed: "O banco avisou: pago",
    both: "O banco avisou e confirmou",
  },
  newSale: "Nova venda",
};

export const odd: SaleWords["odd"] = {
  inAccount: "O dinheiro está na conta da loja.",
  charged: "Cobrado",
  received: "Recebido",
  missing: "Falta",
  over: "A mais",
  understood: "Entendi",
  charge: (amount) => `Cobrar ${amount}`,
  which: (order, time, amount) => `Venda ${order} (${time}, ${amount})`,
  banner: (which, what, received, back) =>
    back === null
      ? `${which}: ${what}, chegaram ${received}. O dinheiro está na conta da loja.`
      : `${which}: ${what}, chegaram ${received} e ${back} já voltaram para quem pagou.`,
  open: "Ver",
  payments: "Pagamentos recebidos",
  several: "Dinheiro fora do esperado",
};

export const ended: SaleWords["ended"] = {
  nothingTaken: "Nenhum dinheiro foi recebido.",
  stillAsking:
    "Continuamos perguntando ao banco por 24 h. Se o cliente ainda pagar, o caixa avisa.",
  neverExpires:
    "O código ainda pode ser pago. Continuamos perguntando ao banco por 7 dias e avisamos se o dinheiro chegar.",
  newCode: "Novo QR",
  makingCode: "Gerando…",
  newSale: "Nova venda",
};

export const failed: SaleWords["failed"] = {
  retry: "Tentar de novo",
  back: "Voltar ao valor",
  details: "Detalhe para o suporte",
  banner: (amount, what) => `A cobrança de ${amount} não foi feita. ${what}.`,
  unknownBanner: (amount, what) =>
    `Ainda não sabemos se a cobrança de ${amount} foi feita. ${what}. Confira em Últimas vendas.`,
  stillWatched: "A cobrança continua observada.",
};
