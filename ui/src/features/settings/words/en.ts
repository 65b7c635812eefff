import type { SettingUnit } from "../../../backend/contract";
import { money } from "../../money/money";
import type { SettingsWords } from "./words";

const units: Record<SettingUnit, string> = {
  none: "",
  minutes: " of minutes",
  days: " of days",
  milliseconds: " of milliseconds",
};

export const settings: SettingsWords = {
  rule: (rule) => {
    switch (rule.kind) {
      case "switch":
        return "true or false";
      case "choice":
        return rule.among.map((word) => `"${word}"`).join(" or ");
      case "number":
        return `a whole number${units[rule.unit]}, from ${rule.min} to ${rule.max}`;
      case "centavos":
        return `an amount in centavos, up to ${money(rule.max)}`;
      case "text":
        return `a text of one line, up to ${rule.max_chars} characters`;
      case "time_zone":
        return 'the name of a time zone, such as "America/Sao_Paulo"';
      case "document":
        return "a CPF or a CNPJ with the right check digits, between quotes";
      case "cnpj":
        return "a CNPJ with the right check digits, between quotes";
      case "scanner_mark":
        return "one to four letters or signs, the first no digit and none of , . + *";
      case "scanner_suffix":
        return '"Enter", "Tab", or letters and signs as before the code';
      case "section":
        return "a section with keys of its own";
    }
  },
  mistake: (mistake) => {
    switch (mistake.wrong) {
      case "value":
        return `line ${mistake.line}: ${mistake.key} must be ${settings.rule(mistake.rule)}`;
      case "twice":
        return `line ${mistake.line}: ${mistake.key} stands there twice`;
      case "syntax":
        return `line ${mistake.line}, column ${mistake.column}: this is not how a setting is written`;
      case "no_text":
        return "it is no file of text";
      case "too_long":
        return `it is longer than ${mistake.max_bytes} bytes`;
      case "unread":
        return mistake.why;
    }
  },
};
