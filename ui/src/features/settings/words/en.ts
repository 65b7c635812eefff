import type { SettingUnit } from "../../../backend/contract";
import { keyMap } from "../../../shell/keyMap.svelte";
import { SURE } from "../../../shell/sureKey";
import { money } from "../../money/money";
import { providers } from "./providers";
import type { SettingsWords } from "./words";

const units: Record<SettingUnit, string> = {
  none: "",
  minutes: " of minutes",
  days: " of days",
  milliseconds: " of milliseconds",
};

export const settings: SettingsWords = {
  title: "Settings",
  search: "Search settings",
  close: "Close",
  loading: "Reading the settings",
  groups: {
    shop: "Shop and till",
    sale: "Sale",
    accounts: "Accounts and banks",
    operators: "Operators and limits",
    receipts: "Receipt",
    appearance: "Sound and looks",
    devices: "Devices and keys",
    privacy: "Privacy",
  },
  changes: (count) => `${count} changed`,
  usual: (value, isChanged) => `${isChanged ? "changed, default" : "default"}: ${value}`,
  backToDefault: "Back to default",
  backToDefaultOf: (name) => `Back to default: ${name}`,
  saved: (name, time) => `Saved at ${time}: ${name}`,
  nothingFound: (search) => `No setting with “${search}”.`,
  on: "On",
  off: "Off",
  nothing: "empty",
  file: "The file of the settings:",
  broken: (mistake) =>
    `The file of the settings has a mistake: ${mistake}. What held before holds, and nothing can be changed until the file is mended.`,
  restoreLast: "Back to the last good settings",
  unknown: (keys) =>
    `The file of the settings has ${keys.length === 1 ? "a key that does not hold" : "keys that do not hold"}. Mend or delete: ${keys.map(settings.unknownKey).join("; ")}.`,
  unknownKey: ({ key, line, nearest }) =>
    `line ${line}: ${key}${nearest === null ? "" : ` (meant: ${nearest}?)`}`,
  ways: {
    operators: {
      name: "Who works here",
      also: "operador caixa gerente funcionario pin senha trocar pessoa usuario staff user password cashier manager",
    },
    account: {
      name: "Account: connect or change",
      also: "provedor banco credencial chave token psp connectpsp integrapay provider bank credentials",
    },
    backups: {
      name: "Backups",
      also: "backup copia restaurar trazer recuperar pen drive seguranca restore copy recover",
    },
    doctor: {
      name: "Test this till",
      also: "diagnostico teste suporte problema ajuda doctor check support trouble",
    },
  },
  lessenTitle: "Blank customers' data?",
  lessen: (days) =>
    `Names and documents of who paid more than ${days === 1 ? "1 day" : `${days} days`} ago will be blanked, for good. Sales and amounts stay.`,
  lessenYes: "Blank and save",
  lessenBack: "Leave as it is",
  openRelay: "Live connection",
  notPaired: "Not paired",
  wrong: (allowed) => `Not allowed: it must be ${allowed}.`,
  taken: (action) =>
    `Another action has that key (${action}). Choose another, or change that one first.`,
  sounds: {
    title: "Listen",
    paid: "Paid",
    elsewhere: "Another sale paid",
    odd: "Out of the ordinary",
    failed: "Failed",
    voice: "Voice",
    notHeard: "Nothing was said.",
  },
  inFile: (mistake) => `In the file, ${mistake}. What held before holds.`,
  units: {
    minutes: () => "min",
    days: (count) => (count === 1 ? "day" : "days"),
    milliseconds: () => "ms",
  },
  choices: {
    "pt-BR": "Português",
    en: "English",
    system: "System",
    light: "Light",
    dark: "Dark",
    auto: "Automatic",
    off: "None",
    none: "None",
    network: "Network",
    usb: "USB",
    serial: "Serial port",
    file: "File",
    queue: "The system's queue",
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
    "shop.name": { name: "Shop's name", what: "On screens and receipts." },
    "shop.document": { name: "Shop's CNPJ or CPF", what: "On receipts." },
    "shop.address": { name: "Address", what: "Street and number, on receipts." },
    "shop.city": { name: "City", what: "Where the shop is." },
    "shop.time_zone": {
      name: "Time zone",
      what: "In which days and times are read. Empty: this computer's.",
    },
    "till.name": { name: "Till's name", what: "In the bar and on receipts." },
    "till.number": { name: "Till's number", what: "Shown where the till has no name." },
    "sale.expiry_minutes": {
      name: "Life of a QR Code",
      what: "Then the sale expires; late money is found all the same.",
    },
    "sale.ceiling_centavos": {
      name: "Ask above",
      get what() {
        return `A larger amount is asked about once more: ${keyMap.of(SURE)} charges.`;
      },
    },
    "sale.ask_payer": { name: "Identify the payer", what: "Name and CPF or CNPJ before the code." },
    "sale.provider": {
      name: "Default provider",
      what: "Who charges if nobody chooses another.",
    },
    relay: { name: "Relay", what: "Brings notices of payments at once." },
    "shift.cash": {
      name: "Cash in the drawer",
      what: "The shift opens with a float and closes with a count.",
    },
    "shift.blind_count": {
      name: "Blind count",
      what: "What should be in the drawer is shown only after it is counted.",
    },
    "lock.after_minutes": {
      name: "Lock by itself",
      what: "After so long without use; 0: never.",
    },
    "limits.refund_centavos_per_day": {
      name: "Refund without manager",
      what: "For each operator and day.",
    },
    "limits.by_hand_centavos_per_day": {
      name: "Confirm by hand without manager",
      what: "For each operator and day.",
    },
    "receipts.auto_print": {
      name: "Print by itself",
      what: "The receipt of each payment, where a printer is set.",
    },
    "receipts.footer": {
      name: "Closing words",
      what: "What the shop says at the end of a receipt.",
    },
    "printer.kind": { name: "Printer", what: "How it is reached." },
    "printer.address": {
      name: "Where the printer is",
      what: "192.168.0.50, /dev/usb/lp0, /dev/ttyS0@19200, a file, or the queue's name.",
    },
    "printer.columns": {
      name: "Letters a line",
      what: "32 on paper of 58 mm; 42 or 48 on paper of 80 mm.",
    },
    "printer.code_page": {
      name: "Page of letters",
      what: "The one whose accents come out right on the test page.",
    },
    "printer.cut": { name: "Cut the paper", what: "After each receipt." },
    "printer.drawer": { name: "Open the drawer", what: "At each payment." },
    language: { name: "Language", what: "Of all screens." },
    theme: { name: "Colours", what: "Light, dark, or as the system has them." },
    sounds: { name: "Sounds", what: "When money comes and when something fails." },
    "sound.volume": { name: "Volume", what: "How loud sounds and voice are, 0 to 100." },
    "sound.voice": { name: "Voice", what: "Says the amount when money comes." },
    "scanner.mode": {
      name: "Barcode scanner",
      what: "Told by the rhythm of its keys, so that it never becomes an amount.",
    },
    "scanner.prefix": { name: "Before a code", what: "What a slow scanner sends in front." },
    "scanner.suffix": { name: "Behind a code", what: "Enter, Tab, or what the scanner sends." },
    "scanner.max_gap_ms": {
      name: "Between two keys",
      what: "Closer than this is the scanner's.",
    },
    "keys.help": { name: "Key: help", what: "Opens the help, which shows all keys." },
    "keys.new_sale": { name: "Key: new sale", what: "Clears the screen for the next customer." },
    "keys.other_sale": { name: "Key: other sale", what: "Opens the sale that a notice tells of." },
    "keys.check_now": { name: "Key: check now", what: "Asks the bank at once." },
    "keys.last_sales": { name: "Key: last sales", what: "Opens the list of sales." },
    "keys.copy": { name: "Key: copy", what: "Opens the last receipt, to print it." },
    "keys.drawer": { name: "Key: drawer", what: "Opens the drawer." },
    "keys.shift": { name: "Key: shift", what: "Opens the report of the shift and its closing." },
    "keys.charge": {
      name: "Key: charge",
      what: "Charges, beside Enter, and answers what is asked twice.",
    },
    "keys.full_screen": { name: "Key: enlarge", what: "Shows the code as large as the screen." },
    "keys.lock": { name: "Key: lock", what: "Locks the till, for another operator." },
    "retention.personal_data_days": {
      name: "Keep personal data for",
      what: "Names and documents of payers.",
    },
  },
  institution: (provider) => ({
    name: `CNPJ of the institution: ${provider}`,
    what: "For the fiscal note.",
  }),
  allowed: (rule) => {
    switch (rule.kind) {
      case "centavos":
        return `an amount, from ${money(0)} to ${money(rule.max)}`;
      case "document":
        return "a CPF or a CNPJ with the right check digits";
      case "cnpj":
        return "a CNPJ with the right check digits";
      default:
        return settings.rule(rule);
    }
  },
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
      case "gone":
        return "it is empty or gone; changing a setting writes it anew with what holds";
      case "no_text":
        return "it is no file of text";
      case "too_long":
        return `it is longer than ${mistake.max_bytes} bytes`;
      case "unread":
        return mistake.why;
    }
  },
};
