import { mistake } from "../../doubt/words/mistake";
import type { RefusalCode } from "../../../backend/refused";
import { keyMap } from "../../../shell/keyMap.svelte";
import { counterRefusals } from "./counter/pt-BR";
import { vaultRefusals } from "./vault/pt-BR";
import type { RefusalFacts, RefusalWords } from "./words";

export const refusals: Record<RefusalCode, RefusalWords> = {
  ...vaultRefusals,
  ...counterRefusals,
  invalid_amount: {
    title: "Valor recusado",
    money: "Nada foi cobrado.",
    next: "Corrija o valor e cobre de novo.",
  },
  above_ceiling: {
    title: "Valor acima do limite",
    money: "Nada foi cobrado.",
    next: "Confirme o valor e cobre de novo.",
  },
  invalid_payer_name: {
    title: "Nome do cliente recusado",
    money: "Nada foi cobrado.",
    next: "Escreva o nome completo e cobre de novo.",
  },
  invalid_document: {
    title: "CPF ou CNPJ recusado",
    money: "Nada foi cobrado.",
    next: "Confira os números e cobre de novo.",
  },
  invalid_request: {
    title: "O caixa não entendeu o pedido",
    money: "Nada foi cobrado.",
    next: "Comece uma nova venda.",
  },
  not_connected: {
    title: "Nenhum banco conectado",
    money: "Nada foi cobrado.",
    next: "Conecte um provedor no terminal e tente de novo.",
  },
  credentials_refused: {
    title: "O provedor recusou nossas credenciais",
    money: "Nada foi cobrado e nenhum código foi mostrado.",
    get next() {
      return `Quem cuida da loja conecta de novo: “Conectar ou trocar conta”, na ajuda (${keyMap.of("help")}), ou num terminal balcao connect.`;
    },
  },
  other_environment: {
    title: "Estas credenciais são de outro ambiente",
    money: "Nada foi guardado e nada foi cobrado.",
    next: "Troque o ambiente, ou cole as credenciais deste.",
  },
  provider_unreachable: {
    title: "Sem contato com o provedor",
    money: "Nada foi cobrado: o pedido não saiu deste computador.",
    next: "Confira a internet e tente de novo.",
  },
  provider_refused: {
    title: "O provedor recusou a cobrança",
    money: "Nada foi cobrado e nenhum código foi mostrado.",
    next: "Veja o motivo abaixo, corrija e cobre de novo.",
  },
  provider_unreadable: {
    title: "A resposta do provedor não pode ser lida",
    money: "Não sabemos se algum dinheiro chegou.",
    next: "Não entregue ainda: confira no painel do provedor e tente de novo.",
  },
  provider_asks_to_wait: {
    title: "O provedor pediu uma pausa",
    money: "Nada mudou: o provedor não respondeu ao pedido.",
    next: "Espere um pouco e tente de novo.",
  },
  not_this_provider: {
    title: "Nesse endereço responde outra coisa, não este provedor",
    money: "Nada foi mudado: a conexão de antes continua.",
    next: "Confira o endereço e conecte de novo.",
  },
  charges_open: {
    title: "Há vendas que ainda podem ser pagas",
    money: "Nada mudou: o caixa continua esperando por elas.",
    next: "Espere o pagamento, ou cancele as vendas, e tente de novo.",
  },
  money_open_there: {
    title: "Há dinheiro em aberto nesse provedor",
    money: "Nada foi mudado: ainda há cobranças ou estornos abertos nesse provedor.",
    next: "Espere terminarem, ou use balcao disconnect com --keep-asking: fica guardado só o que é preciso para perguntar.",
  },
  never_confirmed: {
    title: "O banco nunca confirmou a cobrança",
    money: "Nenhum código foi mostrado, então ninguém pode ter pago.",
    next: "Confira a internet e tente de novo.",
  },
  unknown_there: {
    title: "O provedor não conhece a cobrança",
    money: "Não sabemos se o dinheiro chegou.",
    next: "O provedor diz que não conhece esta cobrança, e o caixa parou de esperar. Confira no painel do provedor antes de entregar.",
  },
  never_proved: {
    title: "O provedor diz pago e nunca provou",
    money: "Não sabemos se o dinheiro chegou.",
    next: "O caixa parou de esperar por uma prova. Confira no painel do provedor antes de entregar.",
  },
  never_heard: {
    title: "Ninguém respondeu sobre a cobrança",
    money: "Não sabemos se o dinheiro chegou.",
    next: "Ninguém respondeu durante uma semana, e o caixa parou de esperar. Confira no painel do provedor antes de entregar.",
  },
  given_up: {
    title: "Paramos de esperar",
    money: "Não sabemos se algum dinheiro chegou.",
    next: "Alguém do caixa desistiu desta cobrança. Se o cliente diz que pagou, confira no painel do provedor antes de entregar.",
  },
  confirmed_by_hand: {
    title: "Esta venda foi confirmada à mão",
    money: "Nada foi mudado.",
    next: "Ela só muda quando o banco responder.",
  },
  nothing_to_confirm: {
    title: "Não há o que confirmar",
    money: "Nada foi mudado: o código desta venda nunca foi mostrado, então ninguém pode ter pago.",
    next: "Cobre de novo.",
  },
  payer_blanked: {
    title: "Esta venda não ganha outro código",
    money: "Nada foi cobrado: os dados de quem paga foram apagados.",
    next: "Comece uma venda nova.",
  },
  invalid_end_to_end_id: {
    title: "Isto não é um código do Pix",
    money: "Nada foi mudado.",
    next: "Confira o comprovante: o código começa com E e tem 32 letras e números.",
  },
  end_to_end_id_too_old: {
    title: "Este Pix é de antes desta venda",
    money: "Nada foi mudado.",
    next: "Peça o comprovante deste pagamento.",
  },
  end_to_end_id_ahead: {
    title: "A data deste código ainda não chegou",
    money: "Nada foi mudado.",
    next: "Confira o comprovante e o relógio deste computador.",
  },
  end_to_end_id_taken: {
    title: "Este código já é de outro pagamento",
    money: "Nada foi mudado.",
    next: "O comprovante pode ser repetido: confira com o cliente.",
  },
  order_not_found: {
    title: "Venda não encontrada",
    money: "Nada foi cobrado agora.",
    get next() {
      return `Procure em Últimas vendas (${keyMap.of("last_sales")}).`;
    },
  },
  reference_taken: {
    title: "Referência já usada",
    money: "Nada foi cobrado agora.",
    next: "Comece uma nova venda.",
  },
  already_paid: {
    title: "Esta venda já está paga",
    money: "O dinheiro já está na conta da loja.",
    get next() {
      return `Veja em Últimas vendas (${keyMap.of("last_sales")}).`;
    },
  },
  log_damaged: {
    title: "O registro de vendas está danificado",
    money: "Nada foi cobrado. O caixa não vende sobre um registro danificado.",
    next: "Chame quem cuida do sistema: balcao verify mostra onde.",
  },
  log_unwritable: {
    title: "Não dá para gravar o registro de vendas",
    money:
      "Nada novo é cobrado: sem gravar antes, o caixa não envia. O que já foi enviado continua valendo.",
    next: "Libere espaço no disco ou a permissão de escrita e tente de novo.",
  },
  log_busy: {
    title: "Outro programa ocupa o registro deste caixa",
    money: "Nada foi cobrado agora.",
    next: "Espere um pouco e tente de novo. Se continuar, feche o outro programa.",
  },
  log_too_new: {
    title: "O registro é de uma versão mais nova",
    money: "Nada foi cobrado e nada foi mudado no registro.",
    next: "Instale a versão mais nova do Balcão.",
  },
  log_behind: {
    title: "Falta o fim do registro de vendas",
    money: "Nada foi cobrado. O que já foi pago continua na conta da loja.",
    next: "Feche o caixa e rode num terminal: balcao restore ARQUIVO, com o último backup bom ou com o que restou (order-log.db; balcao doctor mostra a pasta); sem nenhum dos dois, balcao restore --from-nothing. Sem relay, confira no painel do provedor o que foi pago depois.",
  },
  no_till: {
    title: "Não há caixa nesta pasta",
    money: "Nada foi feito, e nenhum caixa novo foi criado.",
    next: "Confira a pasta (--home ou BALCAO_HOME) e abra de novo. Para começar um caixa novo nela, abra com --create.",
  },
  home_not_private: {
    title: "A pasta do caixa está aberta a outras pessoas",
    money: "Nada foi gravado: as vendas têm nomes e CPFs.",
    next: "Use uma pasta só do caixa, fechada aos outros usuários deste computador (chmod 700).",
  },
  training_home: {
    title: "Esta pasta é de um caixa de treino",
    money: "Nada foi cobrado: vendas reais não entram no registro do treino.",
    next: "Abra com --training, ou use outra pasta para as vendas reais (--home).",
  },
  other_money: {
    title: "Treino e vendas reais não se misturam",
    money:
      "Nada foi mudado: o registro de vendas é de treino e o caixa é de verdade, ou o contrário.",
    next: "Abra o treino com --training e na pasta do treino, e as vendas reais sem.",
  },
  till_in_use: {
    title: "Outro programa está com este caixa aberto",
    money: "Nada foi mudado.",
    next: "Feche-o e tente de novo.",
  },
  not_restorable: {
    title: "Este arquivo não pode ser restaurado",
    money: "Nada foi mudado no registro de vendas.",
    next: "Não é um registro de vendas inteiro. Escolha outro backup.",
  },
  file_not_saved: {
    title: "O arquivo não foi guardado",
    money: "Nada mudou.",
    next: "Já existe um arquivo com esse nome, ou a pasta não recebe arquivos, ou não há mais espaço.",
  },
  backup_folder_missing: {
    title: "Essa pasta não existe",
    money: "Nada foi copiado.",
    next: "Confira o caminho. O pen drive está ligado?",
  },
  backup_folder_full: {
    title: "Não há espaço nessa pasta",
    money: "Nada foi copiado.",
    next: "Libere espaço, ou escolha outra pasta.",
  },
  backup_folder_unwritable: {
    title: "Essa pasta não recebe a cópia",
    money: "Nada foi copiado.",
    next: "Ela é só de leitura, é de outra pessoa, ou o pen drive saiu. Escolha outra.",
  },
  invalid_relay_address: {
    title: "Este endereço não serve",
    money: "Nada foi mudado.",
    next: "Ele começa com https:// (http:// só neste computador).",
  },
  invalid_pairing_code: {
    title: "Este código não serve",
    money: "Nada foi mudado.",
    next: "São 8 letras e números, como 7K3M-01V9.",
  },
  not_paired: {
    title: "Este caixa não tem conexão ao vivo",
    money: "As vendas continuam por consulta.",
    next: "Pareie o caixa com um relay.",
  },
  pairing_refused: {
    title: "O relay recusou o código",
    money: "Nada foi mudado. As vendas continuam por consulta.",
    next: "Ele não existe, já foi usado ou venceu (vale 10 minutos). Peça um código novo a quem cuida do relay.",
  },
  foreign_ingest: {
    title: "O relay deu um endereço de avisos que não é dele",
    money: "Nada foi mudado. As vendas continuam por consulta.",
    next: "Não pareie com ele sem falar com quem cuida do relay.",
  },
  relay_unreachable: {
    title: "Nenhum relay responde nesse endereço",
    money: "Nada foi mudado. As vendas continuam por consulta.",
    next: "Confira o endereço e a internet e tente de novo.",
  },
  unknown_provider: {
    title: "Este provedor não está conectado",
    money: "Nada foi cobrado.",
    next: "Conecte o provedor no terminal: balcao connect.",
  },
  nothing_to_refund: {
    title: "Não há o que devolver nesta venda",
    money: "Nada saiu da conta da loja agora.",
    get next() {
      return `O dinheiro não chegou, já voltou ou já está voltando. Veja a venda em Últimas vendas (${keyMap.of("last_sales")}).`;
    },
  },
  which_attempt: {
    title: "Esta venda foi paga mais de uma vez",
    money: "O dinheiro continua na conta da loja.",
    next: "Escolha qual pagamento volta.",
  },
  refund_not_offered: {
    title: "Este provedor não devolve por aqui",
    money: "O dinheiro continua na conta da loja.",
    next: "Faça a devolução no painel do provedor; ela aparece aqui depois.",
  },
  refund_too_late: {
    title: "Passaram os 90 dias do Pix",
    money: "O dinheiro continua na conta da loja.",
    next: "Combine outra forma de devolver com o cliente.",
  },
  refund_refused: {
    title: "O provedor recusou a devolução",
    money: "O dinheiro continua na conta da loja.",
    next: "Veja o motivo. Se puder ser resolvido, peça o estorno de novo.",
  },
  no_dispute: {
    title: "Esta venda não tem contestação aberta",
    money: "Nada foi mudado.",
    next: "Alguém já deve ter encerrado.",
  },
  unmatched_not_found: {
    title: "Este dinheiro não está na lista",
    money: "Nada foi mudado.",
    next: "Feche e abra a lista de novo.",
  },
  unmatched_resolved: {
    title: "Alguém já resolveu este dinheiro",
    money: "Nada foi mudado.",
    next: "Mostre também o que já foi resolvido para ver como.",
  },
  unmatched_gone: {
    title: "O provedor diz que este dinheiro não está mais na conta",
    money: "Nada foi ligado à venda.",
    next: "Confira no painel do provedor e deixe de lado com o motivo.",
  },
  reason_needed: {
    title: "Falta o motivo",
    money: "Nada foi mudado.",
    next: "Escreva o motivo, até 200 letras.",
  },
  unknown_setting: {
    title: "Esse ajuste não existe",
    money: "Nada foi mudado.",
    next: "Feche os ajustes e abra de novo.",
  },
  invalid_setting: {
    title: "Este valor não serve",
    money: "Nada foi mudado.",
    next: "Digite outro.",
  },
  setting_not_here: {
    title: "Este ajuste muda em outro lugar",
    money: "Nada foi mudado.",
    next: "Use a conexão ao vivo, na ajuda.",
  },
  not_allowed: {
    title: "Você não tem permissão",
    money: "Nada foi mudado.",
    next: "Chame o gerente.",
  },
  signed_out: {
    title: "Ninguém entrou neste caixa",
    money: "Nada foi mudado.",
    next: "Entre com o seu PIN.",
  },
  wrong_pin: { title: "PIN errado", money: "Nada foi mudado.", next: "Tente de novo." },
  pin_wait: {
    title: "PIN errado muitas vezes",
    money: "Nada foi mudado.",
    next: "Espere um pouco; outra pessoa pode entrar.",
  },
  invalid_pin: {
    title: "Isto não é um PIN",
    money: "Nada foi mudado.",
    next: "Um PIN tem de 4 a 8 números.",
  },
  invalid_operator_name: {
    title: "Nome recusado",
    money: "Nada foi mudado.",
    next: "Escreva um nome com até 40 letras.",
  },
  operator_name_taken: {
    title: "Já trabalha aqui alguém com esse nome",
    money: "Nada foi mudado.",
    next: "Junte um sobrenome, para que se saiba quem fez o quê.",
  },
  operator_not_found: {
    title: "Este operador não trabalha mais aqui",
    money: "Nada foi mudado.",
    next: "Escolha outro na lista.",
  },
  manager_needed: {
    title: "É o último gerente",
    money: "Nada foi mudado.",
    next: "Faça de outro operador gerente primeiro.",
  },
  too_many_operators: {
    title: "Há operadores demais",
    money: "Nada foi mudado.",
    next: "Este caixa já tem todos os que pode ter.",
  },
  operators_lost: {
    title: "O cofre perdeu os operadores deste caixa",
    money: "As vendas abertas continuam acompanhadas.",
    next: "Chame quem instalou o Balcão: neste computador, o comando balcao operator pin dá um PIN novo a um gerente.",
  },
  clock_wrong: {
    title: "O relógio deste computador está errado",
    money: "As vendas continuam valendo.",
    next: "Acerte a hora do computador.",
  },
  training_only: {
    title: "Só no modo treino",
    money: "Nada foi cobrado.",
    next: "Comece uma nova venda.",
  },
  settings_unreadable: {
    title: "O arquivo de ajustes tem um erro",
    money: "Nada foi mudado.",
    next: "Corrija o arquivo, ou apague a linha errada, e tente de novo.",
  },
  internal: {
    title: "Falha nossa",
    money:
      "Nenhum código foi mostrado, então ninguém pode ter pago. A mesma venda nunca é cobrada duas vezes.",
    next: "Tente de novo.",
  },
  not_approved: {
    title: "Ninguém aprovou",
    money: "Nada foi mudado.",
    next: "Chame um gerente e peça de novo.",
  },
  session_ended: {
    title: "Esta página está sem acesso ao caixa",
    money: "As vendas abertas continuam sendo observadas pelo caixa.",
    next: "Peça acesso: o caixa mostra um código, que você digita aqui.",
  },
  till_unreachable: {
    title: "Esta página perdeu o contato com o caixa",
    money:
      "Nenhum código foi mostrado, então ninguém pode ter pago. A mesma venda nunca é cobrada duas vezes.",
    next: "Confira se o caixa está aberto e tente de novo.",
  },
  till_slow: {
    title: "O caixa demorou demais para responder",
    money: "Ainda não sabemos se o pedido foi feito. A mesma venda nunca é cobrada duas vezes.",
    next: "Tente de novo.",
  },
  not_the_till: {
    title: "A resposta não veio do caixa",
    money:
      "Ainda não sabemos se o pedido chegou ao caixa. A mesma venda nunca é cobrada duas vezes.",
    next: "Outro programa respondeu no lugar dele. Confira o endereço desta página e tente de novo.",
  },
};

export const refusalFacts: RefusalFacts = {
  maybe: "Ainda não sabemos se o pedido foi feito.",
  missingEvents: (events) =>
    events === 1
      ? "Nada foi cobrado: falta a última anotação do registro. O que já foi pago continua na conta da loja."
      : `Nada foi cobrado: faltam as últimas ${events} anotações do registro. O que já foi pago continua na conta da loja.`,
  openThere: (charges) =>
    charges === 1
      ? "Nada foi mudado: ainda há 1 cobrança ou estorno aberto nesse provedor."
      : `Nada foi mudado: ainda há ${charges} cobranças ou estornos abertos nesse provedor.`,
  wait: (seconds) => `Espere ${seconds} s e tente de novo.`,
  ceiling: (amount) => `Limite da loja: ${amount}`,
  lastGoodCopy: (path) => `Última cópia boa: ${path}`,
  mistake,
};
