//! What an end-to-end id says of itself, for one that a person types: a provider's own is taken to the letter.

use crate::ids::EndToEndId;
use crate::time::UnixMs;

const MINUTE_MS: i64 = 60 * 1_000;
/// `E`, the payer's institution (ISPB), the minute, and what the institution adds.
const LENGTH: usize = 32;
/// Where the institution stands.
const ISPB_AT: std::ops::Range<usize> = 1..9;
/// Where the minute stands.
const MINUTE_AT: std::ops::Range<usize> = 9..21;

impl EndToEndId {
    /// The id of a payment in the form of the Pix rules, as a person types, pastes or scans it: blanks within it
    /// don't count, and small letters are read as the capitals that banks print at its beginning. `E`, 8 letters or
    /// digits, `yyyyMMddHHmm`, 11 letters or digits (API Pix 2.9.0 has letters in an ISPB). `None` for anything else.
    pub fn typed(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.strip_prefix('e').map_or(text.clone(), |rest| format!("E{rest}"));
        let id = Self::new(text).ok()?;
        id.stamped_at().is_some().then_some(id)
    }

    /// The same, of a longer text that has exactly one such id in it, as a scanner reads a code with more than the id.
    pub fn scanned(text: &str) -> Option<Self> {
        if let Some(id) = Self::typed(text) {
            return Some(id);
        }
        let mut found = text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(Self::typed);
        let id = found.next()?;
        found.all(|other| other == id).then_some(id)
    }

    /// The payer's institution: its ISPB. `None` for an id of another form.
    pub fn ispb(&self) -> Option<&str> {
        self.stamped_at().and_then(|_| self.as_str().get(ISPB_AT))
    }

    /// The minute in which the payer's institution says that it has sent the payment, in UTC by the rules; `None` for
    /// an id of another form.
    pub fn stamped_at(&self) -> Option<UnixMs> {
        let text = self.as_str();
        let is_alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if text.len() != LENGTH || !is_alphanumeric || !text.starts_with('E') {
            return None;
        }
        minute(text.get(MINUTE_AT)?)
    }
}

/// Reads `yyyyMMddHHmm`.
fn minute(text: &str) -> Option<UnixMs> {
    let part = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute) = (part(8, 10)?, part(10, 12)?);
    let is_moment = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60;
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute;
    is_moment.then(|| UnixMs::new(minutes * MINUTE_MS))
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// By the Gregorian calendar; years begin in March here, so that a leap day is the last of its year.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(text: &str) -> Option<i64> {
        EndToEndId::typed(text).and_then(|id| id.stamped_at()).map(UnixMs::get)
    }

    #[test]
    fn an_id_says_when_it_was_made() {
        assert_eq!(stamp("E00416968202611281524abcDEF12345"), Some(1_795_879_440_000));
        assert_eq!(stamp("E1234567A197001010000ABCDEFGHIJK"), Some(0));
        assert_eq!(stamp("E00416968202402292359abcDEF12345"), Some(1_709_251_140_000));
        assert_eq!(stamp("E00416968200003010000abcDEF12345"), Some(951_868_800_000));
    }

    #[test]
    fn it_is_read_as_it_is_copied_from_a_receipt() {
        let id = EndToEndId::typed(" e0041 6968 2026 1128 1524\nabcDEF12345 ").unwrap();
        assert_eq!(id.as_str(), "E00416968202611281524abcDEF12345");
    }

    #[test]
    fn it_is_found_in_a_longer_text_where_it_stands_alone() {
        let id = EndToEndId::typed("E00416968202611281524abcDEF12345");
        for text in [
            "E00416968202611281524abcDEF12345",
            "ID da transação: E00416968202611281524abcDEF12345. Obrigado!",
            "https://banco.example/c?id=E00416968202611281524abcDEF12345&v=E1",
            "E00416968202611281524abcDEF12345;E00416968202611281524abcDEF12345",
        ] {
            assert_eq!(EndToEndId::scanned(text), id, "{text}");
        }
        let other = "E00416968202611281525abcDEF12345";
        for text in [
            &format!("E00416968202611281524abcDEF12345 {other}"),
            "XE00416968202611281524abcDEF12345",
            "D00416968202611281524abcDEF12345 v1",
            "",
        ] {
            assert_eq!(EndToEndId::scanned(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_names_its_institution() {
        let ispb = |text| EndToEndId::new(text).unwrap().ispb().map(str::to_owned);
        assert_eq!(ispb("E00416968202611281524abcDEF12345").as_deref(), Some("00416968"));
        assert_eq!(ispb("E1"), None);
    }

    #[test]
    fn what_has_another_form_is_none() {
        for bad in [
            "",
            "E",
            "D00416968202611281524abcDEF12345",
            "E00416968202611281524abcDEF1234",
            "E00416968202611281524abcDEF123456",
            "E00416968202613281524abcDEF12345",
            "E00416968202602291524abcDEF12345",
            "E00416968202611282424abcDEF12345",
            "E00416968202611281560abcDEF12345",
            "E00416968202611001524abcDEF12345",
            "E004169682026112815x4abcDEF12345",
            "E00416968202611281524abc-EF12345",
            "É0416968202611281524abcDEF123456",
            "00020126360014br.gov.bcb.pix0114",
        ] {
            assert_eq!(stamp(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_calendar_has_every_day_once(day in 0_i64..80_000) {
            // Counted up year by year and month by month.
            let (mut year, mut month, mut left) = (1970, 1, day);
            while left >= days_in(year, month) {
                left -= days_in(year, month);
                (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            }
            proptest::prop_assert_eq!(days_since_1970(year, month, left + 1), day);
        }

        #[test]
        fn any_text_is_an_id_or_not(text in "\\PC{0,40}|E[0-9A-Za-z]{31}") {
            if let Some(id) = EndToEndId::typed(&text) {
                proptest::prop_assert_eq!(id.as_str().len(), LENGTH);
            }
        }
    }
}
