//! `flagged.xlsx`: the report for people who work in a spreadsheet.
//!
//! Sheets: Summary, Parties, Findings, Sector advisories, Input problems, Lists. Findings and problems are written
//! while the rows pass and kept on the disk, so that memory does not grow with them; the other sheets follow at the
//! end. The columns `decision`, `decision_reason` and `reviewer` are left empty, for the reviewers.

mod book;
mod sheets;

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Day, Finding, FindingId, Lists, Role};

use super::amount::{Amount, SumColumn};
use super::flagged::{columns_of, union};
use super::{Finished, LedgerInfo, Problem, ReportDir, ReportError, STATUS_OPEN, ScreenedRow, Sink, Summary};
use book::{Book, Spot, Table, Value, guarded};

pub use book::Limits;

/// The file's name.
const NAME: &str = "flagged.xlsx";

/// The first columns of the sheets Findings and Parties, with their widths.
const FIRST: [(&str, f64); 10] = [
    ("finding_id", 18.0),
    ("status", 8.0),
    ("since", 8.0),
    ("since_reason", 20.0),
    ("decision", 12.0),
    ("decision_reason", 24.0),
    ("reviewer", 12.0),
    ("verdict", 9.0),
    ("score", 7.0),
    ("party", 32.0),
];

/// Columns of the sheet Findings after [`FIRST`] and before those of the ledger. What the row says and what the list
/// says stand side by side.
const FINDINGS: [(&str, f64); 29] = [
    ("reason", 60.0),
    ("quoted", 28.0),
    ("matched_name", 28.0),
    ("field", 16.0),
    ("listed_name", 32.0),
    ("listed_other_names", 36.0),
    ("row_address", 30.0),
    ("listed_address", 30.0),
    ("row_identifiers", 22.0),
    ("listed_identifiers", 22.0),
    ("method", 12.0),
    ("name_share", 8.0),
    ("address", 14.0),
    ("country", 14.0),
    ("identifier", 14.0),
    ("measure", 26.0),
    ("bars", 14.0),
    ("consequence", 44.0),
    ("authority", 20.0),
    ("effective", 11.0),
    ("citation", 20.0),
    ("source_url", 30.0),
    ("list_id", 20.0),
    ("entry_id", 12.0),
    ("entry_status", 12.0),
    ("source_file", 20.0),
    ("row", 8.0),
    ("line", 8.0),
    ("table", 7.0),
];

const PROBLEMS: [(&str, f64); 6] =
    [("source_file", 28.0), ("row", 8.0), ("line", 8.0), ("column", 20.0), ("kind", 22.0), ("done", 70.0)];

/// Writes `flagged.xlsx`.
pub struct FlaggedXlsx<'l> {
    book: Book,
    findings: Table,
    problems: Table,
    lists: &'l Lists,
    path: PathBuf,
    /// The headers of the ledgers, as `flagged.csv` has them.
    headers: Vec<String>,
    /// For each ledger and table: its column for each of the headers.
    columns: FxHashMap<(usize, u32), Vec<Option<usize>>>,
    /// Headers for which a sheet has no room.
    headers_left_out: usize,
    /// The value column, whose cells are numbers.
    sum: Option<SumColumn>,
    /// Where the first line of each finding id is.
    places: FxHashMap<FindingId, Spot>,
}

