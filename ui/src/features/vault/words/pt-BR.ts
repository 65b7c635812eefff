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
  forgotten: "Esqueci a senha",
  lost: "Ninguém a recupera. As credenciais da conta, o pareamento com o relay e os PINs se perdem com ela.",
  stays: "As vendas feitas e o dinheiro na conta não se perdem.",
  inTerminal: "Feche o caixa e comece um cofre vazio num terminal deste computador:",
  afterwards:
    "Ele pergunta antes, e guarda o cofre velho ao lado. Depois conecte a conta de novo, e ponha os operadores e o relay, se houver.",
  wait: (seconds) => `O cofre aceita outra em ${seconds} s.`,
  create: {
    title: "Crie o cofre deste caixa",
    why: {
      vault_silent: "O chaveiro deste computador não responde.",
      vault_forgets: "O chaveiro deste computador esquece o que recebe.",
    },
    whyOther: "Este computador não tem um chaveiro que abra.",
    file: "As credenciais vão ficar num arquivo cifrado, que só a sua senha abre.",
    rule: "8 caracteres ou mais. Cinco palavras ao acaso valem mais que sinais.",
    invalid: "Use 8 caracteres ou mais, numa linha só.",
    again: "A mesma senha, de novo",
    againHint: "Para ter certeza de que foi digitada certo",
    differs: "As duas senhas não são iguais. Digite esta de novo.",
    keep: "Guarde bem esta senha",
    facts: [
      "O caixa a pede cada vez que abre.",
      "Quem a esquece perde as credenciais: conecta a conta e pareia de novo. Ninguém a recupera.",
      "As vendas feitas não se perdem.",
    ],
    keyring: "Procurar o chaveiro de novo",
    create: "Criar o cofre",
    creating: "Criando…",
    unchanged: "Nada foi guardado.",
  },
};
