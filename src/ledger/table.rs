//! One table of a ledger: its columns with their roles. Most ledgers are one table; stacked and glued exports are
//! several.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::{ColumnMap, LedgerRow, Role};

use super::columns::{self, ColumnGuess};
use super::error::LedgerError;
use super::header_words::meant;
use super::rows::{FORMULA_WITHOUT_VALUE, Note, Record, Rows, Top};
use super::spoilt_codes::Expected;
use super::{ReadOptions, encoding, typed};
use crate::text;

/// A cell of more characters than a spreadsheet's cell can hold is listed (and screened whole).
const LONG_CELL: usize = 32_767;

/// A table whose columns have their roles.
pub(super) struct Table {
    pub(super) columns: ColumnMap,
    pub(super) guesses: Vec<ColumnGuess>,
    /// The header's own texts, which show a repeated header line; empty where there is no header.
    headers: Vec<String>,
    /// False where it has no header.
    pub(super) named: bool,
    /// Line of the header, which identifies the table in its file; of the first record where there is no header.
    pub(super) line: u64,
    /// Cells up to the last named column: a record with fewer is ragged.
    width: usize,
    /// What each column should hold.
    expected: Vec<Expected>,
    /// The header was decoded in the wrong encoding before the file was saved.
    misread: bool,
    /// Columns of which it was said that their type spoils them.
    spoilt: BTreeSet<usize>,
}

impl Table {
    /// Gives the columns their roles and notes what is odd about the header.
    pub(super) fn new(
        file: &str,
        top: &Top,
        options: &ReadOptions,
        notes: &mut Vec<Note>,
    ) -> Result<Self, LedgerError> {
        let (columns, guesses) = columns::assign_roles(file, top, options)?;
        if top.named && top.sample.is_empty() {
            // The export of a day without purchases: not an error, but it must not look like a screened ledger.
            let done = "there is a header and no row below it; nothing of this ledger was screened";
            notes.push(Note::file("no_rows", top.line, done));
        }
        let misread = top.headers.iter().position(|header| meant(header) != *header);
        if let Some(i) = misread {
            let done =
                "this header was UTF-8 and decoded in another encoding before it was saved; read as it was meant";
            notes.push(Note::file("mojibake_header", top.line, done).in_column(Some(i)));
        }
        for (i, (own, header)) in top.headers.iter().map(|h| meant(h.trim())).zip(&columns.headers).enumerate() {
            if !own.is_empty() && own != *header {
                let done = format!("duplicate header \"{own}\"; renamed to \"{header}\"");
                notes.push(Note::file("duplicate_header", top.line, done).in_column(Some(i)));
            }
        }
        let width = top.headers.iter().rposition(|h| !h.trim().is_empty()).map_or(0, |i| i + 1);
        let headers = if top.named { top.headers.clone() } else { Vec::new() };
        let expected = Expected::of(&columns);
        Ok(Self {
            columns,
            guesses,
            headers,
            expected,
            named: top.named,
            line: top.line,
            width,
            misread: misread.is_some(),
            spoilt: BTreeSet::new(),
        })
    }

    /// True where a column holds the names of parties, or manufacturer codes: customs reports often hold no other.
    pub(super) fn has_names(&self) -> bool {
        self.columns.roles.iter().any(|r| matches!(r, Role::Name | Role::Mid))
    }

    /// True for a record that says the same as the header, cell by cell.
    pub(super) fn repeats_header(&self, record: Record<'_>) -> bool {
        // The first cell differs in nearly every row: one comparison.
        self.headers.first().is_some_and(|first| record.cell(0) == first)
            && record.spans.len() == self.headers.len()
            && record.cells().zip(&self.headers).all(|(cell, header)| cell == header)
    }

    /// The cells as they were before they were decoded in the wrong encoding, where this is certain: the header was so
    /// too, or there are LibreOffice's private characters. In other files the cells decide, each for itself.
    pub(super) fn as_meant<'r>(&self, record: Record<'r>) -> Option<Vec<Cow<'r, str>>> {
        let certain = || self.misread || encoding::has_private(record.text);
        let misread = encoding::may_be_mojibake(record.text) && certain();
        misread.then(|| record.cells().map(meant).collect())
    }

    /// True where a note about the current row says that a name is a formula without a value.
    pub(super) fn lacks_name(&self, notes: &[Note]) -> bool {
        let of_name = |column: usize| self.columns.role(column) == Role::Name;
        notes.iter().any(|n| n.of_row && n.kind == FORMULA_WITHOUT_VALUE && n.column.is_some_and(of_name))
    }

    /// Notes what is odd about the shape and text of a record.
    pub(super) fn check(&self, record: Record<'_>, notes: &mut Vec<Note>) {
        let (cells, width) = (record.spans.len(), self.columns.headers.len());
        let mut note = |kind, column, done| notes.push(Note::row(kind, record.line, done).in_column(column));
        if cells < self.width {
            note("field_count", None, format!("{cells} cells under {width} headers; the missing ones count as empty"));
        } else if record.cells().skip(width).any(|c| !c.trim().is_empty()) {
            note("field_count", None, format!("{cells} cells under {width} headers; all were screened"));
        }
        for (column, cell) in record.cells().enumerate().filter(|_| record.text.len() > LONG_CELL) {
            if cell.len() > LONG_CELL && cell.chars().count() > LONG_CELL {
                note("long_cell", Some(column), format!("more than {LONG_CELL} characters; screened whole"));
            }
        }
        if encoding::may_be_mojibake(record.text)
            && let Some(column) = record.cells().position(encoding::is_mojibake)
        {
            let how = if self.as_meant(record).is_some() { "as it was meant" } else { "as it is, and as it was meant" };
            let done = format!("looks like UTF-8 decoded as Windows-1252 before it was saved; screened {how}");
            note("mojibake", Some(column), done);
        }
        // Identifiers that lost digits or fail their check digit.
        for (column, (cell, expected)) in record.cells().zip(&self.expected).enumerate() {
            if let Some((kind, done)) = expected.problem(cell) {
                note(kind, Some(column), done);
            }
        }
        let mut names = self.columns.of(Role::Name).peekable();
        if names.peek().is_some() && names.all(|column| text::trim(record.cell(column)).is_empty()) {
            note("empty_name", None, "no name in the name columns; the other cells were screened".to_owned());
        }
    }

    /// Notes what the types of cells have spoilt, in a form that has types.
    pub(super) fn check_types(&mut self, row: LedgerRow<'_>, line: u64, rows: &dyn Rows, notes: &mut Vec<Note>) {
        let in_china = || {
            let mut countries = self.columns.of(Role::Country).map(|c| row.cell(c).trim().to_ascii_uppercase());
            countries.any(|c| matches!(c.as_str(), "CN" | "CHN" | "CHINA" | "PRC" | "中国"))
        };
        for (column, role) in self.columns.roles.iter().enumerate() {
            let Some(typed) = rows.typed(column) else { continue };
            let found = typed::spoilt(*role, typed, row.cell(column), in_china());
            if let Some((each, done)) = found.filter(|(each, _)| *each || self.spoilt.insert(column)) {
                let remedy = if each { "" } else { ", here and perhaps below; export this column as text" };
                notes.push(Note::row("value_changed_type", line, format!("{done}{remedy}")).in_column(Some(column)));
            }
        }
    }
}
