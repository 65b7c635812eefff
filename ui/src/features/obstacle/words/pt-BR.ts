import { metName } from "../obstacle";
import type { ObstacleWords } from "./words";

export const obstacle: ObstacleWords = {
  theProvider: "o provedor",
  what: (obstacle, whom) => {
    const met = metName(obstacle, "emitido por");
    switch (obstacle.kind) {
      case "no_network":
        return "Sem internet neste computador";
      case "unreachable":
        return `Sem contato com ${whom}`;
      case "silent":
        return `${whom} não responde`;
      case "not_trusted":
        return met === null
          ? `Quem responde não prova que é ${whom}`
          : `Quem responde no lugar de ${whom} é ${met}`;
      case "clock":
        return "O relógio deste computador está errado";
      case "clock_or_certificate":
        return `O certificado de ${whom} venceu, ou o relógio deste computador está adiantado`;
      case "out_of_date":
        return `O certificado de ${whom} está fora da validade`;
      case "proxy":
        return obstacle.status === 407
          ? `O proxy ${obstacle.met ?? "?"} pede usuário e senha`
          : `O proxy ${obstacle.met ?? "?"} não deixa passar até ${whom}`;
      case "captive_portal":
        return obstacle.met === null
          ? "Esta rede pede uma entrada antes de deixar passar"
          : `Esta rede pede uma entrada em ${obstacle.met}`;
      case "failing":
        return obstacle.status === null
          ? `${whom} está com problema`
          : `${whom} está com problema (erro ${obstacle.status})`;
    }
  },
  next: ({ kind }, whom) => {
    switch (kind) {
      case "no_network":
        return "Confira o cabo, o Wi-Fi ou o roteador.";
      case "unreachable":
      case "silent":
      case "failing":
        return `O problema pode ser de ${whom}; tente de novo daqui a pouco.`;
      case "not_trusted":
        return "Nada foi enviado. Pode ser a entrada de um Wi-Fi, um antivírus ou um filtro da rede: abra um site no navegador, ou chame quem cuida da rede.";
      case "clock":
        return `Acerte a data e a hora; até lá não dá para conferir quem é ${whom}.`;
      case "clock_or_certificate":
        return `Confira a data e a hora. Se estão certas, o problema é de ${whom}: tente de novo daqui a pouco.`;
      case "out_of_date":
        return `O relógio deste computador está certo; o problema é de ${whom}: tente de novo daqui a pouco.`;
      case "proxy":
        return `Quem cuida da rede precisa liberar ${whom}, ou dar o usuário e a senha do proxy.`;
      case "captive_portal":
        return "Abra um site no navegador, entre na rede e tente de novo.";
    }
  },
};
