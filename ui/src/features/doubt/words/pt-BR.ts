import { keyMap } from "../../../shell/keyMap.svelte";
import { refusals } from "../../refusal/words/pt-BR";
import { settings } from "../../settings/words/pt-BR";
import type { AccountWords, CheckWords, DoubtWords, NoticeWords, TroubleWords } from "./words";

const quoted = (said: string | null): string => (said === null ? "" : `: “${said}”`);
const inBrackets = (said: string | null): string => (said === null ? "" : ` (${said})`);

const says: DoubtWords["says"] = {
  other_account: (said) => `O provedor diz pago, mas de outra conta${quoted(said)}.`,
  other_id: (said) => `O provedor diz pago, mas de outra transação${quoted(said)}.`,
  other_reference: (said) => `O provedor diz pago, mas de outra referência${quoted(said)}.`,
  no_name: (said) => `O provedor diz pago, mas sem dizer qual cobrança${quoted(said)}.`,
  amount_absent: (said) => `O provedor diz pago, mas sem dizer o valor${quoted(said)}.`,
  amount_unreadable: (said) => `O provedor diz pago, mas o valor não pode ser lido${quoted(said)}.`,
  other_amount: (said) =>
    `O provedor respondeu com outro valor${inBrackets(said)}: o código não é mostrado.`,
  end_to_end_id_taken: (said) =>
    `O provedor diz pago, mas este pagamento já é de outra venda${inBrackets(said)}.`,
  end_to_end_id_unreadable: (said) =>
    `O provedor diz pago, mas o identificador do pagamento não pode ser lido${quoted(said)}.`,
  at_creation: (said) =>
    `O provedor disse pago já ao gerar o código${inBrackets(said)}: perguntando para confirmar.`,
  may_be_older: (said) =>
    `O que o provedor tem com esta referência pode ser mais antigo que esta venda${quoted(said)}.`,
  paid_before: (said) =>
    `O provedor diz pago o que tem com esta referência${inBrackets(said)}, mas o código nunca foi mostrado aqui.`,
};

export const doubt: DoubtWords = {
  title: "O provedor diz pago, mas não prova que é esta venda",
  short: "Sem prova de pagamento",
  banner: (order) =>
    `Venda ${order}: o provedor diz pago, mas não prova que é esta venda. Não entregue ainda.`,
  says,
  otherAnswer: {
    title: "A resposta do provedor não confere com esta venda",
    short: "Resposta não confere",
    banner: (order) =>
      `Venda ${order}: a resposta do provedor não confere com ela. Não entregue ainda.`,
  },
  answers: {
    ...says,
    other_account: (said) =>
      `O provedor respondeu de outra conta${inBrackets(said)}: o código não é mostrado.`,
    no_name: (said) =>
      `O provedor respondeu sem dizer qual cobrança${inBrackets(said)}: o código não é mostrado.`,
    other_id: (said) =>
      `O provedor respondeu com outra transação${inBrackets(said)}: o código não é mostrado.`,
    other_reference: (said) =>
      `O provedor respondeu com outra referência${inBrackets(said)}: o código não é mostrado.`,
    amount_absent: () => "O provedor respondeu sem dizer o valor: o código não é mostrado.",
    amount_unreadable: (said) =>
      `O provedor respondeu com um valor que não pode ser lido${inBrackets(said)}: o código não é mostrado.`,
  },
  besidePaid: {
    title: "Pago, e mais uma cobrança sem prova",
    short: "Pago, e mais uma sem prova",
    text: "Esta venda está paga. Isto é sobre outro código dela:",
  },
  wait: "Não entregue ainda.",
  notAgain: "Se o cliente já pagou, não peça para pagar de novo.",
  several: (sales) => `${sales} vendas sem prova de pagamento. Não entregue ainda.`,
  get check() {
    return `Confira no painel do provedor; Verificar agora (${keyMap.of("check_now")}) pergunta de novo.`;
  },
  unknown: "Não sabemos se o dinheiro chegou.",
};

