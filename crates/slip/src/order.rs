//! The slip of an order.

use domain::{Centavos, TaxId};

use crate::document::{Columns, Document, Style};
use crate::local::Local;
use crate::shop::{Shop, kind_and_number};

/// What must not be mistaken: it stands white on black above everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Not the first one.
    Copy {
        /// When it was asked for.
        at: Local,
        /// By whom; absent: the owner.
        by: Option<String>,
    },
    /// The one before may have come out: nobody knows.
    MayBeRepeated,
    /// No sale is real.
    Training,
    /// All of the money went back.
    Refunded,
    /// Some of it did.
    PartlyRefunded,
    /// It came when nobody waited for it any more.
    PaidLate,
    /// Another amount came than was asked for.
    OtherAmount,
    /// More than one payment came.
    PaidTwice,
}

/// How the order stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The provider has proved the money.
    Paid,
    /// A person says so.
    ByHand(ByHand),
    /// The customer can pay.
    Awaiting {
        /// The payment code, if there is one.
        code: Option<String>,
        /// Until when.
        until: Option<Local>,
    },
    /// Nothing came, and nothing is waited for.
    NotPaid,
}

/// What a person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// When.
    pub at: Local,
    /// Who; absent: the owner.
    pub by: Option<String>,
    /// The end-to-end id that the customer has shown.
    pub shown_id: Option<String>,
}

/// Money that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// How much.
    pub amount: Centavos,
    /// When.
    pub at: Local,
    /// Who paid, masked.
    pub payer: Option<String>,
    /// The payment institution, as people call it.
    pub institution: String,
    /// Its CNPJ, where the settings say it.
    pub institution_cnpj: Option<TaxId>,
    /// The end-to-end id.
    pub end_to_end_id: Option<String>,
    /// Our reference at the provider.
    pub reference: String,
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// How much.
    pub amount: Centavos,
    /// When, where that is known.
    pub at: Option<Local>,
    /// The end-to-end id of the return.
    pub return_id: Option<String>,
}

/// An order, as its slip tells of it.
#[derive(Debug, Clone)]
pub struct OrderSlip {
    /// Whose.
    pub shop: Shop,
    /// What stands at the very top, in this order.
    pub marks: Vec<Mark>,
    /// How it stands.
    pub standing: Standing,
    /// The order's number, such as `000139`.
    pub number: String,
    /// When it was paid first; until then, when it was made.
    pub at: Local,
    /// The till's number and name, as far as the settings say them: `01`, `Balcão`.
    pub till: String,
    /// The terminal of the fiscal note: the till's code.
    pub terminal: String,
    /// Who sold; absent: the owner.
    pub operator: Option<String>,
    /// What was asked for.
    pub total: Centavos,
    /// First to last.
    pub payments: Vec<Payment>,
    /// First to last.
    pub refunds: Vec<Refund>,
    /// The reference of an attempt that nobody has paid.
    pub reference: String,
    /// What the shop says at the end.
    pub footer: Option<String>,
}

impl OrderSlip {
    /// Lays it out.
    pub fn on(&self, columns: Columns) -> Document {
        let mut slip = Document::new(columns, &format!("Venda {}", self.number));
        self.write_marks(&mut slip);
        match &self.standing {
            Standing::Awaiting { code, until } => {
                self.write_awaiting(&mut slip, code.as_deref(), *until);
            }
            Standing::NotPaid => self.write_not_paid(&mut slip),
            Standing::Paid => self.write_paid(&mut slip, None),
            Standing::ByHand(by_hand) => self.write_paid(&mut slip, Some(by_hand)),
        }
        slip
    }

    fn write_marks(&self, slip: &mut Document) {
        for mark in &self.marks {
            match mark {
                Mark::Copy { at, by } => {
                    let by = by.as_ref().map_or_else(String::new, |by| format!(", {by}"));
                    let when = format!("{}{by}", at.date_and_clock());
                    slip.bar("2ª VIA").text(&when, Style::CENTRE);
                }
                Mark::MayBeRepeated => {
                    slip.bar("REIMPRESSÃO - PODE SER REPETIDA");
                }
                Mark::Training => {
                    slip.bar("MODO TREINO - SEM VALOR").text("Nenhuma venda é real", Style::CENTRE);
                }
                Mark::Refunded => drop(slip.bar("ESTORNADO")),
                Mark::PartlyRefunded => drop(slip.bar("DEVOLVIDO EM PARTE")),
                Mark::PaidLate => drop(slip.bar("PAGO APÓS EXPIRAR")),
                Mark::OtherAmount => drop(slip.bar("VALOR DIFERENTE")),
                Mark::PaidTwice => drop(slip.bar("PAGO MAIS DE UMA VEZ")),
            }
        }
        match self.standing {
            Standing::Awaiting { .. } => drop(slip.bar("AGUARDANDO PAGAMENTO")),
            Standing::NotPaid => drop(slip.bar("NÃO PAGO")),
            Standing::ByHand(_) => {
                let why = "O banco ainda não provou este pagamento.";
                slip.bar("CONFIRMADO À MÃO").text(why, Style::CENTRE);
            }
            Standing::Paid => {}
        }
        if !slip.rows().is_empty() {
            slip.blank();
        }
    }

