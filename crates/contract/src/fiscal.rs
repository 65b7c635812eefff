//! What a fiscal note needs of a payment (NFC-e, group YA): the names are those of its schema.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The fields of one payment. The till issues no note: it makes it possible to issue one right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FiscalView {
    /// 17: dynamic Pix; 20: static Pix.
    #[serde(rename = "tPag")]
    pub t_pag: String,
    /// What was received, in reais with two decimals and a point.
    #[serde(rename = "vPag")]
    pub v_pag: String,
    /// 1: the provider has confirmed it; 2: a person says so.
    #[serde(rename = "tpIntegra")]
    pub tp_integra: String,
    /// The payment institution's CNPJ: 14 characters; null where the settings do not say it.
    #[serde(rename = "CNPJ")]
    pub cnpj: Option<String>,
    /// The authorisation: the end-to-end id, 1 to 128 characters; null where there is none.
    #[serde(rename = "cAut")]
    pub c_aut: Option<String>,
    /// The CNPJ of the shop that receives; null where the settings do not say it, or the shop has a CPF.
    #[serde(rename = "CNPJReceb")]
    pub cnpj_receb: Option<String>,
    /// The terminal: the till's code, 1 to 40 characters.
    #[serde(rename = "idTermPag")]
    pub id_term_pag: String,
    /// The day of the payment in the shop's time zone, such as `2026-11-28`.
    #[serde(rename = "dPag")]
    pub d_pag: String,
    /// The key of the document that the caller gave with the charge.
    pub document_key: Option<String>,
}
