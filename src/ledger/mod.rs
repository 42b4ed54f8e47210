//! Ledgers: files of any form, read as a stream of rows with a role for each column.
//!
//! In this order: recognise the form (`sniff`), unpack (`packed`), decode (`encoding`, `decode`), parse records
//! (`dialect`, `delimited`, `text_rows`, `jsonl`; `sheets` and `parquet` have cells already), find the header
//! (`header`), give each column a role (`columns`; `header_words` and `content` for what no table holds), fill
//! batches of rows. This module knows no lists and judges no row.
//!
//! Invariants: no row is dropped in silence. Whatever is odd is screened as far as it can be and named in an
//! [`InputProblem`]; a row that cannot be screened is counted in [`Ledger::rows_unreadable`]. Memory is bounded by the
//! batch and the longest record (16 MiB), not by the file. An ordinary row costs no allocation.

mod catch_panic;
mod cell_words;
mod cfb_check;
mod columns;
mod content;
mod decode;
mod delimited;
mod dialect;
mod encoding;
mod error;
mod header;
mod header_words;
mod jsonl;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
mod parquet {
    use super::{LedgerError, LedgerErrorKind, Opened, ReadOptions, Source};

    pub(super) fn open(source: Source, _: &ReadOptions) -> Result<Opened, LedgerError> {
        let what = "this is a Parquet file, and this program was built without the feature `parquet`";
        Err(LedgerError::new(&source.name, LedgerErrorKind::Form, what, "export it as CSV, JSON Lines or XLSX"))
    }
}
mod rows;
mod sheets;
mod sniff;
mod source;
mod spoilt_codes;
mod text_rows;
mod zip_limits;

#[cfg(test)]
mod tests;

use std::io::Read;
use std::path::Path;

use crate::model::{ColumnMap, Role, RowBatch};
use crate::text;

pub use columns::ColumnGuess;
pub use error::{LedgerError, LedgerErrorKind};

use rows::{Next, Note, Opened, Record, Rows, Top};
use sniff::Form;
use source::{Source, Tally};
use spoilt_codes::Expected;

/// How a ledger is to be read. The default guesses everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Encoding by its usual name; overrules the guess.
    pub encoding: Option<String>,
    /// Delimiter of text ledgers; overrules the guess.
    pub delimiter: Option<u8>,
    /// The first row is data.
    pub no_header: bool,
    /// Line of the header (sheet row for workbooks), from 1.
    pub header_row: Option<u64>,
    /// The one sheet of a workbook to read.
    pub sheet: Option<String>,
    /// Bytes that an archive or workbook may unpack to; by default a limit on its ratio, and 4 GiB for workbooks.
    pub max_unpacked: Option<u64>,
    /// Roles set by the user: role and header (exact text, any case, or number from 1).
    pub map: Vec<(Role, String)>,
    /// Roles for ledgers that have certain headers. `map` overrules them.
    pub header_sets: Vec<HeaderSet>,
}

/// Roles that hold for the ledgers that have all of these headers, whatever else they have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderSet {
    /// The headers, in any order; case and spelling do not matter.
    pub headers: Vec<String>,
    /// Role and header, as in [`ReadOptions::map`].
    pub map: Vec<(Role, String)>,
}

impl std::fmt::Display for HeaderSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.headers.join(" + "))?;
        self.map.iter().try_for_each(|(role, header)| write!(f, " {role}={header}"))
    }
}

/// Something odd about the input, for `input-problems.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputProblem {
    /// The ledger's name.
    pub file: String,
    /// Data row from 1; none where it is about the file.
    pub row: Option<u64>,
    /// Line from 1 (sheet row for workbooks).
    pub line: u64,
    /// Header of the column; empty where no one column is meant.
    pub column: String,
    /// `undecodable_bytes`, `field_count`, `empty_name`, `long_cell`, `unclosed_quote`, …
    pub kind: &'static str,
    /// What was done about it.
    pub done: String,
}

/// A cell of more characters than a spreadsheet's cell can hold is listed (and screened whole).
const LONG_CELL: usize = 32_767;

/// Bytes of one batch's text, at most: places in a batch are 32-bit.
const BATCH_CAP: usize = 1 << 30;

