//! Ledgers: files of any form, read as a stream of rows with a role for each column.
//!
//! In this order: recognise the form (`sniff`), unpack (`packed`), decode (`encoding`, `decode`), parse records
//! (`dialect`, `delimited`, `text_rows`, `jsonl`; `sheets` and `parquet` have cells already), find the header
//! (`header`), give each column a role (`columns`; `header_words` and `content` for what no table holds), fill
//! batches of rows. This module knows no lists and judges no row.
//!
//! Invariants: no row is dropped in silence. Whatever is odd is screened as far as it can be and named in an
//! [`InputProblem`]; a row that cannot be screened is counted in [`Ledger::rows_unreadable`]. Memory is bounded by the
//! batch and the longest record (16 MiB), not by the file.

mod catch_panic;
#[cfg(feature = "parquet")]
mod cell_encoding;
mod cell_words;
mod cfb_check;
mod columns;
mod content;
mod cutter;
mod decode;
mod delimited;
mod dialect;
mod encoding;
mod error;
mod goods_names;
mod header;
mod header_groups;
mod header_words;
mod json_columns;
mod json_document;
mod jsonl;
mod nameless;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
mod party_columns;
#[cfg(not(feature = "parquet"))]
mod parquet {
    use super::{LedgerError, LedgerErrorKind, Opened, ReadOptions, Source};

    pub(super) fn open(source: Source, _: &ReadOptions) -> Result<Opened, LedgerError> {
        let what = "this is a Parquet file, and this program was built without the feature `parquet`";
        Err(LedgerError::new(&source.name, LedgerErrorKind::Form, what, "export it as CSV, JSON Lines or XLSX"))
    }
}
mod printed;
mod rows;
mod sheets;
mod sniff;
mod source;
mod spoilt_codes;
mod table;
mod text_rows;
mod typed;
mod unquoted;
mod zip_limits;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use crate::model::{ColumnMap, ColumnUse, LineCounts, RowBatch};

pub use columns::ColumnGuess;
pub use error::{LedgerError, LedgerErrorKind};
pub use sheets::html_tables;

use rows::{Next, Note, Opened, Rows, Title, TitleKind, Top};
use sniff::Form;
use source::{Source, Tally};
use table::Table;

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
    pub map: Vec<(ColumnUse, String)>,
    /// Roles for ledgers that have certain headers. `map` overrules them.
    pub header_sets: Vec<HeaderSet>,
}

/// Roles that hold for the ledgers that have all of these headers, whatever else they have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderSet {
    /// The headers, in any order; case and spelling do not matter.
    pub headers: Vec<String>,
    /// Role and header, as in [`ReadOptions::map`].
    pub map: Vec<(ColumnUse, String)>,
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

/// Bytes of one batch's text, at most: places in a batch are 32-bit.
const BATCH_CAP: usize = 1 << 30;

