import type { ByHandWords } from "./words";

export const byHand: ByHandWords = {
  stuck: "O pagamento não aparece?",
  stuckTitle: "O pagamento não aparece?",
  stuckText: "Verifique primeiro. O que se decide aqui fica marcado na venda e em cada relatório.",
  checkText: "O caixa pergunta ao provedor agora mesmo.",
  confirm: "Confirmar à mão",
  confirmText: "Você tem certeza de que o dinheiro chegou, e o provedor não responde.",
  giveUp: "Desistir",
  giveUpText: "Ninguém espera mais. Se o dinheiro chegar depois, o caixa avisa.",
  back: "Voltar",
  confirmTitle: (amount) => `Confirmar ${amount} à mão?`,
  noProof:
    "Isto não é prova de pagamento. O caixa continua perguntando ao provedor; até ele confirmar, a venda espera em Atenção.",
  why: "Por que você acredita que foi pago?",
  confirmReasons: {
    seen_in_app: "Vi o dinheiro no aplicativo do banco da loja",
    receipt_shown: "O cliente mostrou o comprovante",
    other: "Outro motivo",
  },
  ownWords: "Motivo, com suas palavras",
  whyMissing: "Escolha ou escreva o motivo, até 200 letras.",
  endToEnd: "Código do Pix (E2E) no comprovante, se houver",
  endToEndHint: "Digite, cole ou leia com o leitor. Começa com E e tem 32 letras e números.",
  endToEndWrong: {
    form: "Isto não é um código do Pix: ele começa com E e tem 32 letras e números.",
    tooOld: "Este Pix foi feito antes desta venda. Peça o comprovante deste pagamento.",
    ahead:
      "Este código tem uma data que ainda não chegou. Confira o comprovante e o relógio deste computador.",
    taken: (order) =>
      order === null
        ? "Este código já é de outro pagamento. O comprovante pode ser repetido."
        : `Este código já é da venda ${order}. O comprovante pode ser repetido.`,
  },
  confirmYes: "Confirmar à mão",
  asking: "Perguntando ao provedor mais uma vez…",
  unchanged: "Nada foi mudado.",
  giveUpTitle: (amount) => `Desistir de esperar por ${amount}?`,
  giveUpNote: "A cobrança continua vigiada. Se o cliente ainda pagar, o caixa avisa.",
  giveUpReasons: {
    customer_left: "O cliente foi embora",
    paid_otherwise: "O cliente pagou de outro jeito",
    code_trouble: "O código não funcionou",
    other: "Outro motivo",
  },
  giveUpYes: "Desistir desta venda",
  title: "Confirmada à mão",
  notProved: "O provedor ainda não confirmou este pagamento.",
  stillAsking:
    "Continuamos perguntando. Quando o provedor confirmar, a venda passa a PAGO; até lá ela espera em Atenção.",
  reason: "Motivo",
  who: "Quem confirmou",
  approvedBy: "Quem aprovou",
  when: "Quando",
  shownId: "Código do Pix mostrado",
  paidElsewhere: (order) => `O Pix mostrado é o pagamento da venda ${order}.`,
  wasByHand: (time, reason) =>
    `Confirmada à mão às ${time} (${reason}); o provedor confirmou depois.`,
  gaveUp: (time, reason) => `Desistência às ${time}: ${reason}`,
  list: "Vendas confirmadas à mão",
  count: (sales) =>
    sales === 1
      ? "1 venda foi confirmada por uma pessoa e o provedor não confirmou."
      : `${sales} vendas foram confirmadas por uma pessoa e o provedor não confirmou.`,
};
