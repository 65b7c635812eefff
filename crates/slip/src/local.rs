//! Moments as people read them.

/// A moment in the shop's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Local {
    /// The year, such as 2026.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// 0 to 59.
    pub second: i8,
}

impl Local {
    /// Such as `28/11/2026`.
    pub fn date(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day, self.month, self.year)
    }

    /// Such as `14:20`.
    pub fn clock(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// Such as `28/11/2026 14:20`.
    pub fn date_and_clock(self) -> String {
        format!("{} {}", self.date(), self.clock())
    }

    /// Such as `28/11/2026 13:58:06`; where lines are short, `28/11/26 13:58`.
    pub(crate) fn within(self, columns: usize) -> String {
        if columns >= 42 {
            format!("{}:{:02}", self.date_and_clock(), self.second)
        } else {
            let (day, month, year) = (self.day, self.month, self.year.rem_euclid(100));
            format!("{day:02}/{month:02}/{year:02} {}", self.clock())
        }
    }
}
