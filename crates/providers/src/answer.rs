//! What every adapter reads alike in a provider's answer: its status, its stamps, its texts.

use std::time::Duration;

use domain::charge::{Doubt, Evidence, Unproven};
use domain::{Centavos, EndToEndId, Printable, ProviderId, Reference, UnixMs, mask_name};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, offset};

use crate::amount::ReadAmount;
use crate::error::Error;
use crate::http::{HttpError, HttpResponse};
use crate::lenient::Sole;
use crate::obstacle::{Cause, Obstacle, ObstacleKind};
use crate::psp::Sending;
use crate::webhook::Names;

/// A provider may ask for a pause of at most this long.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// Texts from outside are cut to this many characters before they are kept.
const LONGEST_TEXT: usize = 300;
/// Longest copy-and-paste code that is kept, in bytes.
pub(crate) const LONGEST_CODE: usize = 4_096;
/// Brazil has had no summer time since 2019.
const BRASILIA: Offset = offset(-3);
/// Digits of a fraction of a second that are looked at.
const FRACTION_DIGITS: usize = 9;

impl From<HttpError> for Error {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::NotSent(text) => Self::Unreachable(text),
            HttpError::NotTrusted(text) => Self::NotTrusted(text),
            HttpError::Lost(text) => Self::OutcomeUnknown(text),
            HttpError::TooLarge => Self::Malformed("longer than 1 MiB".to_owned()),
        }
    }
}

/// Whether the provider has done what it was asked.
pub(crate) fn is_success(response: &HttpResponse) -> bool {
    (200..300).contains(&response.status)
}

/// What an answer outside 2xx means by its status. `code` and `message` are the provider's; without a
/// code the status is it.
pub(crate) fn failure(
    response: &HttpResponse,
    now: UnixMs,
    code: Option<&str>,
    message: &str,
) -> Error {
    let code = code.map_or_else(|| response.status.to_string(), clean);
    match response.status {
        401 | 403 => Error::Unauthorized(code),
        404 => Error::NotFound,
        429 => Error::RateLimited { retry_after: retry_after(response, now) },
        // Not read, or not yet: the same again may well be (RFC 9110, 15.5.9; RFC 8470, 5.2).
        408 | 425 => Error::OutcomeUnknown(failing(response.status)),
        // A proxy's word and no provider's (RFC 9110, 15.5.8).
        407 => Error::OutcomeUnknown(Cause {
            obstacle: Obstacle { status: Some(407), ..Obstacle::of(ObstacleKind::Proxy) },
            text: "HTTP 407".to_owned(),
        }),
        409 => Error::Conflict { code, message: clean(message) },
        400..=499 => Error::Rejected { code, message: clean(message) },
        status => Error::OutcomeUnknown(failing(status)),
    }
}

fn failing(status: u16) -> Cause {
    Cause { obstacle: Obstacle::failing(status), text: format!("HTTP {status}") }
}

pub(crate) fn malformed(reason: &str) -> Error {
    Error::Malformed(reason.to_owned())
}

/// What an answer calls its charge. A name of an unusual form is brought to a usual one rather than
/// left out: an answer about something else must not look like one that names nothing, nor like one
/// that names ours.
pub(crate) fn names<'a>(
    ids: impl IntoIterator<Item = &'a Option<String>>,
    reference: Option<&String>,
    ends: impl IntoIterator<Item = &'a Sole>,
) -> Names {
    let id = |text: &String| ProviderId::new(tidy(text, ProviderId::LONGEST)).ok();
    let unreadable = ends.into_iter().find_map(|end| end_to_end_id(end).err());
    Names {
        ids: ids.into_iter().flatten().filter_map(id).collect(),
        reference: reference.and_then(|it| Reference::new(tidy(it, Reference::LONGEST)).ok()),
        unreadable_end_to_end_id: unreadable.map(|text| clean(&text)),
    }
}

