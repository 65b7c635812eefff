import type { BackupWords } from "./words";

export const backup: BackupWords["backup"] = {
  title: "Cópias de segurança",
  close: "Fechar",
  back: "Voltar",
  make: "Fazer uma cópia agora",
  makeNote:
    "O caixa já faz uma cópia por dia neste disco. Guarde outra longe deste computador: ela tem nomes e documentos de clientes.",
  folder: "Onde guardar",
  removable: "pen drive",
  documents: "neste computador",
  otherFolder: "Outra pasta",
  folderExample: "/caminho/da/pasta",
  copy: "Copiar agora",
  copying: "Copiando. As vendas continuam.",
  sales: (count, written) => (count === 1 ? "1 venda" : `${written} vendas`),
  copied: (path, orders) => `Cópia feita e conferida, com ${orders}: ${path}`,
  bring: "Trazer vendas de uma cópia",
  bringNote: "De outro computador, ou de antes de um defeito.",
  file: "Qual cópia",
  own: "feita pelo caixa",
  otherFile: "Outro arquivo",
  fileExample: "/caminho/da/copia.db",
  next: "Continuar",
  done: "As vendas estão de volta",
  sure: "Trazer as vendas desta cópia?",
  consequences: [
    "A cópia é conferida inteira antes de qualquer mudança.",
    "O registro de agora sai do lugar, e fica guardado ao lado.",
    "O caixa ganha um código novo, e os números das vendas saltam.",
    "Tudo o que pode ter mudado desde a cópia é perguntado ao banco antes da próxima venda.",
    "O que foi vendido depois da cópia só volta por aviso do banco: confira no painel dele.",
  ],
  newer: (sales, written, isOfThisLog) => {
    if (sales === 0) return "A cópia tem todas as vendas deste caixa.";
    const has = sales === 1 ? "1 venda" : `${written} vendas`;
    const why = isOfThisLog ? "" : "A cópia é de outro registro. ";
    const stays =
      sales === 1 ? "Ela sai da lista, e fica guardada" : "Elas saem da lista, e ficam guardadas";
    return `${why}Este caixa tem ${has} que a cópia não tem. ${stays} ao lado.`;
  },
  lookAgain: "Procurar de novo",
  restore: "Trazer as vendas",
  restoring: "Conferindo a cópia e trazendo as vendas",
  restored: (orders, next) => `Pronto: ${orders}. A próxima é a ${next}.`,
  missing: (events) => `Faltam ${events} anotações que este caixa conhecia.`,
  kept: (path) => `O registro que estava no lugar ficou em ${path}`,
  withoutKeyring: "O cofre de senhas não respondeu: o que só ele sabe não foi visto.",
  none: "Nenhuma cópia foi encontrada. Ponha o pen drive com a cópia, ou escreva onde ela está.",
};
