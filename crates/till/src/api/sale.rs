//! A sale, from a door's request to an order and to its end.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use checkout::Sale;
use contract::{
    ChargeRequest, CustomerPays, Failure, FailureCode, OrderRef, OrderView, PayerInput,
};
use domain::{Actor, AmountError, Caller, Centavos, DocumentKey, Payer, Reference, SaleId, TaxId};
use uuid::Uuid;

use super::number;
use crate::failure::from_checkout;
use crate::open::Till;

/// All that a door can say about a sale.
#[derive(Debug, Clone)]
pub struct SaleRequest {
    /// A UUID of the door's.
    pub sale_id: String,
    /// Whole centavos.
    pub amount_centavos: i64,
    /// The provider's reference of the first attempt, to the letter; absent: ours.
    pub reference: Option<String>,
    /// The adapter of the provider that charges; absent: the default.
    pub provider: Option<String>,
    /// Who pays; absent: the payer from the settings.
    pub payer: Option<PayerInput>,
    /// Life of the code, in minutes; absent: as the settings say.
    pub expires_in_min: Option<u32>,
    /// A person has confirmed an amount above the ceiling.
    pub above_ceiling: bool,
    /// The key of the document that the sale belongs to.
    pub document_key: Option<String>,
}

/// Reads an amount as a person types it: `12,50`, `12.50`, `R$ 1.234,56`.
pub fn parse_amount(text: &str) -> Result<i64, Failure> {
    let amount = Centavos::parse_typed(text).map_err(|error| {
        let detail = match error {
            AmountError::Empty => "empty",
            AmountError::NotANumber => "not a number",
            AmountError::Zero => "zero",
            AmountError::Negative => "negative",
            AmountError::TooManyDecimals => "more than two decimals",
            AmountError::TooLarge => "too large",
        };
        Failure::with(FailureCode::InvalidAmount, detail)
    })?;
    Ok(amount.get())
}

impl Till {
    /// Checks a sale, writes its order down, and sends its first charge once.
    pub(crate) async fn sell(
        &self,
        by: &Caller,
        request: SaleRequest,
    ) -> Result<OrderView, Failure> {
        let sale = self.checked(request)?;
        self.follow_connections().await?;
        let amount = sale.amount;
        let order =
            self.checkout.charge(sale, &Actor::from(by.clone())).await.map_err(from_checkout)?;
        // Whoever asks for another amount must not take the code of this one for it.
        if order.amount != amount {
            return Err(super::bad("this sale_id is a sale of another amount"));
        }
        self.view_of(order.number)
    }

    /// Sells: see [`Till::sell`].
    pub(crate) async fn charge(
        &self,
        by: &Caller,
        request: ChargeRequest,
    ) -> Result<OrderView, Failure> {
        self.sell(
            by,
            SaleRequest {
                sale_id: request.sale_id,
                amount_centavos: request.amount_centavos,
                reference: None,
                provider: request.provider,
                payer: request.payer,
                expires_in_min: None,
                above_ceiling: request.above_ceiling,
                document_key: request.document_key,
            },
        )
        .await
    }

    /// Makes a further attempt for an order.
    pub(crate) async fn new_code(
        &self,
        by: &Caller,
        request: OrderRef,
    ) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        self.follow_connections().await?;
        self.checkout.new_code(number, &Actor::from(by.clone())).await.map_err(from_checkout)?;
        self.view_of(number)
    }

    /// Stops waiting, after a last look.
    pub(crate) async fn cancel(
        &self,
        by: &Caller,
        request: OrderRef,
    ) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        self.checkout.cancel(number, &Actor::from(by.clone())).await.map_err(from_checkout)?;
        self.view_of(number)
    }

    /// Asks the provider now.
    pub(crate) async fn check_now(
        &self,
        _: &Caller,
        request: OrderRef,
    ) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        self.checkout.check_now(number).await.map_err(from_checkout)?;
        self.view_of(number)
    }

    /// Training only: the customer pays, and the till looks at once.
    pub(crate) async fn customer_pays(
        &self,
        by: &Caller,
        request: CustomerPays,
    ) -> Result<OrderView, Failure> {
        let training = self
            .current
            .training
            .as_ref()
            .ok_or_else(|| Failure::new(FailureCode::TrainingOnly))?;
        let number = number(&request.order)?;
        let order = self.view_of(number)?;
        let charge = order.attempts.last().and_then(|attempt| attempt.provider_id.clone());
        let charge = charge.ok_or_else(|| Failure::new(FailureCode::OrderNotFound))?;
        training.pay(&charge, request.amount_centavos).await?;
        self.check_now(by, OrderRef { order: request.order }).await
    }

    fn checked(&self, request: SaleRequest) -> Result<Sale, Failure> {
        let amount = request.amount_centavos;
        if amount <= 0 || amount > Centavos::MAX.get() {
            return Err(Failure::new(FailureCode::InvalidAmount));
        }
        let settings = self.current_settings();
        let ceiling = settings.ceiling_centavos();
        if amount > ceiling && !request.above_ceiling {
            return Err(Failure::with(FailureCode::AboveCeiling, ceiling.to_string()));
        }
        let bad = |what: &str| Failure::with(FailureCode::InvalidRequest, what);
        Uuid::parse_str(&request.sale_id).map_err(|_| bad("sale_id is not a UUID"))?;
        Ok(Sale {
            sale_id: SaleId::new(request.sale_id).map_err(|_| bad("sale_id"))?,
            reference: request
                .reference
                .map(Reference::new)
                .transpose()
                .map_err(|_| bad("the reference must have 1 to 100 printable characters"))?,
            document_key: request
                .document_key
                .map(DocumentKey::new)
                .transpose()
                .map_err(|_| bad("document_key must have 1 to 60 letters, digits, or - . /"))?,
            provider: request.provider,
            amount: Centavos::new(amount),
            expires_in_min: request.expires_in_min.unwrap_or(settings.expiry_minutes()),
            payer: request.payer.as_ref().map(payer).transpose()?,
        })
    }
}

fn payer(input: &PayerInput) -> Result<Payer, Failure> {
    let document =
        TaxId::parse(&input.document).map_err(|_| Failure::new(FailureCode::InvalidDocument))?;
    Payer::new(&input.name, document).map_err(|_| Failure::new(FailureCode::InvalidPayerName))
}

/// Writes whole centavos as people read them: `R$ 1.234,56`.
pub fn format_amount(centavos: i64) -> String {
    Centavos::new(centavos).to_string()
}