/// A name without the white space at its ends. What is no part of a name, or too long for one, leaves
/// its mark, so that it is never equal to what we have sent.
fn tidy(text: &str, longest: usize) -> String {
    let marked = |it: char| if it.is_control() { char::REPLACEMENT_CHARACTER } else { it };
    let text = text.trim();
    let is_whole = text.chars().count() <= longest;
    let kept = text.chars().map(marked).take(if is_whole { longest } else { longest - 1 });
    kept.chain((!is_whole).then_some('…')).collect::<String>().trim_end().to_owned()
}

/// Whether an answer to a creation, or a look-up of what one has made, repeats what was sent.
/// `asked`: the amount in the body as it was sent.
pub(crate) fn repeats(
    sending: &Sending<'_>,
    asked: Option<Centavos>,
    names: &Names,
    told: &ReadAmount,
) -> Result<(), Error> {
    if let Some(other) = names.reference.as_ref().filter(|it| *it != sending.reference) {
        return Err(contradicts(Doubt::OtherReference, Some(other.as_str())));
    }
    if let Some(text) = &told.unreadable {
        return Err(contradicts(Doubt::AmountUnreadable, Some(text)));
    }
    match told.amount {
        Some(amount) if Some(amount) != asked => {
            Err(contradicts(Doubt::OtherAmount, Some(&amount.to_string())))
        }
        Some(_) | None => Ok(()),
    }
}

pub(crate) fn contradicts(doubt: Doubt, said: Option<&str>) -> Error {
    Error::Contradicts(Unproven::new(doubt, said, Evidence::Polled))
}

/// A copy-and-paste code without the white space at its ends, which every bank's app drops too;
/// `None` where it is empty or longer than is kept.
pub(crate) fn code(text: Option<String>) -> Option<String> {
    let text = text?;
    let code = text.trim();
    (1..=LONGEST_CODE).contains(&code.len()).then(|| code.to_owned())
}

/// A time with any offset, cut to milliseconds (decisions.md, X24). A fraction may be of any length: .NET writes
/// seven digits. One without an offset is of Brasília, which both providers' documents write business times in.
pub(crate) fn moment(text: &str) -> Option<UnixMs> {
    let text = text.trim();
    let moment = parse(text).or_else(|| parse(&with_short_fraction(text)?))?;
    Some(UnixMs::new(moment.as_millisecond()))
}

fn parse(text: &str) -> Option<Timestamp> {
    let without_offset = || {
        // A date alone is no moment.
        let local = text.parse::<DateTime>().ok().filter(|_| text.contains(':'))?;
        BRASILIA.to_timestamp(local).ok()
    };
    text.parse().ok().or_else(without_offset)
}

fn with_short_fraction(text: &str) -> Option<String> {
    let (whole, rest) = text.split_once('.')?;
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let (fraction, offset) = rest.split_at_checked(end)?;
    Some(format!("{whole}.{}{offset}", fraction.get(..FRACTION_DIGITS)?))
}

/// The provider's clock as it answered.
pub(crate) fn date(response: &HttpResponse) -> Option<UnixMs> {
    http_date(response.date.as_deref()?)
}

/// An HTTP date (RFC 9110, 5.6.7).
pub fn http_date(text: &str) -> Option<UnixMs> {
    let moment = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(UnixMs::new(moment.timestamp().as_millisecond()))
}

/// Seconds, or an HTTP date on the provider's clock (RFC 9110, 10.2.3).
fn retry_after(response: &HttpResponse, now: UnixMs) -> Option<Duration> {
    let text = response.retry_after.as_deref()?.trim();
    let seconds = text.parse::<u64>().ok().map(Duration::from_secs);
    let pause = seconds.or_else(|| {
        let until = http_date(text)?;
        let wait_ms = until.since(date(response).unwrap_or(now));
        Some(Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0)))
    });
    pause.map(|pause| pause.min(LONGEST_PAUSE))
}

/// A text from outside as it may be kept: short, and fit to be shown.
pub(crate) fn clean(text: &str) -> String {
    cut(text, LONGEST_TEXT)
}

/// The same with at most `longest` characters.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    Printable::within(text, longest).into()
}

/// A person's name as it may be kept. A tab between its parts parts them: the last names are what is
/// masked.
pub(crate) fn masked(name: Option<&str>) -> Option<String> {
    Some(mask_name(&clean(name?))).filter(|name| !name.is_empty())
}

