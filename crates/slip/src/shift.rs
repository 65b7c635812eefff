//! The slip of a shift: an X while it is open, a Z when it is closed.

use contract::{Anomaly, NotableItem, NotableList, ReportOf, ReportView, Sum};
use domain::Centavos;

use crate::document::{Columns, Document, Style};
use crate::local::Local;
use crate::shop::Shop;

/// At most so many of each kind are told by name; the sum is of all.
const MOST_NAMED: usize = 10;

/// A report, as its slip tells of it.
pub struct ShiftSlip<'a> {
    /// Whose.
    pub shop: &'a Shop,
    /// The till's number and name.
    pub till: &'a str,
    /// No sale is real.
    pub training: bool,
    /// What came and went.
    pub report: &'a ReportView,
    /// A moment, in milliseconds, as it is read in the report's time zone.
    pub local: &'a dyn Fn(i64) -> Local,
    /// When it is printed.
    pub printed_at: Local,
}

impl ShiftSlip<'_> {
    /// Lays it out.
    pub fn on(&self, columns: Columns) -> Document {
        let mut slip = Document::new(columns, &self.title());
        if self.training {
            slip.bar("MODO TREINO - SEM VALOR").text("Nenhuma venda é real", Style::CENTRE);
            slip.blank();
        }
        self.shop.write(&mut slip);
        slip.text(&self.title().to_uppercase(), Style::CENTRE_BOLD);
        slip.text("NÃO É DOCUMENTO FISCAL", Style::CENTRE).rule();
        self.write_of(&mut slip);
        slip.rule().large_pair("TOTAL", &reais(self.report.total_centavos)).blank();
        self.write_sums(&mut slip);
        self.write_who(&mut slip);
        self.write_bars(&mut slip);
        self.write_notable(&mut slip);
        self.write_cash(&mut slip);
        self.write_seal(&mut slip);
        let printed = format!("Impresso em {}", self.printed_at.date_and_clock());
        slip.text(&printed, Style::CENTRE);
        slip
    }

    fn title(&self) -> String {
        match &self.report.of {
            ReportOf::Day { day } => format!("Relatório do dia {day}"),
            ReportOf::Shift { number, closed_at_ms: None, .. } => {
                format!("Leitura X - turno {number}")
            }
            ReportOf::Shift { number, .. } => format!("Fechamento Z - turno {number}"),
        }
    }

    fn at(&self, ms: i64) -> String {
        (self.local)(ms).date_and_clock()
    }

    fn write_of(&self, slip: &mut Document) {
        slip.pair("Caixa", self.till).pair("De", &self.at(self.report.from_ms));
        if let ReportOf::Shift { opened_by, automatic, closed_at_ms, closed_by, .. } =
            &self.report.of
        {
            match (automatic, opened_by) {
                (true, _) => drop(slip.pair("Aberto", "sozinho")),
                (false, Some(name)) => drop(slip.pair("Aberto por", name)),
                (false, None) => {}
            }
            if let Some(at) = closed_at_ms {
                slip.pair("Fechado", &self.at(*at));
            }
            if let Some(name) = closed_by {
                slip.pair("Fechado por", name);
            }
        } else {
            slip.pair("Até", &self.at(self.report.until_ms));
        }
        if self.report.clock_set_back {
            slip.text("O relógio foi atrasado durante o turno.", Style::default());
        }
    }

    fn write_sums(&self, slip: &mut Document) {
        let report = self.report;
        slip.pair("Vendas pagas", &report.sales.to_string());
        slip.pair("Recebido, provado", &reais(report.received.centavos));
        sum(slip, "Confirmado à mão", report.by_hand);
        sum(slip, "Devolvido aqui", report.refunded_here);
        sum(slip, "Devolvido pelo MED", report.refunded_by_dispute);
        sum(slip, "Devolvido fora daqui", report.refunded_elsewhere);
        sum(slip, "Pago antes deste turno", report.earlier);
        sum(slip, "Devolvido antes dele", report.earlier_refunds);
        slip.pair("Fica na conta", &reais(report.net_centavos));
    }

    fn write_who(&self, slip: &mut Document) {
        if !self.report.operators.is_empty() {
            slip.rule().text("POR OPERADOR", BOLD);
        }
        for operator in &self.report.operators {
            let name = operator.name.as_deref().unwrap_or("dono");
            let total = operator.received_centavos.saturating_add(operator.by_hand_centavos);
            slip.pair(&format!("{name} ({})", operator.sales), &reais(total));
        }
        if !self.report.providers.is_empty() {
            slip.rule().text("POR PROVEDOR", BOLD);
        }
        for provider in &self.report.providers {
            let total = provider.received_centavos.saturating_add(provider.by_hand_centavos);
            let name = format!("{} ({})", provider.provider_name, provider.sales);
            slip.pair(&name, &reais(total));
        }
    }

    fn write_bars(&self, slip: &mut Document) {
        let sold: Vec<_> = self.report.bars.iter().filter(|bar| bar.sales > 0).collect();
        if sold.len() > 1 {
            slip.rule().text("POR HORA OU DIA", BOLD);
            for bar in sold {
                let label = format!("{} ({})", bar.label, bar.sales);
                slip.pair(&label, &reais(bar.received_centavos));
            }
        }
    }

    fn write_notable(&self, slip: &mut Document) {
        let notable = &self.report.notable;
        self.write_list(slip, "EM ABERTO, PASSAM ADIANTE", &notable.open);
        self.write_list(slip, "CONFIRMADAS À MÃO", &notable.by_hand);
        self.write_list(slip, "DINHEIRO FORA DO COMUM", &notable.odd);
        self.write_list(slip, "CONTESTADAS", &notable.disputes);
        self.write_list(slip, "DINHEIRO SEM VENDA, FORA DO TOTAL", &notable.unmatched);
        self.write_list(slip, "DEVOLVIDAS", &notable.refunds);
    }

    fn write_list(&self, slip: &mut Document, title: &str, list: &NotableList) {
        if list.sum.count == 0 {
            return;
        }
        slip.rule().text(title, BOLD);
        for item in list.items.iter().take(MOST_NAMED) {
            self.write_item(slip, item);
        }
        let named = list.items.len().min(MOST_NAMED);
        let more = list.sum.count.saturating_sub(u64::try_from(named).unwrap_or(u64::MAX));
        if more > 0 {
            slip.text(&format!("e mais {more}"), Style::default());
        }
        slip.pair(&format!("Soma ({})", list.sum.count), &reais(list.sum.centavos));
    }

    fn write_item(&self, slip: &mut Document, item: &NotableItem) {
        let number = item.order.as_deref().or(item.unmatched.as_deref()).unwrap_or("-");
        let clock = (self.local)(item.at_ms).clock();
        let by = item.by.as_ref().map_or_else(String::new, |by| format!(" {by}"));
        slip.pair(&format!("{number} {clock}{by}"), &reais(item.centavos));
        if let Some(expected) = item.expected_centavos {
            slip.pair("  pedido", &reais(expected));
        }
        for odd in &item.anomalies {
            slip.pair(anomaly(*odd), "");
        }
    }

    fn write_cash(&self, slip: &mut Document) {
        let Some(cash) = &self.report.cash else { return };
        slip.rule().text("DINHEIRO NA GAVETA", BOLD);
        slip.pair("Fundo de troco", &reais(cash.float_centavos));
        sum(slip, "Suprimento", cash.supplied);
        sum(slip, "Sangria", cash.withdrawn);
        if let Some(expected) = cash.expected_centavos {
            slip.pair("Deve haver", &reais(expected));
        }
        if let Some(counted) = cash.counted_centavos {
            slip.pair("Contado", &reais(counted));
        }
        if let Some(difference) = cash.difference_centavos.filter(|it| *it != 0) {
            let name = if difference > 0 { "Sobra" } else { "Falta" };
            slip.pair(name, &reais(difference.saturating_abs()));
        }
    }

    fn write_seal(&self, slip: &mut Document) {
        slip.rule();
        let Some(seal) = &self.report.seal else { return };
        slip.text("Selo do registro de vendas", Style::CENTRE).qr(&seal.head);
        slip.id(&seal.head).text("Confira com: balcao verify --head", Style::CENTRE).blank();
    }
}

const BOLD: Style =
    Style { align: crate::document::Align::Left, bold: true, large: false, inverse: false };

fn reais(centavos: i64) -> String {
    Centavos::new(centavos).to_string()
}

/// What there is none of is not told.
fn sum(slip: &mut Document, name: &str, sum: Sum) {
    if sum.count > 0 {
        slip.pair(&format!("{name} ({})", sum.count), &reais(sum.centavos));
    }
}

const fn anomaly(odd: Anomaly) -> &'static str {
    match odd {
        Anomaly::PaidLate => "  paga após expirar",
        Anomaly::PaidAfterCancelling => "  paga após cancelar",
        Anomaly::Overpaid => "  veio mais",
        Anomaly::Underpaid => "  veio menos",
        Anomaly::DuplicatePayment => "  paga mais de uma vez",
        Anomaly::Disputed => "  contestada",
        Anomaly::Unproven => "  o provedor diz paga, e não prova",
    }
}
