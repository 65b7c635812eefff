//! "Conferir comprovante": what a customer's receipt is worth.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use checkout::ReceiptQuestion;
use contract::{
    CheckReceipt, Failure, FailureCode, ReceiptCheckView, ReceiptCode, ReceiptCodeView,
};
use domain::{Actor, Centavos, EndToEndId, UnixMs};
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::{Call, bad, number};
use crate::failure::from_checkout;
use crate::open::Till;
use crate::{view, zone};

/// The longest text in which an id is looked for, in characters.
const LONGEST_CODE: usize = 1_000;

impl Till {
    /// Reads a code before anybody is asked. A text that is none, or is too long to be one, has no id.
    pub(crate) async fn read_receipt_code(
        &self,
        _: &Call,
        request: ReceiptCode,
    ) -> Result<ReceiptCodeView, Failure> {
        Ok(view::receipt_code(scanned(&request.text).as_ref()))
    }

    /// Looks in the log, asks who might know, and writes down what the receipt is worth.
    pub(crate) async fn check_receipt(
        &self,
        call: &Call,
        request: CheckReceipt,
    ) -> Result<ReceiptCheckView, Failure> {
        let question = self.question(&request)?;
        // What cannot be had is not asked, and so nobody says "not received".
        if let Err(failure) = self.current.look().await {
            tracing::warn!(%failure, "a receipt is checked without all providers");
        }
        let question = ReceiptQuestion { not_to_be_had: self.not_to_be_had(), ..question };
        let by = Actor::from(call.caller.clone());
        let checked = self.checkout.check_receipt(question, &by).await.map_err(from_checkout)?;
        let known = self.staff.known().clone();
        let paid = checked.check.order.map(|order| self.checkout.order(order)).transpose();
        Ok(view::receipt_check(&known, &checked, paid.map_err(from_checkout)?.as_ref()))
    }

    fn question(&self, request: &CheckReceipt) -> Result<ReceiptQuestion, Failure> {
        let code = request.code.as_deref().filter(|code| !code.trim().is_empty());
        let unreadable = || Failure::new(FailureCode::ReceiptUnreadable);
        let end_to_end_id = code.map(|code| scanned(code).ok_or_else(unreadable)).transpose()?;
        let shown = request.amount_centavos.map(Centavos::new);
        if shown.is_some_and(|shown| !(Centavos::new(1)..=Centavos::MAX).contains(&shown)) {
            return Err(Failure::new(FailureCode::InvalidAmount));
        }
        let zone = zone::of(&self.current_settings());
        let now = self.checkout.now();
        let said_at = request.at.as_deref().filter(|at| !at.trim().is_empty());
        let said_at = said_at
            .map(|at| {
                moment(at, &zone, now).ok_or_else(|| {
                    bad("not a time such as 14:00 or 28/11/2026 14:00").of_field("at")
                })
            })
            .transpose()?;
        if end_to_end_id.is_none() && (shown.is_none() || said_at.is_none()) {
            return Err(bad("a receipt needs its end-to-end id, or amount and time"));
        }
        let order = request.order.as_deref().map(number).transpose()?;
        Ok(ReceiptQuestion { end_to_end_id, shown, said_at, order, not_to_be_had: Vec::new() })
    }

    /// The connected adapters whose credentials are not at hand.
    fn not_to_be_had(&self) -> Vec<String> {
        let gaps = self.current.gaps().clone();
        if gaps.silent.is_some() || gaps.unreadable.is_some() {
            return self.current_settings().connected();
        }
        gaps.unusable
    }
}

/// The id in a text that was typed, pasted or scanned.
fn scanned(text: &str) -> Option<EndToEndId> {
    let is_short = text.chars().nth(LONGEST_CODE).is_none();
    is_short.then(|| EndToEndId::scanned(text)).flatten()
}

/// A time as the clock in the shop shows it: `14:00` of today, a day with a time, or RFC 3339.
fn moment(text: &str, zone: &TimeZone, now: UnixMs) -> Option<UnixMs> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(UnixMs::new(moment.as_millisecond()));
    }
    let today = zone::day_of(zone, now.get())?;
    let time = ["%H:%M", "%H:%M:%S", "%Hh%M"].iter().find_map(|it| Time::strptime(it, text).ok());
    let today_at = time.map(|time| today.to_datetime(time));
    let shown = today_at.or_else(|| zone::typed_time(text))?;
    zone::first_moment(zone, shown).map(UnixMs::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_in_what_is_scanned_and_a_code_of_ten_kilobytes_is_none() {
        let id = "E00416968202611281524abcDEF12345";
        assert_eq!(scanned(&format!("id={id}")).unwrap().as_str(), id);
        let long = format!("{id}{}", " x".repeat(5_000));
        assert_eq!(scanned(&long), None);
        assert_eq!(scanned(&format!("{id}{}", " ".repeat(968))).unwrap().as_str(), id);
        assert_eq!(scanned(&format!("{id}{}", " ".repeat(969))), None);
    }

    #[test]
    fn a_time_is_read_as_the_clock_in_the_shop_shows_it() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        // 28 November 2026, 22:00 in São Paulo: there it is not the day of UTC.
        let now = UnixMs::new(1_795_914_000_000);
        let at = |text| moment(text, &zone, now).map(UnixMs::get);
        let two = Some(1_795_885_200_000);
        for text in [
            "14:00",
            "14h00",
            " 14:00:00 ",
            "28/11/2026 14:00",
            "2026-11-28 14:00",
            "2026-11-28T17:00:00Z",
        ] {
            assert_eq!(at(text), two, "{text}");
        }
        for bad in ["", "25:00", "2026-11-28", "14", "ontem"] {
            assert_eq!(at(bad), None, "{bad}");
        }
    }
}
