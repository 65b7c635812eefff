import type { SettingUnit } from "../../../backend/contract";
import { keyMap } from "../../../shell/keyMap.svelte";
import { SURE } from "../../../shell/sureKey";
import { money } from "../../money/money";
import { providers } from "./providers";
import type { SettingsWords } from "./words";

const units: Record<SettingUnit, string> = {
  none: "",
  minutes: " de minutos",
  days: " de dias",
  milliseconds: " de milissegundos",
};

export const settings: SettingsWords = {
  title: "Ajustes",
  search: "Buscar ajuste",
  close: "Fechar",
  loading: "Lendo os ajustes",
  groups: {
    shop: "Loja e caixa",
    sale: "Cobrança",
    accounts: "Contas e bancos",
    operators: "Operadores e limites",
    receipts: "Comprovante",
    appearance: "Som e aparência",
    devices: "Aparelhos e teclas",
    privacy: "Privacidade",
  },
  changes: (count) => (count === 1 ? "1 mudado" : `${count} mudados`),
  usual: (value, isChanged) => `${isChanged ? "mudado, padrão" : "padrão"}: ${value}`,
  backToDefault: "Voltar ao padrão",
  backToDefaultOf: (name) => `Voltar ao padrão: ${name}`,
  saved: (name, time) => `Guardado às ${time}: ${name}`,
  nothingFound: (search) => `Nenhum ajuste com “${search}”.`,
  on: "Ligado",
  off: "Desligado",
  nothing: "vazio",
  file: "Arquivo de ajustes:",
  broken: (mistake) =>
    `O arquivo de ajustes tem um erro: ${mistake}. Vale o que valia antes, e nada pode ser mudado até o arquivo ser corrigido.`,
  restoreLast: "Voltar ao último ajuste bom",
  unknown: (keys) =>
    `O arquivo de ajustes tem ${keys.length === 1 ? "uma chave que não vale" : "chaves que não valem"}. Corrija ou apague: ${keys.map(settings.unknownKey).join("; ")}.`,
  unknownKey: ({ key, line, nearest }) =>
    `linha ${line}: ${key}${nearest === null ? "" : ` (seria ${nearest}?)`}`,
  ways: {
    operators: {
      name: "Quem trabalha aqui",
      also: "operador caixa gerente funcionario pin senha trocar pessoa usuario staff user password cashier manager",
    },
    account: {
      name: "Conta: conectar ou trocar",
      also: "provedor banco credencial chave token psp connectpsp integrapay provider bank credentials",
    },
    backups: {
      name: "Cópias de segurança",
      also: "backup copia restaurar trazer recuperar pen drive seguranca restore copy recover",
    },
    doctor: {
      name: "Testar este caixa",
      also: "diagnostico teste suporte problema ajuda doctor check support trouble",
    },
  },
  lessenTitle: "Apagar dados de clientes?",
  lessen: (days) =>
    `Nomes e documentos de quem pagou há mais de ${days === 1 ? "1 dia" : `${days} dias`} serão apagados, e não voltam. As vendas e os valores ficam.`,
  lessenYes: "Apagar e guardar",
  lessenBack: "Deixar como está",
  openRelay: "Conexão ao vivo",
  notPaired: "Não pareado",
  wrong: (allowed) => `Não serve: precisa ser ${allowed}.`,
  taken: (action) =>
    `Essa tecla já é de outra ação (${action}). Escolha outra, ou mude aquela antes.`,
  sounds: {
    title: "Ouvir",
    paid: "Pago",
    elsewhere: "Outra venda paga",
    odd: "Fora do comum",
    failed: "Falhou",
    voice: "Voz",
    notHeard: "Nada foi dito.",
  },
  inFile: (mistake) => `No arquivo, ${mistake}. Vale o de antes.`,
  units: {
    minutes: () => "min",
    days: (count) => (count === 1 ? "dia" : "dias"),
    milliseconds: () => "ms",
  },
  choices: {
    "pt-BR": "Português",
    en: "English",
    system: "Do sistema",
    light: "Claras",
    dark: "Escuras",
    auto: "Automático",
    off: "Não há",
    none: "Não há",
    network: "Rede",
    usb: "USB",
    serial: "Porta serial",
    file: "Arquivo",
    queue: "Fila do sistema",
    "32": "32",
    "42": "42",
    "48": "48",
    "860": "860",
    "850": "850",
    "858": "858",
    "1252": "1252",
  },
  providers,
  keys: {
    "shop.name": { name: "Nome da loja", what: "Nas telas e nos comprovantes." },
    "shop.document": { name: "CNPJ ou CPF da loja", what: "Nos comprovantes." },
    "shop.address": { name: "Endereço", what: "Rua e número, no comprovante." },
    "shop.city": { name: "Cidade", what: "Onde fica a loja." },
    "shop.time_zone": {
      name: "Fuso horário",
      what: "Em que se leem dias e horas. Vazio: o deste computador.",
    },
    "till.name": { name: "Nome do caixa", what: "Aparece na barra e nos comprovantes." },
    "till.number": { name: "Número do caixa", what: "Aparece se o caixa não tem nome." },
    "sale.expiry_minutes": {
      name: "Validade do QR",
      what: "Depois disso a venda expira; Pix atrasado continua sendo achado.",
    },
    "sale.ceiling_centavos": {
      name: "Perguntar acima de",
      get what() {
        return `Um valor maior é perguntado de novo: ${keyMap.of(SURE)} cobra.`;
      },
    },
    "sale.ask_payer": { name: "Identificar o cliente", what: "Nome e CPF ou CNPJ antes do QR." },
    "sale.provider": { name: "Provedor padrão", what: "Quem cobra se ninguém escolhe outro." },
    relay: { name: "Relay", what: "Traz os avisos de pagamento na hora." },
    "shift.cash": {
      name: "Dinheiro na gaveta",
      what: "O caixa abre com fundo de troco e fecha com conferência.",
    },
    "shift.blind_count": {
      name: "Caixa cego",
      what: "Quanto deve haver na gaveta só aparece depois da conferência.",
    },
    "lock.after_minutes": {
      name: "Trancar sozinho",
      what: "Depois de tanto tempo sem uso; 0: nunca.",
    },
    "limits.refund_centavos_per_day": {
      name: "Estorno sem gerente",
      what: "Por operador e por dia.",
    },
    "limits.by_hand_centavos_per_day": {
      name: "Confirmação à mão sem gerente",
      what: "Por operador e por dia.",
    },
    "receipts.auto_print": {
      name: "Imprimir sozinho",
      what: "O comprovante, a cada pagamento, se houver impressora.",
    },
    "receipts.footer": { name: "Frase no fim", what: "O que a loja diz no fim do comprovante." },
    "printer.kind": { name: "Impressora", what: "Como se chega a ela." },
    "printer.address": {
      name: "Onde está a impressora",
      what: "192.168.0.50, /dev/usb/lp0, /dev/ttyS0@19200, um arquivo ou o nome da fila.",
    },
    "printer.columns": {
      name: "Letras por linha",
      what: "32 em papel de 58 mm; 42 ou 48 em papel de 80 mm.",
    },
    "printer.code_page": {
      name: "Página de letras",
      what: "A que sai com os acentos certos na página de teste.",
    },
    "printer.cut": { name: "Cortar o papel", what: "Depois de cada comprovante." },
    "printer.drawer": { name: "Abrir a gaveta", what: "A cada pagamento." },
    language: { name: "Idioma", what: "De todas as telas." },
    theme: { name: "Cores", what: "Claras, escuras, ou como o sistema." },
    sounds: { name: "Sons", what: "Quando o dinheiro chega e quando algo falha." },
    "sound.volume": { name: "Volume", what: "Dos sons e da voz, de 0 a 100." },
    "sound.voice": { name: "Voz", what: "Diz o valor quando o dinheiro chega." },
    "scanner.mode": {
      name: "Leitor de código de barras",
      what: "Reconhecido pelo ritmo das teclas, para nunca virar um valor.",
    },
    "scanner.prefix": { name: "Antes do código", what: "O que um leitor lento manda na frente." },
    "scanner.suffix": { name: "Depois do código", what: "Enter, Tab, ou o que o leitor manda." },
    "scanner.max_gap_ms": {
      name: "Entre duas teclas",
      what: "Mais perto do que isto é do leitor.",
    },
    "keys.help": { name: "Tecla: ajuda", what: "Abre a ajuda, que mostra todas as teclas." },
    "keys.new_sale": { name: "Tecla: nova venda", what: "Limpa a tela para o próximo cliente." },
    "keys.other_sale": { name: "Tecla: outra venda", what: "Abre a venda de que um aviso fala." },
    "keys.check_now": { name: "Tecla: verificar agora", what: "Pergunta ao banco na hora." },
    "keys.last_sales": { name: "Tecla: últimas vendas", what: "Abre a lista de vendas." },
    "keys.copy": { name: "Tecla: segunda via", what: "Abre o último comprovante, para imprimir." },
    "keys.drawer": { name: "Tecla: gaveta", what: "Abre a gaveta." },
    "keys.shift": { name: "Tecla: turno", what: "Abre o resumo do turno e o fechamento." },
    "keys.charge": {
      name: "Tecla: cobrar",
      what: "Cobra, ao lado do Enter, e responde ao que é perguntado duas vezes.",
    },
    "keys.full_screen": { name: "Tecla: ampliar", what: "Põe o QR na tela inteira." },
    "keys.lock": { name: "Tecla: trancar", what: "Tranca o caixa, para trocar de operador." },
    "retention.personal_data_days": {
      name: "Guardar dados pessoais por",
      what: "Nome e documento de quem pagou.",
    },
  },
  institution: (provider) => ({
    name: `CNPJ da instituição: ${provider}`,
    what: "Para a nota fiscal.",
  }),
  allowed: (rule) => {
    switch (rule.kind) {
      case "centavos":
        return `um valor, de ${money(0)} a ${money(rule.max)}`;
      case "document":
        return "um CPF ou CNPJ com os dígitos certos";
      case "cnpj":
        return "um CNPJ com os dígitos certos";
      default:
        return settings.rule(rule);
    }
  },
  rule: (rule) => {
    switch (rule.kind) {
      case "switch":
        return "true ou false";
      case "choice":
        return rule.among.map((word) => `"${word}"`).join(" ou ");
      case "number":
        return `um número inteiro${units[rule.unit]}, de ${rule.min} a ${rule.max}`;
      case "centavos":
        return `um valor em centavos, até ${money(rule.max)}`;
      case "text":
        return `um texto numa linha só, com até ${rule.max_chars} letras`;
      case "time_zone":
        return 'o nome de um fuso horário, como "America/Sao_Paulo"';
      case "document":
        return "um CPF ou CNPJ com os dígitos certos, entre aspas";
      case "cnpj":
        return "um CNPJ com os dígitos certos, entre aspas";
      case "scanner_mark":
        return "de uma a quatro letras ou sinais, sem acento, e o primeiro nem algarismo nem , . + *";
      case "scanner_suffix":
        return '"Enter", "Tab", ou letras e sinais como antes do código';
      case "section":
        return "uma seção com as suas chaves";
    }
  },
  mistake: (mistake) => {
    switch (mistake.wrong) {
      case "value":
        return `linha ${mistake.line}: ${mistake.key} precisa ser ${settings.rule(mistake.rule)}`;
      case "twice":
        return `linha ${mistake.line}: ${mistake.key} está lá duas vezes`;
      case "syntax":
        return `linha ${mistake.line}, coluna ${mistake.column}: não é assim que se escreve um ajuste`;
      case "gone":
        return "está vazio ou sumiu; mudar um ajuste escreve o arquivo de novo, com o que vale";
      case "no_text":
        return "não é um arquivo de texto";
      case "too_long":
        return `passa de ${mistake.max_bytes} bytes`;
      case "unread":
        return "o sistema não deixa ler o arquivo";
    }
  },
};
