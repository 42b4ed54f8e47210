//! The columns of days of a list: how they are written, and the day of the list itself.

use crate::model::Day;

use super::dates::{self, Order, Read, Seen};
use super::headers::Field;
use super::table::{Contents, Table};
use crate::watchlist::log::Log;

/// How the days of each column are written.
#[derive(Debug, Default)]
pub(super) struct Days {
    orders: Vec<(Field, Option<Order>)>,
}

impl Days {
    /// Looks at all days of a table. Warns where the order of day and month is undecided, and of numbers.
    pub(super) fn of(table: &Table, log: &mut Log) -> Self {
        let columns: Vec<Field> = table.fields.iter().copied().filter(|f| f.is_day()).collect();
        let cells =
            |field: Field| table.records.iter().flat_map(move |r| table.cells(r, field).map(move |c| (r.line, c)));
        let seen = |field: Field| {
            let mut seen = Seen::default();
            cells(field).for_each(|(_, cell)| seen.add(cell));
            seen
        };
        let all = columns.iter().map(|f| seen(*f)).fold(Seen::default(), Seen::and);
        let orders = columns.iter().map(|field| (*field, seen(*field).order().or(all.order()))).collect();
        let days = Self { orders };
        for field in columns.into_iter().filter(|f| !matches!(f, Field::Seen)) {
            let read =
                || cells(field).filter_map(|(line, cell)| Some((line, cell, dates::read(cell, days.order(field))?)));
            let undecided = || read().filter(|(.., read)| matches!(read, Read::Either(..)));
            if let Some((line, cell, _)) = undecided().next() {
                let longer = if field == Field::Removed { "later" } else { "earlier" };
                let what = format!(
                    "{} `{cell}` ({} such): no other day decides whether the month is first; read as the {longer} day",
                    field.word(),
                    undecided().count()
                );
                log.warn(line, what, "write days as YYYY-MM-DD");
            }
            if let Some((line, cell, Read::Serial(day))) = read().find(|(.., read)| matches!(read, Read::Serial(_))) {
                let what =
                    format!("{} `{cell}` is the number that a spreadsheet stores for {day}, and read so", field.word());
                log.warn(line, what, "nothing if that day is right; else write days as YYYY-MM-DD");
            }
        }
        days
    }

    fn order(&self, field: Field) -> Option<Order> {
        self.orders.iter().find(|(own, _)| *own == field).and_then(|(_, order)| *order)
    }

    /// The day of a cell, where it has one. An undecided day is read so that the entry counts for longer.
    ///
    /// # Errors
    /// A cell that is no day.
    pub(super) fn day(&self, field: Field, cell: &str) -> Result<Option<Day>, ()> {
        if dates::is_none(cell) {
            return Ok(None);
        }
        match dates::read(cell, self.order(field)) {
            Some(Read::Day(day) | Read::Serial(day)) => Ok(Some(day)),
            Some(Read::Either(a, b)) if field == Field::Removed => Ok(Some(a.max(b))),
            Some(Read::Either(a, b)) => Ok(Some(a.min(b))),
            None => Err(()),
        }
    }
}

/// The day whose state a list shows, and what says so: a column, a line above the table, the file's name. Never the
/// day on which the file was written: a copy of an old list is not a new list.
pub(super) fn of_list(contents: &Contents, days: &[Days], stem: &str) -> Option<(Day, String)> {
    for field in [Field::AsOf, Field::Seen] {
        let tables = contents.tables.iter().zip(days);
        let each = tables.flat_map(|(table, days)| {
            let cells = table.records.iter().flat_map(move |r| table.cells(r, field));
            cells.filter_map(move |cell| days.day(field, cell).ok().flatten())
        });
        if let Some(latest) = each.max() {
            let headers = contents.tables.iter().flat_map(|t| t.headers.iter().zip(&t.fields));
            let header = headers.filter(|(_, own)| **own == field).map(|(header, _)| header.as_str()).next();
            return Some((latest, format!("its column `{}`", header.unwrap_or(""))));
        }
    }
    let line = contents.titles.iter().find_map(|line| stated(line));
    let line = line.map(|day| (day, "a line of it".to_owned()));
    line.or_else(|| dates::within(stem).map(|day| (day, "its file name".to_owned())))
}

/// The day that a line states: `# as-of: 2026-01-31`, `State of 31 January 2026`.
fn stated(line: &str) -> Option<Day> {
    const WORDS: [&str; 15] = [
        "as of",
        "as at",
        "as_of",
        "state of",
        "state as of",
        "date",
        "list date",
        "updated",
        "last updated",
        "last update",
        "version",
        "export date",
        "exported",
        "截至",
        "更新",
    ];
    let line = line.trim_start_matches(['#', '/', '*', ';', ' ', '"']).to_lowercase().replace("as-of", "as of");
    WORDS
        .iter()
        .any(|word| line.starts_with(word) || line.contains(&format!(" {word} ")))
        .then(|| dates::within(&line))?
}
