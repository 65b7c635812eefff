/** What else people call a setting, in both languages: it is searched and never shown. */
export const SYNONYMS: Record<string, string> = {
  "shop.name": "empresa estabelecimento store company",
  "shop.document": "cpf cnpj tax id",
  "shop.city": "cidade municipio town",
  "shop.time_zone": "hora relogio fuso clock time",
  "till.name": "caixa pdv terminal register",
  "till.number": "caixa pdv terminal register",
  "sale.expiry_minutes": "prazo vencimento expirar tempo qr code expiry timeout",
  "sale.ceiling_centavos": "teto limite valor alto maximo ceiling limit",
  "sale.ask_payer": "cpf na nota cliente pagador nome customer",
  "sale.provider": "conta provedor psp account provider",
  relay: "webhook aviso ao vivo live conexao connection",
  "lock.after_minutes": "trancar bloquear senha pin inatividade idle lock screen timeout",
  "limits.refund_centavos_per_day":
    "reembolso devolucao devolver estorno limite pin senha gerente refund chargeback limit",
  "limits.by_hand_centavos_per_day": "a mao manual sem prova limite pin senha gerente limit",
  "receipts.auto_print": "impressora imprimir cupom recibo printer receipt",
  language: "lingua portugues ingles english portuguese",
  theme: "tema escuro claro noite modo dark light mode night",
  sounds: "som barulho volume bipe campainha sound beep",
  "scanner.mode": "leitor codigo de barras barcode",
  "scanner.prefix": "leitor codigo de barras prefixo barcode prefix",
  "scanner.suffix": "leitor codigo de barras sufixo barcode suffix",
  "scanner.max_gap_ms": "leitor codigo de barras ritmo intervalo barcode gap",
  "retention.personal_data_days":
    "lgpd gdpr esquecer apagar excluir cliente cpf privacidade retencao forget erase delete customer privacy",
};
