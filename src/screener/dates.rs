//! Dates of a row: whether it is older than a measure. A date never clears a finding, since goods of an earlier entry
//! may be looked at later; the reader is only informed.

use jiff::civil::Date;

use crate::model::{Day, Role, Row};

/// A sentence where all dates of the row are before the day from which the measure applies.
pub(super) fn note(row: Row<'_>, effective: Option<Day>) -> Option<String> {
    let effective = effective?;
    let cells = row.of(Role::Date).map(|(_, cell)| cell.trim()).filter(|cell| !cell.is_empty());
    let latest = cells.map(latest).collect::<Option<Vec<Date>>>()?.into_iter().max()?;
    (Day::from(latest) < effective)
        .then(|| format!(" The row is dated {latest}, before the measure took effect on {effective}."))
}

/// The latest day that a date may mean: 03/04/2021 may be in March or in April. None where it is no date of a form
/// that ledgers have.
fn latest(cell: &str) -> Option<Date> {
    // A time after the date: 2021-04-03T00:00:00, 2021-04-03 00:00.
    let day = cell.split(['T', ' ']).next().filter(|d| d.len() >= 8).unwrap_or(cell);
    const FORMS: [&str; 21] = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y%m%d",
        "%Y年%m月%d日",
        "%m/%d/%Y",
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%m-%d-%Y",
        "%d-%b-%Y",
        "%d-%b-%y",
        "%d %b %Y",
        "%d %B %Y",
        "%d/%b/%Y",
        "%b %d, %Y",
        "%B %d, %Y",
        "%Y-%b-%d",
        "%m/%d/%y",
        "%d/%m/%y",
        "%d.%m.%y",
    ];
    // `%Y` takes the 20 of 05-JAN-20 for the year 20.
    let days = FORMS.iter().filter_map(|form| Date::strptime(form, day).ok()).filter(|day| day.year() > 1900);
    days.max().or_else(|| serial(day))
}

/// The day of a spreadsheet's number, for 1954 to 2119: `43835` is 2020-01-05.
fn serial(cell: &str) -> Option<Date> {
    let digits = cell.strip_suffix(".0").unwrap_or(cell);
    let days: i32 = digits.parse().ok().filter(|days| digits.len() == 5 && (20_000..80_000).contains(days))?;
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ColumnMap, RowBatch};

    #[test]
    fn a_row_older_than_the_measure_says_so() {
        let columns =
            ColumnMap::new([("Vendor", Role::Name), ("Entry Date", Role::Date), ("Invoice Date", Role::Date)]);
        let effective = "2021-01-13".parse().ok();
        let note = |dates: [&str; 2]| {
            let mut batch = RowBatch::default();
            batch.push(1, 2, ["Acme", dates[0], dates[1]]);
            note(Row::new(batch.get(0).unwrap(), &columns), effective)
        };
        let older = note(["2020-11-30", "15.11.2020"]).unwrap();
        assert_eq!(older, " The row is dated 2020-11-30, before the measure took effect on 2021-01-13.");
        assert!(note(["20201130", ""]).is_some());
        assert!(note(["12/01/2020", ""]).is_some(), "before it either way");
        for date in ["05-JAN-20", "5-Oct-2020", "2020年1月5日", "5 Jan 2020", "12/01/20", "43835", "05-JAN-20 10:00:00"]
        {
            assert!(note([date, ""]).is_some(), "{date}");
        }
        for date in ["05-JAN-22", "2022年1月5日", "44600", "1/5/30", "12345678"] {
            assert!(note([date, ""]).is_none(), "{date}");
        }
        // One date is later, may be later, or is none.
        for dates in
            [["2020-11-30", "2021-02-01"], ["2021-01-13", ""], ["01/02/2021", ""], ["soon", "2020-01-01"], ["", ""]]
        {
            assert_eq!(note(dates), None, "{dates:?}");
        }
    }
}
