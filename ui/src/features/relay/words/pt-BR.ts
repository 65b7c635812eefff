import type { RelayWords } from "./words";

export const relay: RelayWords = {
  title: "Conexão ao vivo",
  open: "Conexão ao vivo",
  close: "Fechar",
  states: {
    off: {
      word: "Não pareado",
      meaning:
        "O caixa consulta o banco a cada poucos segundos. Com um relay pareado, o pagamento aparece na hora.",
    },
    connecting: {
      word: "Sem contato, tentando de novo",
      meaning:
        "O relay não responde agora. O caixa consulta o banco: nenhum pagamento se perde, só aparece alguns segundos depois.",
    },
    connected: {
      word: "Ao vivo",
      meaning:
        "Os pagamentos aparecem na hora. De tempos em tempos o caixa também consulta o banco.",
    },
    refused: {
      word: "Recusado pelo relay",
      meaning:
        "O relay não reconhece este caixa. Pareie de novo com um código novo; até lá o caixa consulta o banco.",
    },
  },
  loading: "Vendo como está a conexão…",
  since: "Desde",
  lastEvent: "Último aviso",
  roundTrip: "Ida e volta",
  milliseconds: (ms) => (ms < 1 ? "menos de 1 ms" : `${ms} ms`),
  never: "nenhum ainda",
  details: "Detalhes técnicos",
  address: "Relay",
  name: "Nome no relay",
  till: "Caixa (till)",
  epoch: "Época (epoch)",
  cursor: "Recebido até (cursor)",
  head: "Mais novo no relay (head)",
  session: "Sessão",
  lastGap: "Última lacuna",
  gap: (time, reason) =>
    `Avisos se perderam no caminho em ${time}: ${reason}. O caixa perguntou ao banco sobre as vendas abertas.`,
  gapReasons: {
    expired: "o caixa ficou fora mais tempo do que o relay guarda",
    epoch_changed: "o relay recomeçou com outro arquivo",
    unknown: "o relay voltou a uma cópia antiga",
  },
  why: "Último erro",
  events: "Avisos recebidos",
  counts: (received, setAside) =>
    `${received} no total, ${setAside} ${setAside === 1 ? "deixado" : "deixados"} de lado`,
  otherTills: (count) => `${count} de ${count === 1 ? "outro caixa" : "outros caixas"}`,
  dropped: (count) =>
    count === 1
      ? "1 descartado (sem assinatura válida ou em excesso)"
      : `${count} descartados (sem assinatura válida ou em excesso)`,
  raw: "Ver o aviso inteiro",
  rawLabel: (number) => `Aviso ${number} como chegou`,
  noEvents: "Nenhum aviso ainda",
  noEventsHint: "Quando um cliente pagar, o aviso do banco aparece aqui.",
  time: "Hora",
  number: "Nº",
  outcome: "O que houve",
  sale: "Venda",
  outcomes: {
    applied: "Mudou a venda",
    known: "Já se sabia",
    hint: "Banco consultado",
    payout: "Saída anotada",
    asked: "De nenhuma venda: banco consultado",
    unknown_charge: "Deixado de lado: não é de uma venda daqui",
    other_till: "Deixado de lado: é de outro caixa",
    unknown_type: "Deixado de lado: assunto desconhecido",
    malformed: "Deixado de lado: ilegível",
    not_connected: "Deixado de lado: nenhum banco conectado",
    poison: "Deixado de lado: veio com defeito",
    dropped: "Descartado: sem assinatura válida",
    gap: "Avisos perdidos no caminho; banco consultado",
  },
  pair: "Parear",
  pairAgain: "Parear de novo",
  unpair: "Sair do relay",
  unpairQuestion:
    "Sair do relay? Os pagamentos passam a aparecer só por consulta, alguns segundos depois.",
  unpairStay: "Continuar pareado",
  unpairLeave: "Sair",
  unpaired: "Despareado. O caixa agora só consulta o banco.",
  unpairedUntold:
    "Despareado. O relay não ficou sabendo: peça a quem cuida dele que revogue este caixa.",
  keyLeft: "A chave deste caixa ficou no chaveiro do computador.",
  pairHint: "Quem cuida do relay dá o endereço e um código que vale 10 minutos.",
  url: "Endereço do relay",
  urlExample: "https://relay.exemplo.com.br",
  code: "Código",
  codeExample: "7K3M-01V9",
  pairing: "Pareando…",
  paired: (name) => `Pareado como ${name}.`,
  wait: (seconds) => `Muitas tentativas. Espere ${seconds} s e tente de novo.`,
};
