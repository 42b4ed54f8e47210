//! A calendar day, or a month where the source gives no day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

/// A day of a measure. Some sources give a month only ("2020-09"): such a day compares as the month's first day
/// and prints as the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// A text, or a date as TOML writes it without quotes: the reader of TOML hands that on as a map of one text.
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DayVisitor)
    }
}

struct DayVisitor;

impl<'de> Visitor<'de> for DayVisitor {
    type Value = Day;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as 2026-01-31")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Day, M::Error> {
        match map.next_entry::<String, String>()? {
            Some((_, text)) => self.visit_str(&text),
            None => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
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

    #[test]
    fn toml_dates_need_no_quotes() {
        #[derive(serde::Deserialize)]
        struct File {
            day: Day,
        }
        for text in ["day = 2026-01-31", "day = \"2026-01-31\""] {
            let file: File = toml::from_str(text).expect(text);
            assert_eq!(file.day.to_string(), "2026-01-31");
        }
        for text in ["day = 2026-01-31T00:00:00", "day = \"31/01/2026\"", "day = 20260131", "day = {}"] {
            let error = toml::from_str::<File>(text).err().expect(text);
            assert!(error.message().contains("date"), "{text}: {error}");
        }
    }
}