/// One ledger (a file, standard input, or a sheet): a stream of rows, of one table or several.
pub struct Ledger {
    name: String,
    /// The tables found so far, in order; never empty.
    tables: Vec<Table>,
    /// Place of the table that the last batch belongs to.
    current: usize,
    /// Place of the table that the next batch belongs to, where it is another one.
    next_table: Option<usize>,
    /// Title lines found ahead of the rows.
    titles: VecDeque<Title>,
    rows: Box<dyn Rows>,
    /// What is read counts as title lines.
    no_rows: bool,
    options: ReadOptions,
    delimiter: Option<u8>,
    size: Option<u64>,
    tally: Tally,
    row: u64,
    unreadable: u64,
    lines: LineCounts,
    notes: Vec<Note>,
    ended: bool,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("name", &self.name)
            .field("columns", self.columns())
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens a file (`-` is standard input): one ledger, or one a sheet for workbooks.
    ///
    /// # Errors
    /// An unreadable file, a form that is not read here (named), bad options, no name and nothing else to search for.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Vec<Self>, LedgerError> {
        Self::require_names(Self::open_without_names(path, options)?)
    }

    /// As [`Self::open`], errors included, under another name: a report must not depend on how a path was typed.
    pub fn open_as(path: &Path, name: &str, options: &ReadOptions) -> Result<Vec<Self>, LedgerError> {
        Self::require_names(Self::from_source(Source { name: name.to_owned(), ..Source::open(path)? }, options)?)
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
            Some(label) => Some(encoding::by_label(label).ok_or_else(|| encoding::no_encoding(&source.name, label))?),
            None => None,
        };
        let mut form = sniff::form(&source.name, &source.head)?;
        if matches!(form, Form::Gzip | Form::Zstd) {
            source = packed::unpack(source, form, options.max_unpacked)?;
            form = sniff::form(&source.name, &source.head)?;
            if !matches!(form, Form::Text | Form::JsonLines | Form::XmlSpreadsheet | Form::Html) {
                let what = "the archive holds a workbook or another archive";
                let remedy = "unpack it and screen what is in it";
                return Err(LedgerError::new(&source.name, LedgerErrorKind::Form, what, remedy));
            }
        }
        if !matches!(form, Form::Text | Form::JsonLines | Form::Parquet) {
            return sheets::open(source, form, forced, options);
        }
        let (name, size, tally) = (source.name.clone(), source.size, source.tally.clone());
        let opened = match form {
            Form::JsonLines => json_document::open(source, forced, options)?,
            Form::Parquet => vec![(None, parquet::open(source, options)?)],
            _ => vec![(None, text_rows::open(source, forced, options)?)],
        };
        let several = opened.len() > 1;
        let assemble = |(table, opened): (Option<String>, Opened)| {
            let is_outside = table.as_deref() == Some(json_document::OUTSIDE);
            let name = table.map_or_else(|| name.clone(), |table| format!("{name}#{table}"));
            let mut ledger = Self::assemble(name, size, tally.clone(), opened, options)?;
            if is_outside && !ledger.has_names() {
                ledger.take_as_text();
            } else if several {
                ledger.note_without_names();
            }
            Ok(ledger)
        };
        opened.into_iter().map(assemble).collect()
    }

    /// Gives the columns of an opened form their roles.
    fn assemble(
        name: String,
        size: Option<u64>,
        tally: Tally,
        opened: Opened,
        options: &ReadOptions,
    ) -> Result<Self, LedgerError> {
        let Opened { mut top, later, rows, delimiter } = opened;
        let mut notes = std::mem::take(&mut top.notes);
        let first = Table::new(&name, &top, options, &mut notes)?;
        let mut ledger = Self {
            name,
            tables: vec![first],
            current: 0,
            next_table: None,
            titles: VecDeque::new(),
            rows,
            no_rows: false,
            options: options.clone(),
            delimiter,
            size,
            tally,
            row: 0,
            unreadable: 0,
            lines: LineCounts::default(),
            notes,
            ended: false,
        };
        ledger.begin(&mut top);
        for top in &later {
            ledger.table_of(top);
        }
        Ok(ledger)
    }

    /// True where a column of a table holds the names of parties.
    fn has_names(&self) -> bool {
        self.tables.iter().any(Table::has_names)
    }

    /// The place of a table; where it is new, its columns get their roles.
    fn table_of(&mut self, top: &Top) -> usize {
        if let Some(known) = self.tables.iter().position(|t| t.line == top.line) {
            return known;
        }
        // What the user maps need not be in each table. Nothing else of assigning roles fails.
        let without_map = ReadOptions { map: Vec::new(), ..self.options.clone() };
        let table = Table::new(&self.name, top, &self.options, &mut self.notes)
            .or_else(|_| Table::new(&self.name, top, &without_map, &mut self.notes));
        let Ok(table) = table else { return self.current };
        if !table.has_names() {
            let done = "this table has no column of names; its cells were searched for listed names";
            self.notes.push(Note::file("table_without_names", top.line, done));
        }
        self.tables.push(table);
        self.tables.len() - 1
    }

    /// Takes over the title lines above a table, and counts its header.
    fn begin(&mut self, top: &mut Top) {
        self.titles.extend(top.titles.drain(..));
        self.lines.headers += u64::from(top.named && !top.among_rows);
        self.lines.rules += top.rules;
    }

    /// The file as given, plus `#sheet` for workbooks.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Headers, roles and groups of the table that the last batch belongs to; of the first table before that.
    pub fn columns(&self) -> &ColumnMap {
        static NONE: LazyLock<ColumnMap> = LazyLock::new(ColumnMap::default);
        self.tables.get(self.current).map_or(&NONE, |t| &t.columns)
    }

    /// The number of that table, from 1.
    pub fn table(&self) -> u32 {
        u32::try_from(self.current + 1).unwrap_or(u32::MAX)
    }

    /// The tables found so far, in order: their columns, and what each column is taken for and why. Tables at the
    /// beginning of a file are found when it is opened, others when the reading comes to them.
    pub fn tables(&self) -> impl Iterator<Item = (&ColumnMap, &[ColumnGuess])> {
        self.tables.iter().map(|t| (&t.columns, t.guesses.as_slice()))
    }

    /// What each column of the first table is taken for and why, in order.
    pub fn guesses(&self) -> &[ColumnGuess] {
        self.tables.first().map_or(&[], |t| &t.guesses)
    }

    /// What the lines read so far were taken for.
    pub fn lines(&self) -> LineCounts {
        LineCounts { rows: self.row, ..self.lines }
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

    /// Fills the batch (cleared first) up to about `target_bytes` of cell text, with rows and title lines of one table:
    /// [`Self::columns`] are theirs then. False once there is no row left: the batch is empty then. Problems are
    /// appended, also by the call that returns false.
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
        while batch.text_bytes() + cells < target {
            if let Some(table) = self.next_table {
                if !batch.is_empty() {
                    break;
                }
                (self.current, self.next_table) = (table, None);
            }
            if let Some(title) = self.titles.pop_front() {
                cells += title.cells.len();
                batch.push_title(title.line, title.cells.iter().map(String::as_str));
                self.count(title.kind);
                continue;
            }
            if self.ended {
                break;
            }
            cells += self.next(batch)?;
            self.report(problems);
        }
        self.report(problems);
        Ok(!batch.is_empty())
    }

    /// Reads the next record into the batch; gives its number of cells.
    fn next(&mut self, batch: &mut RowBatch) -> Result<usize, LedgerError> {
        let table = self.tables.get(self.current);
        match self.rows.next(&mut self.notes)? {
            Next::Row(record) if table.is_some_and(|t| t.repeats_header(record)) => {
                self.notes.iter_mut().for_each(|note| note.of_row = false);
                if table.is_some_and(|t| t.line == record.line) {
                    self.lines.headers += 1;
                } else {
                    self.lines.repeated_headers += 1;
                    let done = "the header line again; not counted as a row";
                    self.notes.push(Note::file("repeated_header", record.line, done));
                }
            }
            Next::Row(record) if self.no_rows => {
                batch.push_title(record.line, record.cells());
                self.lines.titles += 1;
                return Ok(record.spans.len());
            }
            // The name is not in the file. The rest of the row is searched, and the run is incomplete.
            Next::Row(record) if table.is_some_and(|t| t.lacks_name(&self.notes)) => {
                (self.row, self.unreadable) = (self.row + 1, self.unreadable + 1);
                batch.push_title(record.line, record.cells());
                return Ok(record.spans.len());
            }
            Next::Row(record) => {
                self.row += 1;
                match table.and_then(|t| t.as_meant(record)) {
                    Some(cells) => batch.push(self.row, record.line, cells.iter().map(|cell| &**cell)),
                    None => batch.push(self.row, record.line, record.cells()),
                }
                if let Some(table) = table {
                    table.check(record, &mut self.notes);
                }
                let (line, cells) = (record.line, record.spans.len());
                if let (Some(table), Some(row)) = (self.tables.get_mut(self.current), batch.get(batch.len() - 1)) {
                    table.check_types(row, line, &*self.rows, &mut self.notes);
                }
                return Ok(cells);
            }
            Next::Title(record, kind) => {
                self.notes.iter_mut().for_each(|note| note.of_row = false);
                batch.push_title(record.line, record.cells());
                let cells = record.spans.len();
                self.count(kind);
                return Ok(cells);
            }
            Next::Rule => self.lines.rules += 1,
            Next::Table(mut top) => {
                self.no_rows = false;
                self.notes.append(&mut top.notes);
                self.next_table = Some(self.table_of(&top)).filter(|table| *table != self.current);
                self.begin(&mut top);
            }
            Next::Back(line) => {
                let known = self.tables.iter().position(|t| t.line == line);
                self.next_table = known.filter(|table| *table != self.current);
            }
            Next::Lost => {
                self.row += 1;
                self.unreadable += 1;
            }
            Next::End => self.ended = true,
        }
        Ok(0)
    }

    fn count(&mut self, kind: TitleKind) {
        match kind {
            TitleKind::Title => self.lines.titles += 1,
            TitleKind::Total => self.lines.totals += 1,
            // Counted with its table.
            TitleKind::Header => {}
        }
    }

    /// Turns what was noted into problems.
    fn report(&mut self, problems: &mut Vec<InputProblem>) {
        let headers = self.tables.get(self.current).map_or(&[][..], |t| &t.columns.headers);
        problems.extend(self.notes.drain(..).map(|note| InputProblem {
            file: self.name.clone(),
            row: note.of_row.then_some(self.row),
            line: note.line,
            column: note.column.and_then(|c| headers.get(c)).cloned().unwrap_or_default(),
            kind: note.kind,
            done: note.done,
        }));
    }
}
