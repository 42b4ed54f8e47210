//! Days as people and spreadsheets write them.
//!
//! `03/04/2025` is in March or in April: the other days of the column decide, else those of the whole list. Where
//! nothing decides, each day is read so that the entry counts for longer, and the list says so.

use jiff::civil::{Date, date};

use crate::model::Day;

/// Which of two numbers below 13 is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::watchlist) enum Order {
    DayFirst,
    MonthFirst,
}

/// A cell of a column of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::watchlist) enum Read {
    Day(Day),
    /// The number that a spreadsheet stores for a day.
    Serial(Day),
    /// Two readings: the day first, then the month first.
    Either(Day, Day),
}

/// What the days of columns say about the order of day and month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    day_first: bool,
    month_first: bool,
}

impl Seen {
    pub(super) fn add(&mut self, cell: &str) {
        if let Some((first, second, _)) = slashed(cell) {
            self.day_first |= first > 12 && second <= 12;
            self.month_first |= second > 12 && first <= 12;
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { day_first: self.day_first || other.day_first, month_first: self.month_first || other.month_first }
    }

    /// The order, where some cells show one and none shows the other.
    pub(super) fn order(self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

/// True for a cell that says that there is no day.
pub(in crate::watchlist) fn is_none(cell: &str) -> bool {
    const NONE: [&str; 12] = ["-", "–", "—", "n/a", "na", "none", "null", "nil", "present", "ongoing", "current", "无"];
    cell.is_empty() || NONE.contains(&cell.to_lowercase().as_str())
}

/// Reads a cell; `None` where it is no day.
pub(in crate::watchlist) fn read(cell: &str, order: Option<Order>) -> Option<Read> {
    let cell = without_time(cell.trim());
    if let Some((first, second, year)) = slashed(cell) {
        let day = |day: i8, month: i8| Date::new(year, month, day).ok().map(Day::from);
        let (day_first, month_first) = (day(first, second), day(second, first));
        return match (order, day_first, month_first) {
            (_, Some(a), Some(b)) if a == b => Some(Read::Day(a)),
            (Some(Order::DayFirst), Some(a), Some(_)) => Some(Read::Day(a)),
            (Some(Order::MonthFirst), Some(_), Some(b)) => Some(Read::Day(b)),
            (None, Some(a), Some(b)) => Some(Read::Either(a, b)),
            (_, one, other) => one.or(other).map(Read::Day),
        };
    }
    if let Ok(day) = cell.parse::<Day>() {
        return Some(Read::Day(day));
    }
    if let Some(day) = serial(cell) {
        return Some(Read::Serial(day));
    }
    const FORMS: [&str; 14] = [
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y%m%d",
        "%Y年%m月%d日",
        "%d.%m.%Y",
        "%d %b %Y",
        "%d %B %Y",
        "%d-%b-%Y",
        "%d/%b/%Y",
        "%b %d, %Y",
        "%B %d, %Y",
        "%b %d %Y",
        "%B %d %Y",
        "%Y-%b-%d",
    ];
    let plain: String = cell.chars().filter(|c| !matches!(c, '\u{a0}')).collect();
    let found = FORMS.iter().find_map(|form| Date::strptime(form, &plain).ok());
    found.filter(|day| day.year() > 1900).map(|day| Read::Day(day.into()))
}

/// A day without the time after it: `2021-04-03T00:00:00`, `4/3/2021 12:00:00 AM`.
fn without_time(cell: &str) -> &str {
    let is_time = |rest: &str| rest.contains(':') && rest.starts_with(|c: char| c.is_ascii_digit());
    match cell.split_once(['T', ' ']) {
        Some((day, rest)) if is_time(rest) => day.trim_end_matches(','),
        _ => cell,
    }
}

/// The numbers of `31/12/2025`, `31-12-2025` or, with the day first in every country that writes it, `31.12.2025`.
fn slashed(cell: &str) -> Option<(i8, i8, i16)> {
    let cell = without_time(cell.trim());
    let separator = ['/', '-'].into_iter().find(|s| cell.matches(*s).count() == 2)?;
    let mut parts = cell.split(separator).map(str::trim);
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i16>().ok()).flatten();
    let [first, second, year] = [number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?];
    let small = |n: i16| i8::try_from(n).ok().filter(|n| (1..=31).contains(n));
    Some((small(first)?, small(second)?, Some(year).filter(|y| (1900..2200).contains(y))?))
}

/// The day of a spreadsheet's number, for 1954 to 2119: `46022` is 2025-12-31.
fn serial(cell: &str) -> Option<Day> {
    let whole = cell.strip_suffix(".0").unwrap_or(cell);
    let number = Some(whole).filter(|n| n.len() == 5 && n.bytes().all(|b| b.is_ascii_digit()))?.parse::<i64>().ok()?;
    let first = date(1899, 12, 30);
    let day = first.checked_add(jiff::Span::new().try_days(number).ok()?).ok()?;
    (20_000..80_000).contains(&number).then(|| day.into())
}

/// The first day that a text holds in a form with the year first: `list_2026-01-31.csv`, `as of 2026-01-31`,
/// `export-20260131`; else the whole rest in a form with a month in letters.
pub(in crate::watchlist) fn within(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let starts = (0..text.len()).filter(|at| {
        let inside = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        inside(*at) && !at.checked_sub(1).is_some_and(inside)
    });
    let mut starts = starts.peekable();
    let first = starts.peek().copied();
    let year_first = starts.find_map(|at| {
        let rest = text.get(at..)?;
        [10, 8, 7].into_iter().find_map(|length| {
            let own = rest.get(..length)?;
            let ends = !rest.as_bytes().get(length).is_some_and(u8::is_ascii_digit);
            let own = own.replace(['_', '.', '/'], "-");
            let found = match length {
                8 => Date::strptime("%Y%m%d", &own).ok().map(Day::from),
                _ => own.parse::<Day>().ok(),
            };
            found.filter(|day| ends && in_this_age(*day))
        })
    });
    year_first.or_else(|| {
        let rest = text.get(first?..)?.trim_end_matches(|c: char| !c.is_alphanumeric());
        match read(rest, None)? {
            Read::Day(day) => Some(day).filter(|day| in_this_age(*day)),
            Read::Serial(_) | Read::Either(..) => None,
        }
    })
}

/// A list of sanctions is not older than these, and no number that is a day by chance is.
fn in_this_age(day: Day) -> bool {
    let begin = Day::from(date(1990, 1, 1));
    (0..=366 * 110).contains(&day.days_since(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day of the test")
    }

    #[test]
    fn reads_days_in_the_usual_forms() {
        for cell in [
            "2025-12-31",
            "31/12/2025",
            "12/31/2025",
            "31.12.2025",
            "31-12-2025",
            "2025/12/31",
            "20251231",
            "31 Dec 2025",
            "31-Dec-2025",
            "December 31, 2025",
            "2025年12月31日",
            "2025-12-31T00:00:00Z",
            "2025-12-31 00:00",
            "12/31/2025 12:00:00 AM",
        ] {
            assert_eq!(read(cell, None), Some(Read::Day(day("2025-12-31"))), "{cell}");
        }
        assert_eq!(read("2025-12", None), Some(Read::Day(day("2025-12"))));
        assert_eq!(read("46022", None), Some(Read::Serial(day("2025-12-31"))));
        assert_eq!(read("5.5.2025", None), Some(Read::Day(day("2025-05-05"))));
        for cell in ["soon", "31/02/2025", "31/12/25", "2025", "13/13/2025", "1234", "100000", "2025-12-31x"] {
            assert_eq!(read(cell, None), None, "{cell}");
        }
    }

    #[test]
    fn other_days_of_the_column_decide_the_order() {
        let seen = |cells: &[&str]| {
            let mut seen = Seen::default();
            cells.iter().for_each(|cell| seen.add(cell));
            seen.order()
        };
        assert_eq!(seen(&["03/04/2025", "31/12/2025"]), Some(Order::DayFirst));
        assert_eq!(seen(&["03/04/2025", "12/31/2025"]), Some(Order::MonthFirst));
        assert_eq!(seen(&["12/31/2025", "31/12/2025"]), None);
        assert_eq!(seen(&["03/04/2025", "2025-12-31"]), None);
        let (april, march) = (day("2025-04-03"), day("2025-03-04"));
        assert_eq!(read("03/04/2025", Some(Order::DayFirst)), Some(Read::Day(april)));
        assert_eq!(read("03/04/2025", Some(Order::MonthFirst)), Some(Read::Day(march)));
        assert_eq!(read("03/04/2025", None), Some(Read::Either(april, march)));
        assert_eq!(read("04/04/2025", None), Some(Read::Day(day("2025-04-04"))));
    }

    #[test]
    fn finds_the_day_in_a_line_or_a_name() {
        for (text, expected) in [
            ("list_2026-01-31.csv", Some("2026-01-31")),
            ("list-20260131", Some("2026-01-31")),
            ("blocked 2026_01_31 final", Some("2026-01-31")),
            ("suppliers 2026-01", Some("2026-01")),
            ("# as-of: 2026-01-31", Some("2026-01-31")),
            ("As of 31 January 2026", Some("2026-01-31")),
            ("order 12345678", None),
            ("list 2", None),
            ("v2026", None),
        ] {
            assert_eq!(within(text), expected.map(day), "{text}");
        }
    }
}
