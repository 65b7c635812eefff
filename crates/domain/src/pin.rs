//! PINs of operators: their form, and how many tries there are.

use std::time::Duration;

/// How many digits a PIN has.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// So many wrong tries in a row are free; each one from the last of them on is followed by a wait.
pub const FREE_TRIES: u32 = 5;

/// How long to wait after the fifth wrong try in a row, the sixth, and so on; after the last of these each time so
/// long. Between two waits there is one try, so that somebody who tries all day long tries some thirty PINs.
const WAITS: [Duration; 5] = [
    Duration::from_secs(30),
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(15),
    Duration::from_hours(1),
];

/// Whether a text has the form of a PIN: 4 to 8 digits.
pub fn is_pin(text: &str) -> bool {
    DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// How long nobody may try after so many wrong tries in a row.
pub fn wait_after(wrong: u32) -> Duration {
    let Some(beyond) = wrong.checked_sub(FREE_TRIES) else { return Duration::ZERO };
    let place = usize::try_from(beyond).unwrap_or(usize::MAX).min(WAITS.len() - 1);
    WAITS.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_four_to_eight_digits() {
        for pin in ["0000", "12345", "12345678"] {
            assert!(is_pin(pin), "{pin}");
        }
        for other in ["", "123", "123456789", "12a4", "12 4", "+123", "١٢٣٤"] {
            assert!(!is_pin(other), "{other}");
        }
    }

    #[test]
    fn waits_grow_and_stay_long() {
        let seconds: Vec<_> = (0..12).map(|wrong| wait_after(wrong).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 0, 30, 60, 300, 900, 3_600, 3_600, 3_600]);
        assert_eq!(wait_after(u32::MAX).as_secs(), 3_600);
    }
}
