//! Note: what a person writes to an order, whatever became of it.

use domain::{Actor, Order, OrderNumber};

use crate::error::Error;
use crate::till::Checkout;

impl Checkout {
    /// Writes a note to an order; it changes nothing of it.
    pub fn note(&self, number: OrderNumber, text: &str, by: &Actor) -> Result<Order, Error> {
        let now = self.now();
        let noted = self.store().write(by, now, |tx| tx.note(&tx.order(number)?, text))?;
        self.tell();
        Ok(noted)
    }
}
