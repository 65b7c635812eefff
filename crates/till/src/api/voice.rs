//! The voice of the till.

use contract::{Failure, Nothing};

use super::Call;
use crate::open::Till;

impl Till {
    /// Says a sentence, whether or not the settings want payments said.
    pub(crate) async fn speak_test(&self, _: &Call, _: Nothing) -> Result<Nothing, Failure> {
        self.say_test().await.map(|()| Nothing {})
    }
}
