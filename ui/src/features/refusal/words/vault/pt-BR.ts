import type { RefusalCode } from "../../../../backend/refused";
import type { RefusalWords } from "../words";

/** Of what keeps the secrets. */
export const vaultRefusals = {
  vault_silent: {
    title: "O chaveiro não responde",
    money: "Nada foi cobrado agora. O que já estava aberto continua sendo consultado.",
    next: "Ele pode estar pedindo a senha em outra janela. Desbloqueie-o e tente de novo; se continuar, reinicie a sessão do computador.",
  },
  vault_locked: {
    title: "O cofre deste caixa está trancado",
    money: "Nada foi cobrado. As vendas feitas continuam como estão.",
    next: "Quem cuida da loja precisa dar a senha do cofre.",
  },
  wrong_passphrase: {
    title: "A senha do cofre não confere",
    money: "Nada foi mudado.",
    next: "Digite de novo. Depois de várias erradas, o cofre espera cada vez mais.",
  },
  passphrase_wait: {
    title: "Senhas erradas demais",
    money: "Nada foi mudado.",
    next: "O cofre não aceita outra por um tempo. Espere e digite de novo.",
  },
  invalid_passphrase: {
    title: "Esta senha não serve",
    money: "Nada foi mudado.",
    next: "Use 8 caracteres ou mais, numa linha só.",
  },
  vault_damaged: {
    title: "O cofre deste caixa está danificado",
    money: "Nada foi cobrado. As vendas feitas continuam como estão.",
    next: "Nenhuma senha o abre. Ponha uma cópia do arquivo de volta; sem cópia, comece um cofre vazio e conecte de novo.",
  },
  vault_missing: {
    title: "O arquivo do cofre deste caixa sumiu",
    money: "Nada foi cobrado. As vendas feitas continuam como estão.",
    next: "Ponha-o de volta na pasta do caixa; sem cópia, comece um cofre vazio e conecte de novo.",
  },
  vault_too_new: {
    title: "O cofre deste caixa é de um Balcão mais novo",
    money: "Nada foi cobrado.",
    next: "Atualize o Balcão.",
  },
  vault_forgets: {
    title: "O sistema não guarda o que recebe",
    money: "Nada foi confiado a ele.",
    next: "Os segredos se perderiam com a sessão. Escolha o cofre cifrado.",
  },
  credentials_missing: {
    title: "O cofre não tem as credenciais deste caixa",
    money: "Nada foi cobrado.",
    next: "Os arquivos foram copiados ou movidos? Quem cuida da loja conecta de novo: “Conectar ou trocar conta”, ou num terminal balcao connect.",
  },
  vault_unavailable: {
    title: "O cofre de senhas do sistema não abre",
    money: "Nada foi cobrado.",
    next: "Destrave o chaveiro deste computador e tente de novo.",
  },
} satisfies Partial<Record<RefusalCode, RefusalWords>>;
