//! A calendar day, or a month where the source gives no day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A day of a measure. Some sources give a month only ("2020-09"): such a day compares as the month's first day
/// and prints as the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    date: Date,
    month_only: bool,
}

/// A text that is neither `YYYY-MM-DD` nor `YYYY-MM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayError(
    /// The text as given.
    pub String,
);

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a date; write YYYY-MM-DD, or YYYY-MM where no day is known", self.0)
    }
}

impl std::error::Error for DayError {}

impl Day {
    /// A full day; `None` where the calendar has no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(|date| Self { date, month_only: false })
    }

    /// Whole days from `earlier` to `self` (negative where `earlier` is later).
    pub fn days_since(self, earlier: Self) -> i32 {
        (self.date - earlier.date).get_days()
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let bad = || DayError(text.to_owned());
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        let mut parts = text.split('-');
        let (Some(y), Some(m), d, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(bad());
        };
        if !digits(y, 4) || !digits(m, 2) || !d.is_none_or(|d| digits(d, 2)) {
            return Err(bad());
        }
        let number = |s: &str| s.parse::<i16>().map_err(|_| bad());
        let small = |s: &str| s.parse::<i8>().map_err(|_| bad());
        let day = d.map_or(Ok(1), small)?;
        let date = Date::new(number(y)?, small(m)?, day).map_err(|_| bad())?;
        Ok(Self { date, month_only: d.is_none() })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.month_only {
            write!(f, "{:04}-{:02}", self.date.year(), self.date.month())
        } else {
            write!(f, "{:04}-{:02}-{:02}", self.date.year(), self.date.month(), self.date.day())
        }
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
        for bad in ["", "2020", "2020-13", "2020-02-30", "7/31/20", "2020-7-1", "2020-07-31T00:00", "2020-07-31-"] {
            assert!(bad.parse::<Day>().is_err(), "{bad} was read as a date");
        }
        assert!("2020-09".parse::<Day>().ok() < "2020-09-02".parse::<Day>().ok());
    }
}