/// One ledger (a file, standard input, or a sheet): a stream of rows.
pub struct Ledger {
    name: String,
    columns: ColumnMap,
    guesses: Vec<ColumnGuess>,
    rows: Box<dyn Rows>,
    delimiter: Option<u8>,
    size: Option<u64>,
    tally: Tally,
    /// The header's own texts, which show a repeated header line.
    top: Top,
    /// Cells up to the last named column: a record with fewer is ragged.
    width: usize,
    /// What each column should hold.
    expected: Vec<Expected>,
    row: u64,
    unreadable: u64,
    notes: Vec<Note>,
    ended: bool,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("name", &self.name)
            .field("columns", &self.columns)
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens a file (`-` is standard input): one ledger, or one a sheet for workbooks.
    ///
    /// # Errors
    /// An unreadable file, a form that is not read here (named), bad options, no column taken for a name.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Vec<Self>, LedgerError> {
        Self::require_names(Self::open_without_names(path, options)?)
    }

    fn require_names(ledgers: Vec<Self>) -> Result<Vec<Self>, LedgerError> {
        // A manufacturer code names a party too: customs reports often hold no other.
        let names_party = |l: &Self| l.columns.roles.iter().any(|r| matches!(r, Role::Name | Role::Mid));
        match ledgers.iter().find(|l| !names_party(l)) {
            Some(nameless) => Err(columns::no_name(&nameless.name, &nameless.columns, nameless.top.line)),
            None => Ok(ledgers),
        }
    }

    /// The same for looking at columns only: a ledger without a name column is no error.
    ///
    /// # Errors
    /// As [`Self::open`], but for the name column.
    pub fn open_without_names(path: &Path, options: &ReadOptions) -> Result<Vec<Self>, LedgerError> {
        Self::from_source(Source::open(path)?, options)
    }

    /// Any reader as a ledger of that name; a ledger without a name column is no error here.
    ///
    /// # Errors
    /// As [`Self::open`], but for the name column.
    pub fn from_reader(
        name: &str,
        reader: impl Read + Send + 'static,
        options: &ReadOptions,
    ) -> Result<Vec<Self>, LedgerError> {
        Self::from_source(Source::from_reader(name, Box::new(reader), None)?, options)
    }

    fn from_source(mut source: Source, options: &ReadOptions) -> Result<Vec<Self>, LedgerError> {
        let forced = match &options.encoding {
            Some(label) => Some(encoding::by_label(label).ok_or_else(|| no_encoding(&source.name, label))?),
            None => None,
        };
        let mut form = sniff::form(&source.name, &source.head)?;
        if matches!(form, Form::Gzip | Form::Zstd) {
            source = packed::unpack(source, form, options.max_unpacked)?;
            form = sniff::form(&source.name, &source.head)?;
            if !matches!(form, Form::Text | Form::JsonLines) {
                let what = "the archive holds a workbook or another archive";
                let remedy = "unpack it and screen what is in it";
                return Err(LedgerError::new(&source.name, LedgerErrorKind::Form, what, remedy));
            }
        }
        if matches!(form, Form::Workbook | Form::OldWorkbook | Form::OpenDocument) {
            return sheets::open(source, form, options);
        }
        let (name, size, tally) = (source.name.clone(), source.size, source.tally.clone());
        let opened = match form {
            Form::JsonLines => jsonl::open(source, forced)?,
            Form::Parquet => parquet::open(source, options)?,
            _ => text_rows::open(source, forced, options)?,
        };
        Ok(vec![Self::assemble(name, size, tally, opened, options)?])
    }

    /// Gives the columns of an opened form their roles.
    fn assemble(
        name: String,
        size: Option<u64>,
        tally: Tally,
        opened: Opened,
        options: &ReadOptions,
    ) -> Result<Self, LedgerError> {
        let Opened { mut top, rows, delimiter } = opened;
        let (columns, guesses) = columns::assign_roles(&name, &top, options)?;
        let mut notes = std::mem::take(&mut top.notes);
        if top.named && top.sample.is_empty() {
            // The export of a day without purchases: not an error, but it must not look like a screened ledger.
            let done = "there is a header and no row below it; nothing of this ledger was screened";
            notes.push(Note::file("no_rows", top.line, done));
        }
        for (i, (own, header)) in top.headers.iter().map(|h| h.trim()).zip(&columns.headers).enumerate() {
            if !own.is_empty() && own != header {
                let done = format!("duplicate header \"{own}\"; renamed to \"{header}\"");
                notes.push(Note::file("duplicate_header", top.line, done).in_column(Some(i)));
            }
        }
        top.sample = Vec::new();
        let width = top.headers.iter().rposition(|h| !h.trim().is_empty()).map_or(0, |i| i + 1);
        let expected = Expected::of(&columns);
        let (row, unreadable, ended) = (0, 0, false);
        Ok(Self {
            name,
            columns,
            guesses,
            rows,
            delimiter,
            size,
            tally,
            top,
            width,
            expected,
            row,
            unreadable,
            notes,
            ended,
        })
    }

    /// The file as given, plus `#sheet` for workbooks.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Headers, roles and groups.
    pub fn columns(&self) -> &ColumnMap {
        &self.columns
    }

    /// What each column is taken for and why, in order.
    pub fn guesses(&self) -> &[ColumnGuess] {
        &self.guesses
    }

    /// The encoding's name and the ground of the guess. A ledger that holds only ASCII at first may change its answer
    /// while it is read.
    pub fn encoding(&self) -> (&str, &str) {
        self.rows.encoding()
    }

    /// The delimiter; none for one column, workbooks and JSON Lines.
    pub fn delimiter(&self) -> Option<u8> {
        self.delimiter
    }

    /// Size of the file in bytes, where known.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Bytes of the file read so far.
    pub fn bytes_read(&self) -> u64 {
        self.tally.bytes()
    }

    /// Rows that could not be screened so far; each is named in a problem.
    pub fn rows_unreadable(&self) -> u64 {
        self.unreadable
    }

    /// SHA-256 of the file's bytes in hex, once it was read to the end.
    pub fn sha256(&self) -> Option<String> {
        self.tally.digest()
    }

    /// Fills the batch (cleared first) up to about `target_bytes` of cell text. False once there is no row left: the
    /// batch is empty then. Problems are appended, also by the call that returns false.
    ///
    /// # Errors
    /// The file could not be read at all. A file that breaks off later is no error: the loss is a problem and counts in
    /// [`Self::rows_unreadable`].
    pub fn next_batch(
        &mut self,
        batch: &mut RowBatch,
        target_bytes: usize,
        problems: &mut Vec<InputProblem>,
    ) -> Result<bool, LedgerError> {
        batch.clear();
        let target = target_bytes.clamp(1, BATCH_CAP);
        // Empty cells count a little, or a file of empty rows would never fill a batch.
        let mut cells = 0;
        while !self.ended && batch.text_bytes() + cells < target {
            match self.rows.next(&mut self.notes)? {
                Next::Row(record) if self.top.named && repeats_header(record, &self.top.headers) => {
                    self.notes.iter_mut().for_each(|note| note.of_row = false);
                    let done = "the header line again; not counted as a row";
                    self.notes.push(Note::file("repeated_header", record.line, done));
                }
                Next::Row(record) => {
                    self.row += 1;
                    cells += record.spans.len();
                    batch.push(self.row, record.line, record.cells());
                    check(record, self.width, &self.columns, &mut self.notes);
                    check_codes(record, &self.expected, &mut self.notes);
                }
                Next::Lost => {
                    self.row += 1;
                    self.unreadable += 1;
                }
                Next::End => self.ended = true,
            }
            problems.extend(self.notes.drain(..).map(|note| InputProblem {
                file: self.name.clone(),
                row: note.of_row.then_some(self.row),
                line: note.line,
                column: note.column.and_then(|c| self.columns.headers.get(c)).cloned().unwrap_or_default(),
                kind: note.kind,
                done: note.done,
            }));
        }
        Ok(!batch.is_empty())
    }
}

