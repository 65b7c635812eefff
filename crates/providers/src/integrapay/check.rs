//! Whether `IntegraPay` answers at the address, and takes the token: without a charge, and without
//! showing the token to a place that is something else.

use secrecy::SecretString;

use super::{BY_ID, IntegraPay};
use crate::error::Error;
use crate::lenient::is_json;

/// No transaction has it: ids begin at 1 (ASSUMED).
const NO_ID: &str = "0";
/// Nobody's token. That it is refused with 401 or 403 is not documented (ASSUMED).
const NO_TOKEN: &str = "balcao-connection-check";

impl IntegraPay {
    /// A look-up of a transaction that cannot exist, whatever is answered.
    pub(super) async fn look_up_nobodys(&self) -> Result<(), Error> {
        self.ask(&format!("{BY_ID}{NO_ID}")).await?;
        Ok(())
    }

    /// Two look-ups of a transaction that cannot exist. The one with nobody's token has to be refused,
    /// else whoever answers there does not ask for it: any web server says 404. Then ours decides.
    pub(super) async fn prove_address(&self) -> Result<(), Error> {
        let path = format!("{BY_ID}{NO_ID}");
        let refused = self.ask_as(&SecretString::from(NO_TOKEN), &path).await?;
        match self.checked(refused) {
            Err(Error::Unauthorized(_)) => {}
            Err(error @ (Error::RateLimited { .. } | Error::OutcomeUnknown(_))) => {
                return Err(error);
            }
            Ok(_) | Err(_) => return Err(not_there("nobody there asks for the token")),
        }
        let answer = self.ask(&path).await?;
        let status = answer.status;
        let is_readable = is_json(&answer.body);
        match self.checked(answer) {
            // Neither verb is taken: nothing could ever be looked up.
            Err(_) if status == 405 => Err(not_there("no look-up is taken there")),
            Ok(_) | Err(Error::NotFound | Error::Rejected { .. } | Error::Conflict { .. }) => {
                if is_readable {
                    Ok(())
                } else {
                    Err(not_there("no JSON"))
                }
            }
            Err(error) => Err(error),
        }
    }
}

fn not_there(why: &str) -> Error {
    Error::NotThere(why.to_owned())
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
