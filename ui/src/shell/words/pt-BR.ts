import * as access from "../../features/access/words/pt-BR";
import * as attention from "../../features/attention/words/pt-BR";
import * as backup from "../../features/backup/words/pt-BR";
import * as byHand from "../../features/byHand/words/pt-BR";
import * as receiptCheck from "../../features/check/words/pt-BR";
import * as connect from "../../features/connect/words/pt-BR";
import * as dispute from "../../features/dispute/words/pt-BR";
import * as doctor from "../../features/doctor/words/pt-BR";
import * as doubt from "../../features/doubt/words/pt-BR";
import * as firstRun from "../../features/first_run/words/pt-BR";
import * as help from "../../features/help/words/pt-BR";
import * as history from "../../features/history/words/pt-BR";
import * as obstacle from "../../features/obstacle/words/pt-BR";
import * as operator from "../../features/operator/words/pt-BR";
import * as payout from "../../features/payout/words/pt-BR";
import * as refund from "../../features/refund/words/pt-BR";
import * as refusal from "../../features/refusal/words/pt-BR";
import * as relay from "../../features/relay/words/pt-BR";
import * as sale from "../../features/sale/words/pt-BR";
import * as settings from "../../features/settings/words/pt-BR";
import * as shift from "../../features/shift/words/pt-BR";
import * as slip from "../../features/slip/words/pt-BR";
import * as training from "../../features/training/words/pt-BR";
import * as unmatched from "../../features/unmatched/words/pt-BR";
import * as vault from "../../features/vault/words/pt-BR";
import type { Words } from "./words";

export const ptBR: Words = {
  bar: {
    till: "Balcão",
    soundOff: "Som desligado: aperte uma tecla ou toque na tela",
    help: "Ajuda",
    sales: "Últimas vendas",
    moreNews: (count) => `mais\u{a0}${count}`,
    notConnected: "Nenhum banco conectado",
    cannotSell: "Vendas paradas",
    idle: "Pronto",
    polling: "Consultando o banco",
    live: "Ao vivo",
    everySeconds: (everySeconds) => `Consultando a cada ${everySeconds} s`,
    oldAccountOf: (provider) => `a conta antiga de ${provider}`,
    linkLost: "Conexão ao vivo perdida, tentando de novo",
    linkLostAsking: "Conexão ao vivo perdida. Consultando o banco",
    tryingAgain: (what) => `${what}, tentando de novo`,
    refused: (provider) => `${provider} recusa as credenciais`,
    unreadable: (provider) => `Resposta de ${provider} não pode ser lida`,
    toldToWait: (provider, time) => `${provider} pediu uma pausa até ${time}`,
    cannotWrite: "Não é possível gravar: disco cheio ou ocupado",
    clockFast: (minutes) => `Relógio deste computador ${minutes} min adiantado`,
    clockSlow: (minutes) => `Relógio deste computador ${minutes} min atrasado`,
    unreachable: "Sem contato com o caixa, tentando de novo",
    environments: {
      homologacao: "homologação",
      producao: "produção",
      treino: "treino",
      other: "ambiente próprio",
    },
  },
  boot: { starting: "Abrindo o caixa", retry: "Tentar de novo" },
  dismiss: "Dispensar",
  ...sale,
  ...access,
  ...byHand,
  ...refund,
  ...dispute,
  ...unmatched,
  ...vault,
  ...obstacle,
  ...operator,
  ...payout,
  ...history,
  ...receiptCheck,
  ...attention,
  ...doubt,
  ...refusal,
  ...relay,
  ...doctor,
  ...backup,
  ...connect,
  ...settings,
  ...firstRun,
  ...shift,
  ...slip,
  ...training,
  ...help,
};
