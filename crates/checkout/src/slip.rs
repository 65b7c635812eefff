//! Slips: what waits for the printer. What a payment brings out of it is put down with the payment itself, by whichever
//! process and whichever way it came.

use domain::{OperatorId, OrderNumber, UnixMs};
use store::{OnPayment, Outbox, SlipJob, SlipOf};

use crate::error::Error;
use crate::till::Checkout;

impl Checkout {
    /// From here on a payment brings this out of the printer.
    pub fn set_on_payment(&self, on_payment: OnPayment) {
        self.store().set_on_payment(on_payment);
    }

    /// Waits until something may have been put into the outbox, here or in another process.
    pub async fn slip_queued(&self) {
        self.slips.notified().await;
    }

    /// Puts down what somebody asks for. What it returns is on disk.
    pub fn queue_slip(&self, of: &SlipOf, by: &OperatorId) -> Result<(), Error> {
        let now = self.now();
        self.store().queue_slip(of, by.as_str(), now)?;
        self.tell();
        Ok(())
    }

    /// Claims what is to be printed now.
    pub fn claim_slip(&self) -> Result<Option<SlipJob>, Error> {
        let now = self.now();
        Ok(self.store().claim_slip(now)?)
    }

    /// Says that the first byte of a slip is about to be sent; which copy it is of a paid order, else 0.
    pub fn begin_slip(&self, id: i64, is_paid: bool) -> Result<u32, Error> {
        Ok(self.store().begin_slip(id, is_paid)?)
    }

    /// Says that the last byte of a slip was taken.
    pub fn end_slip(&self, id: i64) -> Result<(), Error> {
        let now = self.now();
        Ok(self.store().end_slip(id, now)?)
    }

    /// Puts a slip off that did not come out, or of which nobody knows.
    pub fn put_slip_off(
        &self,
        id: i64,
        doubtful: bool,
        trouble: &str,
        due_at: UnixMs,
    ) -> Result<(), Error> {
        Ok(self.store().put_slip_off(id, doubtful, trouble, due_at)?)
    }

    /// Gives a slip up for which there is nothing to print.
    pub fn give_slip_up(&self, id: i64) -> Result<(), Error> {
        Ok(self.store().give_slip_up(id)?)
    }

    /// Makes all that waits due now.
    pub fn hasten_slips(&self) -> Result<(), Error> {
        let now = self.now();
        self.store().hasten_slips(now)?;
        self.slips.notify_one();
        Ok(())
    }

    /// What waits for the printer.
    pub fn outbox(&self) -> Result<Outbox, Error> {
        Ok(self.store().outbox()?)
    }

    /// The till's code, by which it is told from others on paper; absent before it has one.
    pub fn terminal(&self) -> Result<Option<String>, Error> {
        Ok(self.store().till_code()?)
    }

    /// How often an order's slip was printed, or waits to be.
    pub fn slips_of(&self, order: OrderNumber) -> Result<u32, Error> {
        Ok(self.store().slips_of(order)?)
    }
}