/// An end-to-end id, whatever its form: one that deviates must not hide money, so it is only warned
/// of (decisions.md, X20). `Err`: what stands there is no id, so that nobody can tell whether the
/// payment is another sale's.
pub(crate) fn end_to_end_id(told: &Sole) -> Result<Option<EndToEndId>, String> {
    let text = match told {
        Ok(None) => return Ok(None),
        Ok(Some(text)) if text.trim().is_empty() => return Ok(None),
        Ok(Some(text)) => text,
        Err(written) => return Err(written.clone()),
    };
    let id = EndToEndId::new(text.trim()).map_err(|_| text.clone())?;
    if !is_usual(id.as_str()) {
        tracing::warn!(length = id.as_str().len(), "an end-to-end id of an unusual form");
    }
    Ok(Some(id))
}

/// `^[ED][A-Za-z0-9]{31}$`.
fn is_usual(id: &str) -> bool {
    id.len() == 32
        && id.starts_with(['E', 'D'])
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_cut_to_milliseconds_and_never_guessed() {
        let first = Some(UnixMs::new(1_743_600_412_036));
        for text in [
            "2025-04-02T13:26:52.036Z",
            "2025-04-02T13:26:52.0365664Z",
            "2025-04-02T10:26:52.0365664-03:00",
            "2025-04-02T13:26:52.036566499999Z",
            "2025-04-02T18:56:52.036+05:30",
            "2025-04-02T18:56:52.036+0530",
            "2025-04-02T19:11:52.036+05:45",
            "2025-04-02T09:56:52.036-03:30",
            "2025-04-03T03:26:52.036+14:00",
            " 2025-04-02 10:26:52.036-03 ",
            "2025-04-02T10:26:52.0365664",
            "2025-04-02 10:26:52.036",
        ] {
            assert_eq!(moment(text), first, "{text}");
        }
        assert_eq!(moment("2025-04-02T13:26:52+00:00"), Some(UnixMs::new(1_743_600_412_000)));
        for text in
            ["", "2025-04-02", "2025-04-02T13:26:52 BRT", "13:26:52", "now", ".", "1743600412036"]
        {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn a_proxys_refusal_is_no_word_of_the_provider() {
        let refusal =
            HttpResponse { status: 407, retry_after: None, date: None, body: b"<html>".to_vec() };
        let failed = failure(&refusal, UnixMs::new(0), None, "");
        let met = failed.obstacle().unwrap();
        assert_eq!((met.kind, met.status), (ObstacleKind::Proxy, Some(407)));
    }

    #[test]
    fn an_odd_end_to_end_id_is_kept_all_the_same() {
        assert!(is_usual("E00416968202603101827cemeFscF6AG"));
        for odd in ["E1", "X00416968202603101827cemeFscF6AG", "E00416968202603101827cemeFscF6A-"] {
            assert!(!is_usual(odd), "{odd}");
            let told = end_to_end_id(&Ok(Some(format!(" {odd}\t"))));
            assert_eq!(
                told.map(|id| id.map(|id| id.as_str().to_owned())),
                Ok(Some(odd.to_owned()))
            );
        }
        assert_eq!(end_to_end_id(&Ok(None)), Ok(None));
        assert_eq!(end_to_end_id(&Ok(Some(" ".to_owned()))), Ok(None));
        for no_id in ["E".repeat(65), "E1\u{0}E2".to_owned()] {
            assert_eq!(end_to_end_id(&Ok(Some(no_id.clone()))), Err(no_id));
        }
        assert_eq!(end_to_end_id(&Err("[\"E1\"]".to_owned())), Err("[\"E1\"]".to_owned()));
    }

    #[test]
    fn a_name_that_was_brought_into_form_is_not_ours() {
        for (text, named) in [
            (" ours\n", "ours"),
            ("ou\u{0}rs", "ou\u{fffd}rs"),
            ("ours\u{0}", "ours\u{fffd}"),
            ("oursB", "our…"),
            ("  ", ""),
        ] {
            assert_eq!(tidy(text, 4 + text.matches('\u{0}').count()), named, "{text:?}");
        }
    }
}