/// True for a record that says the same as the header, cell by cell.
fn repeats_header(record: Record<'_>, header: &[String]) -> bool {
    // The first cell differs in nearly every row: one comparison.
    header.first().is_some_and(|first| record.cell(0) == first)
        && record.spans.len() == header.len()
        && record.cells().zip(header).all(|(cell, header)| cell == header)
}

/// Notes what is odd about the shape and text of a record; `named` counts the cells up to the last named column.
fn check(record: Record<'_>, named: usize, columns: &ColumnMap, notes: &mut Vec<Note>) {
    let (cells, width) = (record.spans.len(), columns.headers.len());
    let mut note = |kind, column, done| notes.push(Note::row(kind, record.line, done).in_column(column));
    if cells < named {
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
        let done = "looks like UTF-8 decoded as Windows-1252 before it was saved; screened as it stands";
        note("mojibake", Some(column), done.to_owned());
    }
    let mut names = columns.of(Role::Name).peekable();
    if names.peek().is_some() && names.all(|column| text::trim(record.cell(column)).is_empty()) {
        note("empty_name", None, "no name in the name columns; the other cells were screened".to_owned());
    }
}

/// Notes identifiers that lost digits or fail their check digit.
fn check_codes(record: Record<'_>, expected: &[Expected], notes: &mut Vec<Note>) {
    for (column, (cell, expected)) in record.cells().zip(expected).enumerate() {
        if let Some((kind, done)) = expected.problem(cell) {
            notes.push(Note::row(kind, record.line, done).in_column(Some(column)));
        }
    }
}

fn no_encoding(file: &str, label: &str) -> LedgerError {
    LedgerError::new(
        file,
        LedgerErrorKind::Option,
        format!("--encoding {label}: there is no such encoding"),
        "write UTF-8, UTF-16LE, UTF-16BE, Windows-1252, GB18030, GBK, Big5, Shift-JIS or another name of the Encoding \
         Standard",
    )
}
