//! The voice of the till.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{Failure, Nothing};

use super::{Call, bad};
use crate::open::Till;

impl Till {
    pub(crate) async fn speak_test(&self, _: &Call, _: Nothing) -> Result<Nothing, Failure> {
        Err(bad("speak_test"))
    }
}
