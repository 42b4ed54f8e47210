//! A calendar day, or a month where the source gives no day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::Deserialize;

/// A day of a measure. Some sources give a month only ("2020-09"): such a day compares as the month's first day
/// and prints as the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Day {
    date: Date,
    month_only: bool,
}

/// A text that is neither `YYYY-MM-DD` nor `YYYY-MM`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; write YYYY-MM-DD, or YYYY-MM where no day is known")]
pub struct DayError(
    /// The text as given.
    pub String,
);

impl Day {
    /// Whole days from `earlier` to `self` (negative where `earlier` is later).
    pub fn days_since(self, earlier: Self) -> i32 {
        (self.date - earlier.date).get_days()
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self { date, month_only: false }
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let month_only = text.len() == "YYYY-MM".len();
        let full = if month_only { format!("{text}-01") } else { text.to_owned() };
        // The length keeps out what the calendar library reads besides: times, years of six digits, dates without
        // hyphens.
        let date = full.parse().ok().filter(|_| full.len() == "YYYY-MM-DD".len());
        date.map(|date| Self { date, month_only }).ok_or_else(|| DayError(text.to_owned()))
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The calendar library prints YYYY-MM-DD.
        let day = self.date.to_string();
        f.write_str(if self.month_only { day.get(..7).unwrap_or(&day) } else { &day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days_and_months_and_refuses_the_rest() {
        for good in ["2020-07-31", "2020-09", "1995-02-13"] {
            assert_eq!(good.parse::<Day>().map(|d| d.to_string()), Ok(good.to_owned()));
        }
        for bad in
            ["", "2020", "2020-13", "2020-02-30", "7/31/20", "2020-7-1", "2020-07-31T00:00", "2020-07-31-", "20200731"]
        {
            assert!(bad.parse::<Day>().is_err(), "{bad} was read as a date");
        }
        assert!("2020-09".parse::<Day>().ok() < "2020-09-02".parse::<Day>().ok());
    }
}
