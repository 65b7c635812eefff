import type { RefusalCode } from "../../../../backend/refused";
import type { RefusalWords } from "../words";

/** Of the day at the counter: shift, printer, receipts, reports. */
export const counterRefusals = {
  shift_open: {
    title: "Já há um turno aberto",
    money: "Nada foi mudado.",
    next: "Feche o turno aberto antes de abrir outro.",
  },
  shift_closed: {
    title: "Este turno já foi fechado",
    money: "Nada foi mudado: alguém fechou antes.",
    next: "Veja o fechamento na lista de turnos.",
  },
  shift_not_found: {
    title: "Este turno não existe",
    money: "Nada foi mudado.",
    next: "Volte à lista de turnos.",
  },
  drawer_short: {
    title: "Na gaveta não há tanto",
    money: "Nada foi retirado.",
    next: "Confira o valor da sangria.",
  },
  count_needed: {
    title: "Falta contar a gaveta",
    money: "O turno continua aberto.",
    next: "Conte o dinheiro da gaveta e digite quanto há.",
  },
  no_voice: {
    title: "Este computador não tem voz",
    money: "Nada foi falado. Nenhuma venda muda.",
    next: "No Linux, instale o speech-dispatcher e uma voz em português.",
  },
  no_printer: {
    title: "Nenhuma impressora foi escolhida",
    money: "Nada foi impresso. A venda não muda.",
    next: "Escolha a impressora nos ajustes, em Impressora.",
  },
  receipt_unreadable: {
    title: "Este não é o código de um Pix",
    money: "Nada foi conferido.",
    next: "O código tem 32 letras e números e começa com E. Sem ele, digite valor e hora.",
  },
  head_unknown: {
    title: "Este registro não tem esse selo",
    money: "Nada foi mudado.",
    next: "O selo é de outro caixa, ou a cópia é de antes do fechamento.",
  },
  invalid_period: {
    title: "As datas não servem",
    money: "Nada foi mudado.",
    next: "O primeiro dia vem antes do último, e o período tem no máximo dez anos.",
  },
  key_taken: {
    title: "Essa tecla já é de outra ação",
    money: "Nada foi mudado.",
    next: "Escolha outra, ou mude antes a da outra ação.",
  },
} satisfies Partial<Record<RefusalCode, RefusalWords>>;
