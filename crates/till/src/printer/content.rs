//! What stands on the slips of this till.

use std::sync::Arc;

use checkout::Checkout;
use contract::{Act, Anomaly, AttemptView, OrderView, PaymentView, ReportView, Status};
use domain::{Centavos, OperatorId, OrderNumber, TaxId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use slip::{
    ByHand, Columns, DRAWER, Document, Local, Mark, OrderSlip, Payment, Refund, ShiftSlip, Shop,
    Standing, test_page,
};
use store::{SlipJob, SlipOf};

use super::Target;
use super::target::columns;
use crate::operator::Staff;
use crate::settings::{Current, Settings};
use crate::{view, zone};

/// What slips are made of, as it is now.
#[derive(Clone)]
pub(crate) struct Content {
    checkout: Arc<Checkout>,
    staff: Arc<Staff>,
    settings: Settings,
    training: bool,
}

impl Content {
    /// As the settings are now.
    pub(super) fn of(current: &Current) -> Self {
        Self {
            checkout: Arc::clone(&current.checkout),
            staff: Arc::clone(&current.staff),
            settings: current.settings().clone(),
            training: current.training.is_some(),
        }
    }

    /// How wide slips are.
    pub(crate) fn columns(&self) -> Columns {
        columns(&self.settings)
    }

    /// An order's slip, with these marks at its top.
    pub(crate) fn of_order(&self, order: &OrderView, mut marks: Vec<Mark>) -> Document {
        marks.extend(self.training.then_some(Mark::Training));
        marks.extend(marks_of(order));
        let slip = OrderSlip {
            shop: self.shop(),
            marks,
            standing: self.standing(order),
            number: order.order.clone(),
            at: self.local(paid_at(order).unwrap_or(order.created_at_ms)),
            till: self.till(),
            terminal: self.terminal(),
            operator: seller(order),
            total: Centavos::new(order.amount_centavos),
            payments: order.attempts.iter().flat_map(|it| self.payments(it)).collect(),
            refunds: order.attempts.iter().flat_map(|it| self.refunds(it)).collect(),
            reference: order.attempts.last().map(|it| it.reference.clone()).unwrap_or_default(),
            footer: self.settings.receipt_footer(),
        };
        slip.on(self.columns())
    }

    /// What the printer gets for a slip, once `begin` has put down that it is being printed: it is given whether the
    /// order is paid, and says which copy it is.
    pub(super) fn bytes(
        &self,
        job: &SlipJob,
        target: &Target,
        begin: impl FnOnce(bool) -> Result<u32, String>,
    ) -> Result<Vec<u8>, String> {
        let document = match &job.of {
            SlipOf::Order(number) => {
                let order = self.order(*number)?;
                let copy = begin(order.received_centavos > 0)?;
                self.of_order(&order, self.marks_of_job(job, copy))
            }
            SlipOf::Shift { report, .. } => {
                let report = serde_json::from_str(report).map_err(|error| error.to_string())?;
                begin(false)?;
                self.of_shift(&report)
            }
            SlipOf::Test => {
                begin(false)?;
                test_page(self.columns(), target.page)
            }
            SlipOf::Drawer => {
                begin(false)?;
                return Ok(DRAWER.to_vec());
            }
        };
        document.to_escpos(target.page, target.cuts).map_err(|error| error.to_string())
    }

    fn order(&self, number: OrderNumber) -> Result<OrderView, String> {
        let history = self.checkout.order(number).map_err(|error| error.to_string())?;
        Ok(view::undrawn(&self.checkout, &self.staff.known(), &history))
    }

    fn marks_of_job(&self, job: &SlipJob, copy: u32) -> Vec<Mark> {
        let repeated = job.doubtful.then_some(Mark::MayBeRepeated);
        let asked_by = job.asked_by.as_deref().and_then(|id| OperatorId::new(id).ok());
        let by = asked_by.and_then(|id| self.staff.known().name(&id));
        let again = (copy > 1).then(|| Mark::Copy { at: self.local(job.asked_at.get()), by });
        repeated.into_iter().chain(again).collect()
    }

    fn of_shift(&self, report: &ReportView) -> Document {
        let zone = zone::named(Some(&report.time_zone));
        let slip = ShiftSlip {
            shop: &self.shop(),
            till: &self.till(),
            training: self.training,
            report,
            local: &|ms| local(ms, &zone),
            printed_at: local(self.checkout.now().get(), &zone),
        };
        slip.on(self.columns())
    }

    fn shop(&self) -> Shop {
        let name = self.settings.shop_name().unwrap_or_else(|| "Balcão".to_owned());
        let document = self.settings.shop_document();
        Shop {
            name,
            document: document.and_then(|digits| TaxId::parse(&digits).ok()),
            address: self.settings.shop_address(),
            city: self.settings.shop_city(),
        }
    }

    /// `01 Balcão`: number and name, as far as somebody has chosen them.
    fn till(&self) -> String {
        let number = self.settings.till_number().map(|number| format!("{number:02}"));
        let parts: Vec<_> = number.into_iter().chain(self.settings.till_name()).collect();
        if parts.is_empty() { self.terminal() } else { parts.join(" ") }
    }

    /// The till's code: what the fiscal note calls the terminal.
    fn terminal(&self) -> String {
        self.checkout.terminal().ok().flatten().unwrap_or_default()
    }

    fn local(&self, ms: i64) -> Local {
        local(ms, &zone::of(&self.settings))
    }

    fn standing(&self, order: &OrderView) -> Standing {
        if order.received_centavos > 0 {
            return Standing::Paid;
        }
        let said = order.attempts.iter().rev().find_map(|attempt| attempt.by_hand.as_ref());
        match (order.status, said, order.attempts.last()) {
            (Status::ByHand, Some(said), _) => Standing::ByHand(ByHand {
                at: self.local(said.at_ms),
                by: said.by.clone().filter(|by| by != OperatorId::owner().as_str()),
                shown_id: said.end_to_end_id.clone(),
            }),
            (Status::Registering | Status::Pending, _, Some(attempt)) => Standing::Awaiting {
                code: attempt.copy_and_paste.clone(),
                until: attempt.expires_at_ms.map(|at| self.local(at)),
            },
            _ => Standing::NotPaid,
        }
    }

    fn payments<'a>(&'a self, attempt: &'a AttemptView) -> impl Iterator<Item = Payment> + 'a {
        let cnpj = self.settings.institution(&attempt.provider);
        let cnpj = cnpj.and_then(|digits| TaxId::parse(&digits).ok());
        attempt.payments.iter().map(move |payment| Payment {
            amount: Centavos::new(payment.amount_centavos),
            at: self.local(moment(payment)),
            payer: payment.payer_name.clone(),
            institution: attempt.provider_name.clone(),
            institution_cnpj: cnpj.clone(),
            end_to_end_id: payment.end_to_end_id.clone(),
            reference: attempt.reference.clone(),
        })
    }

    fn refunds<'a>(&'a self, attempt: &'a AttemptView) -> impl Iterator<Item = Refund> + 'a {
        attempt.refunds.iter().map(|refund| Refund {
            amount: Centavos::new(refund.amount_centavos),
            at: Some(self.local(refund.refunded_at_ms.unwrap_or(refund.seen_at_ms))),
            return_id: refund.end_to_end_id.clone(),
        })
    }
}

fn local(ms: i64, zone: &TimeZone) -> Local {
    let moment = Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(zone.clone());
    Local {
        year: moment.year(),
        month: moment.month(),
        day: moment.day(),
        hour: moment.hour(),
        minute: moment.minute(),
        second: moment.second(),
    }
}

fn moment(payment: &PaymentView) -> i64 {
    payment.paid_at_ms.unwrap_or(payment.seen_at_ms)
}

fn paid_at(order: &OrderView) -> Option<i64> {
    order.attempts.iter().flat_map(|attempt| &attempt.payments).map(moment).min()
}

/// Who has begun it.
fn seller(order: &OrderView) -> Option<String> {
    let charged = order.acts.iter().find(|act| act.act == Act::Charged)?;
    charged.by.name.clone()
}

/// What its money has made of it, gravest first.
fn marks_of(order: &OrderView) -> Vec<Mark> {
    let mut marks = Vec::new();
    let back = order.refunded_centavos;
    if back > 0 {
        let is_all = back >= order.received_centavos;
        marks.push(if is_all { Mark::Refunded } else { Mark::PartlyRefunded });
    }
    let has = |wanted: &[Anomaly]| order.anomalies.iter().any(|odd| wanted.contains(odd));
    let late = has(&[Anomaly::PaidLate, Anomaly::PaidAfterCancelling]);
    marks.extend(late.then_some(Mark::PaidLate));
    marks.extend(has(&[Anomaly::Overpaid, Anomaly::Underpaid]).then_some(Mark::OtherAmount));
    marks.extend(has(&[Anomaly::DuplicatePayment]).then_some(Mark::PaidTwice));
    marks
}
