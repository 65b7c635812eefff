//! The contract's commands, one method each, named as in the table.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use providers::name_of;
use std::sync::PoisonError;

use checkout::History;
use contract::{
    ChargeRequest, CustomerPays, Failure, FailureCode, LastSales, Nothing, OrderRef, OrderView,
    OrdersView, Preferences, ProviderView, TillView,
};
use domain::OrderNumber;
use store::Filter;

use crate::failure::from_checkout;
use crate::open::Till;
use crate::sell::{DEFAULT_EXPIRES_IN_MIN, SaleRequest};
use crate::settings::Settings;
use crate::view;

/// The longest list.
const MOST_SALES: u32 = 200;

impl Till {
    /// What this till is and how it does.
    pub async fn hello(&self, _: Nothing) -> Result<TillView, Failure> {
        Ok(self.view(&self.settings()))
    }

    /// Changes language and colours.
    pub async fn set_preferences(&self, preferences: Preferences) -> Result<TillView, Failure> {
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        Settings::change(&self.home, |kept| kept.preferences = preferences)?;
        settings.preferences = preferences;
        Ok(self.view(&settings))
    }

    /// Sells: see [`Till::sell`].
    pub async fn charge(&self, request: ChargeRequest) -> Result<OrderView, Failure> {
        self.sell(SaleRequest {
            sale_id: request.sale_id,
            amount_centavos: request.amount_centavos,
            reference: None,
            provider: None,
            payer: request.payer,
            expires_in_min: DEFAULT_EXPIRES_IN_MIN,
            above_ceiling: request.above_ceiling,
        })
        .await
    }

    /// Makes a further attempt for an order.
    pub async fn new_code(&self, request: OrderRef) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        self.follow_connections().await?;
        self.checkout.new_code(number).await.map_err(from_checkout)?;
        self.view_of(number)
    }

    /// Stops waiting, after a last look.
    pub async fn cancel(&self, request: OrderRef) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        self.checkout.cancel(number).await.map_err(from_checkout)?;
        self.view_of(number)
    }

    /// Asks the provider now.
    pub async fn check_now(&self, request: OrderRef) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        self.checkout.check_now(number).await.map_err(from_checkout)?;
        self.view_of(number)
    }

    /// One order.
    pub async fn order(&self, request: OrderRef) -> Result<OrderView, Failure> {
        self.view_of(number(&request.order)?)
    }

    /// The newest orders.
    pub async fn last_sales(&self, request: LastSales) -> Result<OrdersView, Failure> {
        let limit = request.limit.clamp(1, MOST_SALES);
        let filter = Filter { limit, ..Filter::default() };
        let orders = self.checkout.orders(&filter).map_err(from_checkout)?;
        Ok(OrdersView { orders: self.views(&orders) })
    }

    /// Training only: the customer pays, and the till looks at once.
    pub async fn customer_pays(&self, request: CustomerPays) -> Result<OrderView, Failure> {
        let training =
            self.training.as_ref().ok_or_else(|| Failure::new(FailureCode::TrainingOnly))?;
        let number = number(&request.order)?;
        let order = self.view_of(number)?;
        let charge = order.attempts.last().and_then(|attempt| attempt.provider_id.clone());
        let charge = charge.ok_or_else(|| Failure::new(FailureCode::OrderNotFound))?;
        training.pay(&charge, request.amount_centavos).await?;
        self.check_now(OrderRef { order: request.order }).await
    }

    fn view(&self, settings: &Settings) -> TillView {
        let providers = self.provider_views(settings);
        TillView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            training: self.training.is_some(),
            customer_bank_url: self.training.as_ref().map(crate::training::Training::bank_url),
            shop_name: settings.shop_name.clone(),
            provider: providers.first().cloned(),
            providers,
            listening: view::listening(&self.checkout.listening().borrow()),
            attention: view::attention(*self.checkout.attention().borrow()),
            notices: self.notices.clone(),
            preferences: settings.preferences,
            ceiling_centavos: settings.ceiling_centavos,
            ask_payer: settings.ask_payer,
        }
    }

    /// The connected providers that can be used, the default first.
    fn provider_views(&self, settings: &Settings) -> Vec<ProviderView> {
        let view = |id: &str, environment: &str| ProviderView {
            id: id.to_owned(),
            name: name_of(id),
            environment: environment.to_owned(),
            trouble: self.checkout.trouble_with(id).as_ref().map(view::listening),
        };
        if let Some(training) = &self.training {
            let faces = training.connections();
            return faces.iter().map(|face| view(&face.provider, "treino")).collect();
        }
        let environment = |id: &String| settings.providers.get(id).map_or("", String::as_str);
        let usable = settings.connected().into_iter().filter(|id| !self.current.is_unusable(id));
        usable.map(|id| view(&id, environment(&id))).collect()
    }

    pub(crate) fn view_of(&self, number: OrderNumber) -> Result<OrderView, Failure> {
        let history = self.checkout.order(number).map_err(from_checkout)?;
        Ok(view::order(&self.checkout, &history))
    }

    pub(crate) fn views(&self, orders: &[History]) -> Vec<OrderView> {
        orders.iter().map(|history| view::order(&self.checkout, history)).collect()
    }
}

pub(crate) fn number(text: &str) -> Result<OrderNumber, Failure> {
    OrderNumber::parse(text).ok_or_else(|| Failure::new(FailureCode::OrderNotFound))
}
