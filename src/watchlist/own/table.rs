//! The tables of a list file, by the readers of ledgers: any encoding, delimiter, workbook or archive that a ledger
//! may come in.
//!
//! Ledgers are forgiving, since each row is screened as far as it can be. A list is not: what a reader had to guess or
//! gave up is a fault or a warning here.

use std::io::Cursor;

use crate::ledger::{HeaderSet, InputProblem, Ledger, LedgerError, LedgerErrorKind, ReadOptions};
use crate::model::{LedgerRow, RowBatch};
use crate::text;

use super::columns;
use super::headers::{Field, NAMES, PARTIES};
use crate::watchlist::log::Log;

/// One row.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// One table of a file, or one sheet.
#[derive(Debug)]
pub(super) struct Table {
    /// The file, with the sheet for workbooks.
    pub(super) file: String,
    pub(super) headers: Vec<String>,
    pub(super) fields: Vec<Field>,
    pub(super) records: Vec<Record>,
}

impl Table {
    /// The cells of a field in a record, in the order of the columns; only those that hold something.
    pub(super) fn cells<'t>(&'t self, record: &'t Record, field: Field) -> impl Iterator<Item = &'t str> {
        let cells = self.fields.iter().zip(&record.cells).filter(move |(own, _)| **own == field);
        cells.map(|(_, cell)| cell.as_str()).filter(|cell| !cell.is_empty())
    }
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) tables: Vec<Table>,
    /// The lines above and between the tables.
    pub(super) titles: Vec<String>,
}

/// Reads all tables of a file. A table without names is a fault where it is the only one.
pub(super) fn read(file: &str, bytes: &[u8], log: &mut Log) -> Contents {
    let mut contents = Contents::default();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        log.fault(file, None, "the file is empty", "give a file with a header and a row for each listed name");
        return contents;
    }
    // The header is the line with one of these words, even below title lines or where the other headers are strange.
    let of_name = |name: &&str| HeaderSet { headers: vec![name.replace('_', " ")], map: Vec::new() };
    let options =
        ReadOptions { header_sets: NAMES.iter().chain(&PARTIES).map(of_name).collect(), ..ReadOptions::default() };
    match Ledger::from_reader(file, Cursor::new(bytes.to_vec()), &options) {
        Ok(ledgers) => ledgers.into_iter().for_each(|ledger| read_one(ledger, &mut contents, log)),
        Err(error) => unreadable(file, &error, log),
    }
    let (named, nameless): (Vec<_>, Vec<_>) =
        std::mem::take(&mut contents.tables).into_iter().partition(|t| t.fields.contains(&Field::Name));
    for table in nameless {
        let first = table.records.first().map(|r| r.line);
        let header = table.headers.iter().filter(|h| !h.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ");
        let remedy = "name the column with the listed names `name`";
        if named.is_empty() {
            let what = if header.chars().any(char::is_alphanumeric) {
                format!("no column `name`; the headers are: {header}")
            } else {
                "no column `name`, and no header at all".to_owned()
            };
            log.fault(&table.file, Some(1), what, remedy);
        } else if !table.records.is_empty() {
            let what = format!("a table without a column `name` (headers: {header}): its rows are NOT in the list");
            match first.filter(|_| table.file == file) {
                Some(line) => log.warn(line, what, remedy),
                None => log.warn_all(format!("{}: {what}", table.file), remedy),
            }
        }
    }
    if named.iter().all(|t| t.records.is_empty()) && !log.has_faults() {
        log.fault(file, Some(1), "the list has no rows", "add one row for each listed name");
    }
    contents.tables = named;
    contents
}

fn unreadable(file: &str, error: &LedgerError, log: &mut Log) {
    let remedy = match error.kind() {
        LedgerErrorKind::Empty => "give a file with a header and a row for each listed name",
        _ => error.remedy(),
    };
    log.fault(file, error.line(), error.what(), remedy);
}

/// Bytes of a batch; a list is held as a whole in any case.
const BATCH: usize = 1 << 20;

