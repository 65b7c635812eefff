//! Why something was not done, put together from a code, its detail, and what stands in the way.

use contract::{Failure, FailureCode};

use super::Words;
use super::detail::place;
use super::doubt::capital;

/// Whether it is a file beside the order log that cannot be written, which is named.
fn is_of_a_file(failure: &Failure) -> bool {
    let detail = failure.detail.as_deref();
    failure.code == FailureCode::LogUnwritable && detail.and_then(place).is_some()
}

impl Words {
    /// Why a charge came to nothing.
    pub(crate) fn not_charged(&self, failure: &Failure) -> String {
        let sentence = self.failure(failure);
        match failure.obstacle {
            Some(_) => format!("{} {sentence}", self.doubt.obstacle.nothing_charged),
            None => sentence,
        }
    }

    /// The same of a command that charges nothing: that nothing was charged is no answer to it.
    pub(crate) fn failure_beside_a_charge(&self, failure: &Failure) -> String {
        if is_of_a_file(failure) {
            let detail = (self.details)(failure).unwrap_or_default();
            return format!("{} ({detail})", self.not_saved);
        }
        let sentence = self.failure(failure);
        match sentence.strip_prefix(self.nothing_charged) {
            Some(rest) => capital(rest),
            None => sentence,
        }
    }

    /// What happened to the money first, then what to do; of the detail what is data.
    pub(crate) fn failure(&self, failure: &Failure) -> String {
        if let Some(obstacle) = &failure.obstacle {
            let sentence = self.doubt.obstacle.sentence(obstacle);
            let is_of_relay = failure.code == FailureCode::RelayUnreachable;
            return if is_of_relay {
                format!("{sentence} {}", self.doubt.obstacle.sales_go_on)
            } else {
                sentence
            };
        }
        let sentence = (self.failures)(failure.code);
        if let Some(limit) = self.limit(failure) {
            return format!("{sentence} ({limit})");
        }
        let Some(detail) = &failure.detail else { return sentence.to_owned() };
        if let Some(whole) = (self.instead)(detail) {
            return whole;
        }
        if let Some((what, backup)) = detail.split_once("; last good backup: ") {
            // `?` stands for a number that nobody knows.
            let what = Some(what).filter(|what| *what != "?").map(str::to_owned);
            let what = Failure { detail: what, ..Failure::new(failure.code) };
            return format!("{} {}", self.failure(&what), self.way_back.named(backup));
        }
        let counted = self.doubt.counted(failure.code, detail);
        if let Some(counted) = counted.or_else(|| self.operator.counted(failure.code, detail)) {
            return counted;
        }
        match failure.code {
            FailureCode::PairingRefused => {
                let [wait, and_try] = self.relay.too_many_tries;
                format!("{wait} {detail} {and_try}")
            }
            FailureCode::WrongPassphrase | FailureCode::PassphraseWait => {
                let [wait, seconds] = self.vault.wait;
                let is_number = detail.bytes().all(|it| it.is_ascii_digit());
                let told = is_number.then(|| format!("{sentence} {wait} {detail} {seconds}"));
                told.unwrap_or_else(|| sentence.to_owned())
            }
            FailureCode::RefundNotOffered => {
                let is_field = |field: &till::Field| field.key == detail;
                let mut fields = till::manifests().iter().flat_map(|manifest| manifest.fields);
                let [before, after] = if fields.any(is_field) {
                    self.refund.field_missing
                } else {
                    self.refund.at_provider
                };
                format!("{before} {detail}{after}")
            }
            // Words from inside stay out of a person's sentence; scripts get them beside it.
            _ => match (self.details)(failure) {
                Some(detail) => format!("{sentence} ({detail})"),
                None => sentence.to_owned(),
            },
        }
    }
}
