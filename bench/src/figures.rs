//! The arithmetic: percentiles, medians, and whether a goal is met.

use serde::Serialize;

/// The value below which `percent` of the sorted values lie, by nearest rank; 0 of none.
pub(crate) fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

/// The middle value, the lower of two; 0 of none.
pub(crate) fn median(values: impl IntoIterator<Item = u64>) -> u64 {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_unstable();
    percentile(&values, 50)
}

/// As 1,000,000.
pub(crate) fn thousands(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a goal wants of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Wanted {
    AtMost(f64),
    AtLeast(f64),
}

impl Wanted {
    /// Whether the figure is good enough.
    pub(crate) fn is_met_by(self, measured: f64) -> bool {
        match self {
            Self::AtMost(limit) => measured <= limit,
            Self::AtLeast(limit) => measured >= limit,
        }
    }

    /// Such as `<= 0.63x`.
    pub(crate) fn text(self, unit: &str) -> String {
        match self {
            Self::AtMost(limit) => format!("<= {limit}{unit}"),
            Self::AtLeast(limit) => format!(">= {limit}{unit}"),
        }
    }
}

/// A goal and what became of it.
#[derive(Debug, Serialize)]
pub(crate) struct Goal {
    pub(crate) what: &'static str,
    /// What is wanted, such as `<= 0.63x`.
    pub(crate) wanted: String,
    /// What was measured; nothing if the peer to compare with is not installed.
    pub(crate) measured: Option<String>,
    pub(crate) met: Option<bool>,
}

impl Goal {
    /// Judges a figure; `unit` stands behind it.
    pub(crate) fn judge(
        what: &'static str,
        measured: Option<f64>,
        wanted: Wanted,
        unit: &str,
    ) -> Self {
        let met = measured.map(|measured| wanted.is_met_by(measured));
        let digits = if unit == "x" { 2 } else { 0 };
        Self {
            what,
            wanted: wanted.text(unit),
            measured: measured.map(|measured| format!("{measured:.digits$}{unit}")),
            met,
        }
    }
}

/// The middle value, the lower of two; nothing of none.
pub(crate) fn middle(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied()
}

/// The middle of `ours / theirs` over the rounds, the lower of two; nothing if there is nothing to
/// compare with.
#[expect(clippy::cast_precision_loss, reason = "microseconds and rates are far below 2^52")]
pub(crate) fn ratio(rounds: impl IntoIterator<Item = (u64, u64)>) -> Option<f64> {
    let with_both = rounds.into_iter().filter(|&(_, theirs)| theirs > 0);
    middle(with_both.map(|(ours, theirs)| ours as f64 / theirs as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_number_can_be_read() {
        assert_eq!([7, 1_000, 1_000_000].map(thousands), ["7", "1,000", "1,000,000"]);
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!(percentile(&hundred, 50), 50);
        assert_eq!(percentile(&hundred, 99), 99);
        assert_eq!(percentile(&hundred, 100), 100);
        assert_eq!(percentile(&[7], 99), 7);
        assert_eq!(percentile(&[1, 2, 3], 50), 2);
        assert_eq!(percentile(&[], 50), 0);
        assert_eq!(median([30, 10, 20]), 20);
        assert_eq!(median([30, 10]), 10);
    }

    #[test]
    fn a_goal_is_met_at_its_limit_and_not_beyond() {
        let judge = |measured, wanted| Goal::judge("it", measured, wanted, "x").met;
        assert_eq!(judge(Some(0.63), Wanted::AtMost(0.63)), Some(true));
        assert_eq!(judge(Some(0.631), Wanted::AtMost(0.63)), Some(false));
        assert_eq!(judge(Some(2.5), Wanted::AtLeast(2.5)), Some(true));
        assert_eq!(judge(Some(2.49), Wanted::AtLeast(2.5)), Some(false));
        assert_eq!(judge(None, Wanted::AtLeast(2.5)), None);
    }

    #[test]
    fn a_goal_says_what_it_wants_and_what_it_got() {
        let goal = Goal::judge("memory", Some(41.4), Wanted::AtMost(60.0), " MB");
        assert_eq!((goal.wanted.as_str(), goal.measured.as_deref()), ("<= 60 MB", Some("41 MB")));
        let goal = Goal::judge("p50", ratio([(300, 600)]), Wanted::AtMost(0.63), "x");
        assert_eq!((goal.wanted.as_str(), goal.measured.as_deref()), ("<= 0.63x", Some("0.50x")));
    }

    #[test]
    fn a_ratio_is_the_middle_one_of_the_rounds() {
        assert_eq!(ratio([(1, 1), (9, 1), (1, 2)]), Some(1.0));
        assert_eq!(ratio([(2, 1), (1, 2)]), Some(0.5));
        assert_eq!(ratio([(300, 0)]), None);
        assert_eq!(ratio([]), None);
    }
}
