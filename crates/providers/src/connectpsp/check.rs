//! Whether ConnectPSP answers at the address, and takes the credentials: without a charge.

use super::{ConnectPsp, map};
use crate::answer::is_success;
use crate::error::Error;
use crate::lenient::Object;

/// No charge has it: another form than theirs.
const NO_ID: &str = "balcao-connection-check";

impl ConnectPsp {
    /// A look-up of a charge that cannot exist, whatever is answered.
    pub(super) async fn look_up_nobodys(&self) -> Result<(), Error> {
        self.look_up(NO_ID).await?;
        Ok(())
    }

    /// A token, then a look-up of a charge that cannot exist: the `ApplicationToken` decides its answer,
    /// and its form tells the provider from a web server that says 404 to everything.
    pub(super) async fn prove_address(&self) -> Result<(), Error> {
        self.new_token().await.map_err(|error| match error {
            Error::NotFound => not_there("no access token is given out there"),
            other => other,
        })?;
        let answer = self.look_up(NO_ID).await?;
        let is_object = Object::read(&answer.body).is_ok();
        // Its own "not found", or a refusal of the id's form, as problem+json (C-err).
        let is_own = is_success(&answer) || matches!(answer.status, 400 | 404 | 422);
        match map::failure(&answer, self.clock.now()) {
            _ if is_own && is_object => Ok(()),
            _ if is_own => Err(not_there("no JSON")),
            Error::NotFound | Error::Rejected { .. } | Error::Conflict { .. } => {
                Err(not_there("no look-up is taken there"))
            }
            error => Err(error),
        }
    }
}

fn not_there(why: &str) -> Error {
    Error::NotThere(why.to_owned())
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
