import type { VaultWords } from "./words";

export const vault: VaultWords = {
  title: "O cofre deste caixa está trancado",
  why: "As credenciais deste caixa ficam num arquivo cifrado. Digite a senha dele para abrir o caixa. As vendas feitas continuam como estão.",
  passphrase: "Senha do cofre",
  show: "Mostrar a senha",
  hide: "Esconder a senha",
  open: "Abrir o cofre",
  opening: "Abrindo…",
  wrong: "A senha não confere.",
  empty: "Digite a senha.",
  wait: (seconds) => `O cofre aceita outra em ${seconds} s.`,
};
