import type { SettingUnit } from "../../../backend/contract";
import { money } from "../../money/money";
import type { SettingsWords } from "./words";

const units: Record<SettingUnit, string> = {
  none: "",
  minutes: " de minutos",
  days: " de dias",
  milliseconds: " de milissegundos",
};

export const settings: SettingsWords = {
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
      case "no_text":
        return "não é um arquivo de texto";
      case "too_long":
        return `passa de ${mistake.max_bytes} bytes`;
      case "unread":
        return "o sistema não deixa ler o arquivo";
    }
  },
};
