//! What every reader hands on: records, and what was odd about them.

use super::error::LedgerError;
use super::typed::Typed;

/// One record as a text and the places of its cells in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    /// Holds the cells.
    pub(super) text: &'a str,
    /// Start and end of each cell in `text`.
    pub(super) spans: &'a [(usize, usize)],
    /// Where the record starts in the file, from 1.
    pub(super) line: u64,
}

impl<'a> Record<'a> {
    /// The cells in order.
    pub(super) fn cells(self) -> impl Iterator<Item = &'a str> {
        self.spans.iter().map(move |(start, end)| self.text.get(*start..*end).unwrap_or_default())
    }

    /// The cell of a column; empty beyond the last.
    pub(super) fn cell(self, column: usize) -> &'a str {
        self.spans.get(column).and_then(|(start, end)| self.text.get(*start..*end)).unwrap_or_default()
    }
}

/// Something odd about a record, or about the file before its first.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) kind: &'static str,
    pub(super) line: u64,
    pub(super) column: Option<usize>,
    pub(super) done: String,
    /// False where it belongs to no row: titles, repeated headers.
    pub(super) of_row: bool,
}

impl Note {
    /// About the row being read.
    pub(super) fn row(kind: &'static str, line: u64, done: impl Into<String>) -> Self {
        Self { kind, line, column: None, done: done.into(), of_row: true }
    }

    /// About something that is no row.
    pub(super) fn file(kind: &'static str, line: u64, done: impl Into<String>) -> Self {
        Self { of_row: false, ..Self::row(kind, line, done) }
    }

    pub(super) fn in_column(mut self, column: Option<usize>) -> Self {
        self.column = column;
        self
    }
}

/// The kind of problem that a formula without a stored value is.
pub(super) const FORMULA_WITHOUT_VALUE: &str = "formula_without_value";

/// What a line that is no row is taken for. Both are searched for listed names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleKind {
    /// Text above, between or below the tables.
    Title,
    /// A total or a row count.
    Total,
    /// A header that may be something else.
    Header,
}

/// A line that is no row, found ahead of the rows.
#[derive(Debug, Clone)]
pub(super) struct Title {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
    pub(super) kind: TitleKind,
}

/// What comes next in a ledger.
pub(super) enum Next<'a> {
    /// A record.
    Row(Record<'a>),
    /// A line that is no row.
    Title(Record<'a>, TitleKind),
    /// A line of dashes.
    Rule,
    /// The header of another table, which the next rows belong to.
    Table(Box<Top>),
    /// The next rows belong to the earlier table with the header on that line.
    Back(u64),
    /// A row that cannot be handed on; a note says why.
    Lost,
    /// Nothing.
    End,
}

/// A stream of records below the header.
pub(super) trait Rows: Send {
    /// The next record. What is odd about it is appended to `notes`.
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError>;

    /// What a cell of the last record is stored as, where the form has types and it is not text.
    fn typed(&self, _column: usize) -> Option<Typed> {
        None
    }

    /// The encoding's name and the ground of the guess, where the form has one.
    fn encoding(&self) -> (&str, &str) {
        ("", "")
    }
}

/// The beginning of a ledger: its header and the first records below it.
#[derive(Debug, Default)]
pub(super) struct Top {
    /// Header texts, one a column; empty texts where there is no header.
    pub(super) headers: Vec<String>,
    /// False where the file has no header.
    pub(super) named: bool,
    /// Line of the header; of the first record where there is none.
    pub(super) line: u64,
    /// The first records below the header.
    pub(super) sample: Vec<Vec<String>>,
    /// Lines above the header that are no rows of an earlier table.
    pub(super) titles: Vec<Title>,
    /// The header is among the rows, as in a sorted file, and is read once more with them.
    pub(super) among_rows: bool,
    /// Lines of dashes above the rows.
    pub(super) rules: u64,
    /// Line of the last record above the rows; 0 where the first record is a row.
    pub(super) consumed: u64,
    /// What was odd above the first row.
    pub(super) notes: Vec<Note>,
}

/// A ledger of any form, opened up to its header.
pub(super) struct Opened {
    pub(super) top: Top,
    /// The tables below the first that are found at the beginning of the file, for their headers.
    pub(super) later: Vec<Top>,
    /// What follows the header.
    pub(super) rows: Box<dyn Rows>,
    /// The delimiter, where the form has one.
    pub(super) delimiter: Option<u8>,
}
