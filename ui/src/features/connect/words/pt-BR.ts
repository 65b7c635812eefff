import type { ConnectWords } from "./words";

export const notConnected: ConnectWords["notConnected"] = {
  title: "Nenhum banco conectado ainda",
  money: "Nada pode ser cobrado até um provedor ser conectado.",
  how: "Para conectar, rode no terminal deste computador:",
  asks: "Ele pergunta as credenciais e guarda no chaveiro do sistema. Para testar antes: --environment homologacao.",
  training: "Só quer experimentar? Abra o modo treino:",
  retry: "Já conectei",
  looking: "Procurando…",
  notFound: "Ainda não encontrei conta conectada.",
  copy: (command) => `Copiar ${command}`,
};
