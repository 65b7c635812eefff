//! What a fiscal note needs of a sale's payments (NFC-e, group YA): which there are, and how each is told there.
//! `docs/fiscal.md` says where each fact comes from, and what is assumed.

use std::fmt;

use crate::ids::{EndToEndId, IdError};
use crate::money::Centavos;
use crate::order::Order;
use crate::order::charge::Payment;
use crate::time::UnixMs;

/// `tPag` of a dynamic Pix (Informe Técnico 2024.002): every charge of this till is one.
pub const DYNAMIC_PIX: &str = "17";

/// The key of the document that a sale belongs to, as its caller knows it, such as an order of an online shop: 1 to 60
/// letters, digits, and `-`, `.`, `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DocumentKey(String);

impl DocumentKey {
    /// Longest, in characters.
    pub const LONGEST: usize = 60;

    /// Takes the text to the letter.
    pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
        let text = text.into();
        let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
        if text.is_empty() {
            Err(IdError::Empty)
        } else if text.chars().count() > Self::LONGEST {
            Err(IdError::TooLong)
        } else if text.chars().all(is_good) {
            Ok(Self(text))
        } else {
            Err(IdError::BadCharacter)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a payment and its sale are bound to each other (`tpIntegra`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Integration {
    /// By the programs: the provider has confirmed that this sale was paid.
    ByProgram,
    /// By a person, who has confirmed the sale by hand, or matched money to it.
    ByHand,
}

impl Integration {
    /// How a proved payment is bound to its sale.
    pub const fn of(payment: &Payment) -> Self {
        match payment.matched {
            None => Self::ByProgram,
            Some(_) => Self::ByHand,
        }
    }

    /// As the note has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ByProgram => "1",
            Self::ByHand => "2",
        }
    }
}

/// One payment as a fiscal note tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiscalPayment {
    /// The adapter of the provider that took it.
    pub provider: String,
    /// What was received (`vPag`).
    pub amount: Centavos,
    /// How it is bound to the sale.
    pub integration: Integration,
    /// Its authorisation (`cAut`): the end-to-end id, where there is one.
    pub authorisation: Option<EndToEndId>,
    /// When it was paid, on our clock; its day is `dPag`.
    pub paid_at: UnixMs,
}

/// The payments of a sale, in the order in which they came. What went back is among them: the note is of the sale. A
/// sale that only a person says to be paid has one, with what the customer has shown.
pub fn fiscal_payments(order: &Order) -> Vec<FiscalPayment> {
    let mut payments = Vec::new();
    for charge in &order.attempts {
        payments.extend(charge.payments.iter().map(|payment| FiscalPayment {
            provider: charge.provider.clone(),
            amount: payment.amount,
            integration: Integration::of(payment),
            authorisation: payment.end_to_end_id.clone(),
            paid_at: charge.paid_at(payment),
        }));
    }
    if let Some(charge) = order.current().filter(|_| order.is_by_hand())
        && let Some(said) = &charge.by_hand
    {
        payments.push(FiscalPayment {
            provider: charge.provider.clone(),
            amount: charge.amount,
            integration: Integration::ByHand,
            authorisation: said.end_to_end_id.clone(),
            paid_at: said.at,
        });
    }
    payments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{OrderNumber, Reference, SaleId};
    use crate::order::Opened;
    use crate::order::charge::{ByHand, Charge, Evidence, Matched, Payment, Registration, Status};
    use crate::{ProviderId, UnmatchedNumber};

    fn payment(id: &str, paid_at: Option<i64>, is_matched: bool) -> Payment {
        let unmatched = UnmatchedNumber::new(1).unwrap();
        Payment {
            amount: Centavos::new(700),
            end_to_end_id: Some(EndToEndId::new(id).unwrap()),
            paid_at: paid_at.map(UnixMs::new),
            payer_name: None,
            evidence: Evidence::Polled,
            confirmed: true,
            seen_at: UnixMs::new(90),
            matched: is_matched.then(|| Matched { unmatched, reason: "mesa 4".into() }),
        }
    }

    fn order(made: impl FnOnce(Charge) -> Charge) -> Order {
        let reference = Reference::new("K7QD-000001").unwrap();
        let opened = Opened {
            sale_id: SaleId::new("s1").unwrap(),
            reference: reference.clone(),
            amount: Centavos::new(1_250),
            document_key: None,
        };
        let order = Order::open(OrderNumber::FIRST, &opened, None, UnixMs::new(1));
        let charge = Charge {
            registration: Some(Registration {
                provider_id: ProviderId::new("1").unwrap(),
                copy_and_paste: String::new(),
                expires_at: UnixMs::new(1_000),
                never_expires: false,
                clock_ahead_ms: 5,
            }),
            status: Status::Paid,
            ..Charge::requested(1, reference, "connectpsp".into(), order.amount, 30, UnixMs::new(1))
        };
        Order { attempts: vec![made(charge)], ..order }
    }

    #[test]
    fn each_payment_is_told_with_its_own_amount_id_and_time() {
        let payments = vec![payment("E1", Some(80), false), payment("E2", None, true)];
        let told = fiscal_payments(&order(|charge| Charge { payments, ..charge }));
        let told: Vec<_> = told
            .iter()
            .map(|it| {
                let id = it.authorisation.as_ref().unwrap().as_str();
                (it.amount.get(), it.integration.code(), id, it.paid_at.get())
            })
            .collect();
        assert_eq!(told, [(700, "1", "E1", 85), (700, "2", "E2", 90)]);
    }

    #[test]
    fn what_only_a_person_says_is_told_as_that_until_it_is_proved() {
        let said = ByHand {
            reason: "vi".into(),
            end_to_end_id: Some(EndToEndId::new("E9").unwrap()),
            at: UnixMs::new(50),
        };
        let of = |payments: Vec<Payment>, status| {
            let by_hand = Some(said.clone());
            fiscal_payments(&order(|charge| Charge { status, payments, by_hand, ..charge }))
        };
        let [told] = &of(Vec::new(), Status::Expired)[..] else { panic!("one payment") };
        assert_eq!(
            (told.amount.get(), told.integration, told.paid_at.get()),
            (1_250, Integration::ByHand, 50)
        );
        assert_eq!(told.authorisation, said.end_to_end_id);
        let proved = of(vec![payment("E1", Some(80), false)], Status::Paid);
        assert_eq!(proved.len(), 1);
        assert_eq!(proved[0].integration, Integration::ByProgram);
    }

    #[test]
    fn a_sale_that_nobody_has_paid_has_no_payment() {
        assert_eq!(fiscal_payments(&order(|charge| charge)), []);
    }

    #[test]
    fn a_document_key_has_no_other_signs_than_documents_have() {
        for good in ["1", "NFCe-3526.0714/99", &"a".repeat(60)] {
            assert_eq!(DocumentKey::new(good).unwrap().as_str(), good);
        }
        for (bad, error) in [
            ("", IdError::Empty),
            (&*"a".repeat(61), IdError::TooLong),
            ("a b", IdError::BadCharacter),
            ("ção", IdError::BadCharacter),
            ("a\n", IdError::BadCharacter),
        ] {
            assert_eq!(DocumentKey::new(bad), Err(error), "{bad}");
        }
    }
}