impl fmt::Debug for FlaggedXlsx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlaggedXlsx").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Headers and widths as a table takes them.
fn titled(columns: &[(&'static str, f64)]) -> Vec<(Cow<'static, str>, f64)> {
    columns.iter().map(|(header, width)| (Cow::Borrowed(*header), *width)).collect()
}

impl<'l> FlaggedXlsx<'l> {
    /// Begins the workbook in the directory of an unfinished report. The limits are those of the form, or lower ones.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn new(
        directory: &ReportDir,
        lists: &'l Lists,
        ledgers: &[LedgerInfo],
        as_of: Day,
        limits: Limits,
    ) -> Result<Self, ReportError> {
        let place = directory.unfinished();
        let path = place.join(NAME);
        let mut headers = union(ledgers);
        let room = limits.columns.saturating_sub(FIRST.len() + FINDINGS.len());
        let headers_left_out = headers.len().saturating_sub(room);
        headers.truncate(room);
        let columns = ledgers.iter().map(|t| ((t.index, t.table), columns_of(t, &headers))).collect();
        let (book, findings, problems) = guarded(&path, || {
            let mut book = Book::new(place, as_of, limits)?;
            let mut titles = [titled(&FIRST), titled(&FINDINGS)].concat();
            titles.extend(headers.iter().map(|header| (Cow::Owned(format!("ledger.{header}")), 18.0)));
            let findings = Table::new(&mut book, "Findings", titles)?;
            let problems = Table::new(&mut book, "Input problems", titled(&PROBLEMS))?;
            Ok((book, findings, problems))
        })?;
        let places = FxHashMap::default();
        Ok(Self { book, findings, problems, lists, path, headers, columns, headers_left_out, sum: None, places })
    }

    /// The cells of this column are numbers where they have one meaning only.
    pub fn summing(self, sum: Option<SumColumn>) -> Self {
        Self { sum, ..self }
    }

    /// Writes the remaining sheets and the file.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self, summary: &Summary<'_>, ledgers: &[LedgerInfo]) -> Result<Finished, ReportError> {
        let Self { mut book, findings, problems, lists, path, headers_left_out, places, .. } = self;
        let tables = guarded(&path, || {
            let places = sheets::Places { findings: &places, lists };
            let parties = sheets::parties(&mut book, summary, ledgers, Some(&places))?;
            let sector = sheets::parties(&mut book, summary, ledgers, None)?;
            let of_lists = sheets::lists(&mut book, summary)?;
            let tables = vec![parties, findings, sector, problems, of_lists];
            let notices = notices(&tables, headers_left_out);
            let mut all = vec![sheets::summary(&mut book, summary, &notices)?];
            all.extend(tables);
            Ok(all)
        })?;
        book.save(tables, &path)
    }
}

/// What the limits of the form changed, in sentences.
fn notices(tables: &[Table], headers_left_out: usize) -> Vec<String> {
    let mut notices = Vec::new();
    for table in tables {
        if let [first, more @ ..] = table.sheets().as_slice()
            && !more.is_empty()
        {
            notices.push(format!("The sheet {first} is full; it goes on in {}.", more.join(", ")));
        }
    }
    let cut: u64 = tables.iter().map(|table| table.cut).sum();
    if cut > 0 {
        let cells = super::counted(cut, "cell was", "cells were");
        notices
            .push(format!("{cells} cut, each with a mark, since a cell holds 32,767 characters; CSV has all of it."));
    }
    if headers_left_out > 0 {
        let columns = super::counted(headers_left_out as u64, "column", "columns");
        notices.push(format!("A sheet has no room for the last {columns} of the ledgers; CSV has them."));
    }
    notices
}

/// The row's own address and identifiers: of the party that was met, where the columns tell several apart.
fn own_facts(row: &ScreenedRow<'_>, finding: &Finding) -> [String; 2] {
    let columns = &row.ledger.columns;
    let party = columns.parties.iter().find(|party| party.has(finding.column));
    let of = |roles: &[Role]| {
        let mut seen = FxHashSet::default();
        let mine = |column: &usize| party.is_none_or(|party| party.has(*column));
        let all = (0..columns.headers.len()).filter(|c| roles.contains(&columns.role(*c))).filter(mine);
        let cells = all.map(|column| row.row.cell(column).trim()).filter(|c| !c.is_empty() && seen.insert(*c));
        cells.collect::<Vec<_>>().join(", ")
    };
    if row.is_title() {
        return Default::default();
    }
    let address = of(&[Role::Address, Role::City, Role::Region, Role::PostalCode, Role::Country]);
    [address, of(&[Role::Id, Role::Mid])]
}

