//! What a fiscal note needs of an order's payments, by the names of its schema.

use contract::FiscalView;
use domain::{DYNAMIC_PIX, EndToEndId, Order, TaxId, TaxIdKind, fiscal_payments};
use jiff::tz::TimeZone;

use super::words;
use crate::settings::Settings;
use crate::zone;

/// The shop and its till, as notes name them.
pub(crate) struct Terminal {
    settings: Settings,
    zone: TimeZone,
    /// The till's code.
    code: String,
}

impl Terminal {
    pub(crate) fn new(settings: Settings, code: String) -> Self {
        let zone = zone::of(&settings);
        Self { settings, zone, code }
    }
}

/// The fields of each payment, in the order in which they came.
pub(super) fn fiscal(terminal: &Terminal, order: &Order) -> Vec<FiscalView> {
    let Terminal { settings, zone, code } = terminal;
    let receiver = settings.shop_document().as_deref().and_then(cnpj);
    let payments = fiscal_payments(order).into_iter().map(|payment| FiscalView {
        t_pag: DYNAMIC_PIX.to_owned(),
        v_pag: payment.amount.to_decimal(),
        tp_integra: payment.integration.code().to_owned(),
        cnpj: settings.institution(&payment.provider).as_deref().and_then(cnpj),
        c_aut: payment.authorisation.as_ref().map(EndToEndId::as_str).map(words),
        cnpj_receb: receiver.clone(),
        id_term_pag: code.clone(),
        d_pag: zone::day_of(zone, payment.paid_at.get())
            .map(|day| day.to_string())
            .unwrap_or_default(),
        document_key: order.document_key.as_ref().map(ToString::to_string),
    });
    payments.collect()
}

/// The 14 characters of a CNPJ; none of a CPF.
pub(crate) fn cnpj(text: &str) -> Option<String> {
    let id = TaxId::parse(text).ok().filter(|id| id.kind() == TaxIdKind::Cnpj);
    id.map(|id| id.digits().to_owned())
}