fn read_one(mut ledger: Ledger, contents: &mut Contents, log: &mut Log) {
    let file = ledger.name().to_owned();
    // Workbooks and JSON do not store the empty cells at the end of a row.
    let is_ragged = ledger.delimiter().is_some();
    let (mut batch, mut problems) = (RowBatch::default(), Vec::new());
    let mut number = 0;
    loop {
        let more = match ledger.next_batch(&mut batch, BATCH, &mut problems) {
            Ok(more) => more,
            Err(error) => return unreadable(&file, &error, log),
        };
        if number != ledger.table() {
            number = ledger.table();
            contents.tables.push(table(&file, &ledger, &problems));
        }
        let headless = problems.iter().any(|p| p.kind == "no_header");
        problems.drain(..).for_each(|problem| odd(&file, &problem, log));
        let Some(table) = contents.tables.last_mut() else { return };
        if headless && let Some(first) = batch.get(0) {
            table.headers = first.cells().map(|cell| text::trim(cell).to_owned()).collect();
            // Names below each other and nothing else.
            if table.headers.len() == 1 {
                (table.headers, table.fields) = (vec![NAMES[0].to_owned()], vec![Field::Name]);
                let what = "the list has no header; its one column is taken for the listed names";
                log.warn_all(what.to_owned(), "put the word `name` above the names");
            }
        }
        for row in batch.iter() {
            match row.row {
                Some(_) => table.records.extend(record(table, row, is_ragged, log)),
                None => contents.titles.push(row.cells().map(text::trim).collect::<Vec<_>>().join(" ")),
            }
        }
        if !more {
            return;
        }
    }
}

/// The table that the last batch of a ledger belongs to.
fn table(file: &str, ledger: &Ledger, problems: &[InputProblem]) -> Table {
    let mut headers = ledger.columns().headers.clone();
    for (at, header) in headers.clone().iter().enumerate() {
        // The readers number headers that stand twice.
        let Some((own, _)) = header.rsplit_once(" (").filter(|_| header.ends_with(')')) else { continue };
        if problems.iter().any(|p| p.kind == "duplicate_header" && p.column == *header) {
            headers[at] = own.to_owned();
        }
    }
    let fields = columns::fields(&headers);
    Table { file: file.to_owned(), headers, fields, records: Vec::new() }
}

/// The cells of a row under its headers; nothing for a row without text or with a comment only.
fn record(table: &Table, row: LedgerRow<'_>, is_ragged: bool, log: &mut Log) -> Option<Record> {
    let cells: Vec<String> = row.cells().map(|cell| text::trim(cell).to_owned()).collect();
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    if filled == 0 {
        return None;
    }
    if filled == 1 && cells.iter().any(|cell| cell.starts_with("# ")) {
        let remedy = "nothing, or drop the `# ` where it is part of a name";
        log.warn(row.line, "begins with `# ` and was taken for a comment", remedy);
        return None;
    }
    let (have, width) = (cells.len(), table.headers.len());
    if cells.iter().skip(width).any(|cell| !cell.is_empty()) {
        let what = format!("has {have} cells, the header has {width}");
        log.fault(&table.file, Some(row.line), what, "put double quotes around a cell that holds the separator");
        return None;
    }
    if is_ragged && have < width {
        let what = format!("has {have} cells, the header has {width}; the missing ones count as empty");
        log.warn(row.line, what, "add the missing separators, or check that no cell was lost");
    }
    Some(Record { line: row.line, cells })
}

/// What a reader of ledgers found odd.
fn odd(file: &str, problem: &InputProblem, log: &mut Log) {
    let line = Some(problem.line);
    match problem.kind {
        // Of no account for a list, or checked here by its own rules.
        "title_lines"
        | "no_header"
        | "no_rows"
        | "empty_name"
        | "duplicate_header"
        | "field_count"
        | "new_field"
        | "table_without_names"
        | "repeated_header"
        | "value_changed_type"
        | "long_cell"
        | "continued_sheet" => {}
        "unclosed_quote" => {
            let what = "a quote opens here and is never closed";
            log.fault(file, line, what, "close the quote that is open on this line");
        }
        "undecodable_bytes" | "replacement_character" => {
            let what = "holds bytes or signs (U+FFFD) of letters that were lost: a name with them is never found";
            log.fault(file, line, what, "save the list as \"CSV UTF-8\" from the program that shows it well");
        }
        "broken_off" | "bad_json" | "long_row" => {
            let what = format!("part of the list cannot be read ({})", problem.done);
            log.fault(file, line, what, "repair that place, or export the list again");
        }
        "mixed_encoding" => {
            log.warn(problem.line, format!("is {}", problem.done), "check the names on it; save the list as UTF-8");
        }
        "mojibake" => {
            let what = "holds double-encoded UTF-8 (“Ã¼” for “ü”)";
            log.warn(problem.line, what, "check the names on it; export the list again as UTF-8");
        }
        "unquoted_delimiter" => {
            let what = format!("cells with the separator in them are not quoted ({})", problem.done);
            log.warn(problem.line, what, "check the names there; put double quotes around such cells");
        }
        kind => {
            let what = format!("{}: {}", kind.replace('_', " "), problem.done);
            log.warn(problem.line, what, "check that the names there are whole");
        }
    }
}