/// A cell of the ledger: a text, but for amounts that are summed, and days in the one form that means the same
/// everywhere.
fn ledger_cell<'a>(row: &ScreenedRow<'a>, column: usize, sum: Option<&SumColumn>) -> Value<'a> {
    let cell = row.row.cell(column);
    if sum.is_some_and(|sum| sum.is(row.ledger, column))
        && let Some(number) = Amount::of(cell).and_then(Amount::plain)
    {
        return Value::Number(number);
    }
    if row.ledger.columns.role(column) == Role::Date
        && cell.len() == "YYYY-MM-DD".len()
        && let Ok(day) = cell.parse()
    {
        return Value::Date(day);
    }
    Value::text(cell)
}

impl FlaggedXlsx<'_> {
    fn line(&mut self, row: &ScreenedRow<'_>, finding: &Finding) -> Result<(), ReportError> {
        let Self { book, findings, lists, headers, .. } = self;
        let table = row.ledger;
        let columns = self.columns.entry((table.index, table.table)).or_insert_with(|| columns_of(table, headers));
        let (list, entry) = (lists.list_of(finding.entry), lists.entry(finding.entry));
        let [other_names, address, identifiers] = sheets::listed(entry);
        let [own_address, own_identifiers] = own_facts(row, finding);
        let (steps, mark) = (&finding.steps, row.mark(finding));
        let cells = [
            Value::text(finding.id.to_string()),
            Value::text(STATUS_OPEN),
            Value::text(mark.since),
            Value::Long(mark.reason.into()),
            Value::Empty,
            Value::Empty,
            Value::Empty,
            Value::text(finding.verdict.as_str()),
            Value::Number(finding.score.0.into()),
            Value::Long((*finding.party).into()),
            Value::Long((*finding.reason).into()),
            Value::Long((*finding.quoted).into()),
            Value::Long((*finding.matched_name).into()),
            Value::text(row.header(finding.column)),
            Value::Long(entry.name.as_str().into()),
            Value::Long(other_names.into()),
            Value::Long(own_address.into()),
            Value::Long(address.into()),
            Value::text(own_identifiers),
            Value::Long(identifiers.into()),
            Value::text(finding.method.as_str()),
            Value::Number(steps.name_share.into()),
            Value::text(words(steps.address.as_str())),
            Value::text(words(steps.country.as_str())),
            Value::text(words(steps.identifier.as_str())),
            Value::Long(entry.measure.as_str().into()),
            Value::text(lists.bars(finding.entry).as_str()),
            Value::Long(entry.consequence.as_str().into()),
            Value::text(entry.authority.as_str()),
            Value::day(entry.effective),
            Value::text(entry.citation.as_str()),
            Value::Link(entry.source_urls.first().map_or("", String::as_str)),
            Value::text(&*list.id.0),
            Value::text(&*entry.id.0),
            Value::text(sheets::status(entry.status)),
            Value::text(table.name.as_str()),
            row.row.row.map_or(Value::Empty, Value::count),
            Value::count(row.row.line),
            Value::count(table.table.into()),
        ];
        let sum = self.sum.as_ref();
        // The cells of a title line are under no header: the quoted words show what was found.
        let own = columns.iter().map(|column| match column.filter(|_| !row.is_title()) {
            Some(column) => ledger_cell(row, column, sum),
            None => Value::Empty,
        });
        self.places.entry(finding.id).or_insert_with(|| findings.next_spot(book));
        guarded(&self.path, || findings.line(book, cells.into_iter().chain(own)))
    }
}

/// A word of the report's vocabulary for a reader: `missing in row`.
fn words(word: &str) -> String {
    word.replace('_', " ")
}

impl Sink for FlaggedXlsx<'_> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        row.reported().try_for_each(|finding| self.line(row, finding))
    }

    fn problem(&mut self, problem: &Problem) -> Result<(), ReportError> {
        let cells = [
            Value::text(problem.file.as_str()),
            problem.row.map_or(Value::Empty, Value::count),
            if problem.line == 0 { Value::Empty } else { Value::count(problem.line) },
            Value::text(problem.column.as_str()),
            Value::text(problem.kind.as_str()),
            Value::Long(problem.done.as_str().into()),
        ];
        guarded(&self.path, || self.problems.line(&mut self.book, cells))
    }
}
