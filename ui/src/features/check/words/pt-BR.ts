import type { ReceiptCheckWords } from "./words";

export const receiptCheck: ReceiptCheckWords["receiptCheck"] = {
  title: "Conferir comprovante",
  intro: "O que vale é o que chegou na conta, não o que está na tela do cliente.",
  of: (order, amount) => `Para a venda ${order}, de ${amount}`,
  code: "Código do Pix, no fim do comprovante",
  codeHint: "Digite, cole ou leia com o leitor",
  clear: "Apagar",
  saysDate: "O código diz",
  pixOf: (moment) => `Pix de ${moment}`,
  fromBank: "Saiu do banco",
  bank: (name, ispb) => (name === null ? `ISPB ${ispb}` : `${name} (${ispb})`),
  amount: "Valor que ele mostra",
  amountHint: "Sem o código, é preciso",
  amountRead: (amount) => `Lido como ${amount}`,
  at: "Hora que ele mostra",
  atHint: "Só sem o código: 14:00 ou 28/11 14:00",
  wrong: {
    nothing: "Digite o código do comprovante, ou o valor e a hora.",
    noCode: "Isto não é um código do Pix: ele começa com E e tem 32 letras e números.",
    tooLong: (letters) => `Isto tem ${letters} letras. Um código do Pix tem 32.`,
    amount: "Escreva o valor com vírgula, como 46,90.",
    amountMissing: "Falta o valor que o comprovante mostra.",
    at: "Escreva a hora, como 14:00, ou dia e hora, como 28/11 14:00.",
    atMissing: "Falta a hora que o comprovante mostra.",
  },
  back: "Voltar",
  check: "Conferir",
  asking: (provider) =>
    provider === null ? "Perguntando aos provedores…" : `Perguntando ao ${provider}…`,
  empty: "A resposta aparece aqui",
  emptyText: "O caixa olha o seu registro e pergunta ao provedor. A tela do cliente não é prova.",
  unchanged: "Nada foi perguntado ao provedor.",
  verdicts: {
    received: { word: "RECEBIDO" },
    not_received: { word: "NÃO RECEBIDO" },
    other_amount: { word: "VALOR DIFERENTE" },
    other_sale: { word: "DE OUTRA VENDA" },
    already_used: { word: "JÁ USADO" },
    not_yet: { word: "AINDA NÃO" },
    unknown: { word: "NÃO SABEMOS" },
  },
  today: (time) => `hoje às ${time}`,
  onDay: (moment) => `em ${moment}`,
  received: (when, order, seller) => {
    const which =
      order === null ? "" : ` É da venda ${order}${seller === null ? "" : `, de ${seller}`}.`;
    return `Entrou na conta da loja ${when}.${which}`;
  },
  otherAmount: (came, shown) =>
    shown === null ? `Chegou ${came}` : `Chegou ${came}, não ${shown}`,
  otherAmountLess: (missing) =>
    `Falta dinheiro. Não entregue ainda: cobre os ${missing} que faltam.`,
  otherAmountMore:
    "Chegou outro valor do que o comprovante mostra. Veja a venda antes de entregar.",
  partlyBack: (came, returned) => `Chegou ${came}, e ${returned} voltaram`,
  partlyBackText: "Uma parte já foi devolvida a quem pagou. Veja a venda antes de entregar.",
  otherSale: (order) => `É da venda ${order}`,
  otherSaleText: (amount, when) => {
    const came = amount === null ? "O dinheiro chegou" : `${amount} chegaram`;
    return `${came}${when === null ? "" : ` ${when}`} por outra venda, que está aberta. Para a de agora não chegou nada.`;
  },
  noSale: (amount) => (amount === null ? "É dinheiro sem venda" : `${amount}, sem venda`),
  noSaleText: (when) =>
    `Chegou à conta da loja${when === null ? "" : ` ${when}`}, e nenhuma venda o esperava. Diga de qual venda é.`,
  used: (order, when) => `É da venda ${order}, ${when}`,
  usedText: (time) =>
    `Este Pix já pagou outra compra${time === null ? "" : ` às ${time}`}. Para a de agora não chegou nada.`,
  shownBefore: "Este Pix já foi usado",
  shownBeforeText: "Para a venda de agora não chegou nada. Peça outro pagamento.",
  notThere: (providers, isOne) => `${providers}: não ${isOne ? "tem" : "têm"} este Pix`,
  notThereText:
    "Perguntado agora, e procurado no registro deste caixa. Se o cliente acabou de pagar, confira de novo em um minuto.",
  notThereByAmount: "Nada desse valor chegou por volta dessa hora",
  scheduled: (day) => (day === null ? "O Pix está agendado" : `O código é para ${day}`),
  scheduledText: "Pix agendado pode ser desfeito até lá. Peça para pagar agora.",
  unheard: (providers, isOne) =>
    providers === ""
      ? "O provedor não respondeu"
      : `${providers} não ${isOne ? "respondeu" : "responderam"}`,
  unheardText:
    "Isso não quer dizer que não pagou: nada foi recusado. Não entregue ainda, e pergunte de novo.",
  notSure: "Só com valor e hora não dá para dizer",
  notSureText: "Peça o código do Pix, no fim do comprovante. Não entregue ainda.",
  notAskedById: (providers, isOne) =>
    `${providers} não ${isOne ? "procura" : "procuram"} por este código`,
  payer: "Quem pagou",
  thisCode: "Este código",
  firstTime: "conferido pela primeira vez",
  before: (times, moment, by) =>
    `já conferido ${times === 1 ? "1 vez" : `${times} vezes`}, ${moment}${by === null ? "" : ` por ${by}`}`,
  asked: (provider) => `Perguntado ao ${provider}`,
  answered: (seconds) => `agora, respondeu em ${seconds} s`,
  notAnswered: "não respondeu",
  askedChargesOnly: (seconds) => `só as cobranças daqui, em ${seconds} s`,
  candidates: "Mais de um pagamento combina com valor e hora:",
  act: {
    seeSale: (order) => `Ver venda ${order}`,
    charge: (amount) => `Cobrar ${amount}`,
    chargeAgain: "Cobrar de novo",
    toCharge: "Voltar à cobrança",
    match: "Ligar à venda",
    again: "Conferir de novo",
    askNow: "Perguntar agora",
    other: "Conferir outro",
  },
  shows: "O cliente mostra um comprovante",
  showsText: "O caixa pergunta ao provedor por este Pix, e diz se o dinheiro chegou.",
  open: "Comprovante",
};