    fn write_awaiting(&self, slip: &mut Document, code: Option<&str>, until: Option<Local>) {
        let sale = format!("Venda {}  {}", self.number, self.at.clock());
        slip.text(&sale, Style::CENTRE).large_pair("TOTAL", &self.total.to_string());
        if let Some(code) = code {
            slip.qr(code);
        }
        if let Some(until) = until {
            slip.text(&format!("Vale até {}.", until.clock()), Style::CENTRE);
        }
        slip.text("Não prova pagamento.", Style::CENTRE);
    }

    fn write_not_paid(&self, slip: &mut Document) {
        self.shop.write(slip);
        self.write_sale(slip);
        slip.rule().large_pair("TOTAL", &self.total.to_string()).blank();
        slip.text("Nada foi recebido por esta venda.", Style::CENTRE).blank();
        slip.text("Referência", Style::default()).id(&self.reference);
    }

    fn write_paid(&self, slip: &mut Document, by_hand: Option<&ByHand>) {
        self.shop.write(slip);
        slip.text("COMPROVANTE DE PAGAMENTO PIX", Style::CENTRE_BOLD);
        slip.text("NÃO É DOCUMENTO FISCAL", Style::CENTRE).rule();
        self.write_sale(slip);
        slip.rule().large_pair("TOTAL", &self.total.to_string()).blank();
        let received = self.payments.iter().map(|payment| payment.amount.get()).sum();
        if by_hand.is_none() && received != self.total.get() {
            slip.pair("Recebido", &Centavos::new(received).to_string());
        }
        let standing = if by_hand.is_some() { "CONFIRMADO À MÃO" } else { "PAGO" };
        slip.text(standing, Style::CENTRE_BOLD).blank();
        for payment in &self.payments {
            self.write_payment(slip, payment);
        }
        if let Some(by_hand) = by_hand {
            self.write_by_hand(slip, by_hand);
        }
        for refund in &self.refunds {
            write_refund(slip, refund);
        }
        slip.rule();
        self.write_end(slip);
    }

    fn write_sale(&self, slip: &mut Document) {
        let columns = slip.count();
        slip.pair(&format!("Venda {}", self.number), &self.at.within(columns));
        let operator = match &self.operator {
            Some(name) if columns >= 42 => format!("Operador {name}"),
            Some(name) => name.clone(),
            None => String::new(),
        };
        slip.pair(&format!("Caixa {}", self.till), &operator);
    }

    fn write_payment(&self, slip: &mut Document, payment: &Payment) {
        if self.payments.len() > 1 {
            let columns = slip.count();
            slip.pair(&payment.at.within(columns), &payment.amount.to_string());
        }
        if let Some(payer) = &payment.payer {
            slip.field("Pagador", payer, "");
        }
        self.write_receiver(slip);
        let cnpj = payment.institution_cnpj.as_ref().map(TaxId::written).unwrap_or_default();
        write_institution(slip, &payment.institution, &cnpj);
        slip.pair("Terminal", &self.terminal);
        if let Some(id) = &payment.end_to_end_id {
            slip.text("Autorização (código do Pix)", Style::default()).id(id);
        }
        slip.text("Referência", Style::default()).id(&payment.reference);
    }

    fn write_receiver(&self, slip: &mut Document) {
        if let Some(document) = &self.shop.document {
            let (kind, number) = kind_and_number(document);
            slip.field("Recebedor", kind, &number);
        }
    }

    fn write_by_hand(&self, slip: &mut Document, by_hand: &ByHand) {
        let by = by_hand.by.as_deref().unwrap_or_default();
        slip.field("Confirmado", &by_hand.at.date_and_clock(), by);
        self.write_receiver(slip);
        slip.pair("Terminal", &self.terminal);
        if let Some(id) = &by_hand.shown_id {
            slip.text("Código mostrado, não provado", Style::default()).id(id);
        }
        slip.text("Referência", Style::default()).id(&self.reference);
    }

    /// The code is the payment's own, for the till's check of receipts; never one with which somebody could pay.
    fn write_end(&self, slip: &mut Document) {
        let id = self.payments.iter().find_map(|payment| payment.end_to_end_id.as_ref());
        if let Some(id) = id {
            slip.qr(id);
            let long = "Troca ou dúvida: leia este código no caixa.";
            let short = "Troca: leia no caixa.";
            let fits = long.chars().count() <= slip.count();
            slip.text(if fits { long } else { short }, Style::CENTRE).blank();
        }
        if let Some(footer) = self.footer.as_deref().filter(|it| !it.trim().is_empty()) {
            slip.text(footer, Style::CENTRE);
        }
    }
}

fn write_institution(slip: &mut Document, name: &str, cnpj: &str) {
    if cnpj.is_empty() {
        slip.pair("Instituição", name);
        return;
    }
    let both = format!("{name} {cnpj}");
    let fits = "Instituição".chars().count() + 1 + both.chars().count() <= slip.count();
    if fits {
        slip.pair("Instituição", &both);
    } else {
        slip.text(&format!("Instituição {name}"), Style::default()).pair("CNPJ", cnpj);
    }
}

fn write_refund(slip: &mut Document, refund: &Refund) {
    slip.blank().pair("Devolução Pix", &refund.amount.to_string());
    if let Some(at) = refund.at {
        let columns = slip.count();
        slip.pair("Devolvido em", &at.within(columns));
    }
    if let Some(id) = &refund.return_id {
        slip.text("Código da devolução", Style::default()).id(id);
    }
}