export const trouble: TroubleWords = {
  since: (time) => `Desde ${time}.`,
  what: {
    not_found: (provider) =>
      `${provider} diz que não conhece esta cobrança. Confira no painel do provedor antes de entregar.`,
    refused: (provider) =>
      `${provider} recusa as credenciais: não sabemos se o pagamento chegou. Quem cuida da loja precisa conectar de novo, com balcao connect.`,
    unreadable: (provider) =>
      `A resposta de ${provider} não pode ser lida: não sabemos se o pagamento chegou. Confira no painel do provedor.`,
    told_to_wait: (provider) =>
      `${provider} pediu uma pausa: não sabemos se o pagamento chegou. O caixa pergunta de novo logo depois.`,
    offline: (what) => `${what}: não sabemos se o pagamento chegou. O caixa continua tentando.`,
    not_connected: (provider) =>
      `A conta de ${provider} desta cobrança não está conectada: ninguém pergunta por ela. Conecte essa conta de novo, com balcao connect.`,
  },
  unshown: {
    not_found: (provider) =>
      `Nenhum código foi mostrado: ninguém pode ter pago. ${provider} diz que não conhece esta cobrança.`,
    refused: (provider) =>
      `Nenhum código foi mostrado: ninguém pode ter pago. ${provider} recusa as credenciais: quem cuida da loja precisa conectar de novo, com balcao connect.`,
    unreadable: (provider) =>
      `Nenhum código foi mostrado: ninguém pode ter pago. A resposta de ${provider} não pode ser lida; o caixa pergunta de novo, sem cobrar duas vezes.`,
    told_to_wait: (provider) =>
      `Nenhum código foi mostrado: ninguém pode ter pago. ${provider} pediu uma pausa; o caixa pede o código logo depois.`,
    offline: (what) =>
      `Nenhum código foi mostrado: ninguém pode ter pago. ${what}; o caixa continua tentando.`,
    not_connected: (provider) =>
      `Nenhum código foi mostrado: ninguém pode ter pago. A conta de ${provider} desta cobrança não está conectada.`,
  },
};

export const check: CheckWords = {
  unchanged: "Nada mudou até agora.",
  payment: "Não sabemos se o pagamento chegou: o banco não pôde ser consultado.",
  paymentUnread: "Não sabemos se o pagamento chegou: a resposta do banco não pôde ser lida.",
  refund: "Não sabemos se o dinheiro já voltou: o banco não pôde ser consultado.",
  refundUnread: "Não sabemos se o dinheiro já voltou: a resposta do banco não pôde ser lida.",
  refused: "O provedor recusou a pergunta",
  refusedNext: "Confira no painel do provedor e tente de novo.",
};

export const accounts: AccountWords = {
  trial: "homologação",
  training: "treino",
  kept: "conta antiga, só para consulta",
};

export const notices: NoticeWords = {
  charges_bound: ({ charges, provider, address }) =>
    charges === 1
      ? `1 cobrança aberta de antes ficou ligada à conta de ${provider} conectada agora (${address}).`
      : `${charges} cobranças abertas de antes ficaram ligadas à conta de ${provider} conectada agora (${address}).`,
  account_kept: ({ charges, provider, address }) =>
    `A conta antiga de ${provider} (${address}) ficou guardada só para consultar ${charges === 1 ? "1 cobrança aberta" : `${charges} cobranças abertas`} nela. Novas vendas não passam por ela.`,
  settings_unreadable: ({ file, mistakes }) =>
    `O arquivo de ajustes tem ${mistakes.length === 1 ? "um erro" : "erros"}: o caixa segue com o que valia antes, e não mexe no arquivo (${file}: ${mistakes.map(settings.mistake).join("; ")}).`,
  settings_unknown: ({ keys }) =>
    `O arquivo de ajustes tem ${keys.length === 1 ? "uma chave" : "chaves"} que este Balcão não conhece, e que não ${keys.length === 1 ? "vale" : "valem"}: ${keys.map(settings.unknownKey).join("; ")}.`,
  pin_forgotten: ({ name }) =>
    `Alguém trocou o PIN de ${name} neste computador, sem gerente. Se não foi combinado, troque os PINs.`,
  cannot_sell: ({ failure }) =>
    `${refusals[failure.code].title}: o caixa não vende mais. O que já está em andamento é acompanhado até o fim. ${refusals[failure.code].next}`,
  access_asked: ({ code }) =>
    `Uma página do navegador deste computador pede acesso ao caixa. Se foi você, digite nela este código: ${code}`,
  new_code: ({ code }) =>
    `Os arquivos deste caixa foram copiados ou movidos: ele tem um código novo, ${code}, para não se confundir com outro caixa.`,
};
