//! Workbooks, through calamine, XML spreadsheets and the tables of HTML pages: each sheet is a ledger of its own.
//!
//! The file is held in memory; its rows come from a thread of their own through a bounded channel. A sheet without a
//! header is read like a text ledger without one. A sheet in which nothing looks like a name is read all the same, and
//! each of its cells searched: notes and lists of codes beside a ledger.
//!
//! | | XLSX, XLSM | XLSB | XLS | ODS |
//! |---|---|---|---|---|
//! | held in memory | file, texts | file, texts | file, sheet | file, all sheets |
//! | whole numbers of over 15 digits, or with zeros in front | as written | as a number | as a number | as written |
//! | other numbers | shortest digits, no exponent, no `.0` | same | same | same |
//! | dates | `2020-07-31`, with a time `2020-07-31 09:30:00` | same | same | same |
//! | times without a date | fraction of a day | same | same | as stored: `PT09H30M00S` |
//! | booleans, errors | `TRUE`, `#N/A`; an error that Excel does not have is empty | `TRUE`, `#N/A` | same | same |
//! | a value merged over several rows | counts in each | in the first | in each | in each |
//! | hidden sheets | screened and reported | same | same | same |
//! | hidden rows | screened and reported | screened | screened | screened and reported |
//! | blanks around a text that is not marked `xml:space="preserve"` | dropped | kept | kept | kept |
//! | a cell of text without a type | as text | – | – | empty |

mod book;
mod cells;
mod extras;
mod html;
mod markup;
mod rows;
mod xml2003;

use std::io::{Cursor, Read};
use std::sync::Arc;

use encoding_rs::Encoding;

use crate::ledger::catch_panic::guarded;
use crate::ledger::error::{LedgerError, LedgerErrorKind};
use crate::ledger::header::{self, Place};
use crate::ledger::rows::{Note, Opened};
use crate::ledger::sniff::Form;
use crate::ledger::source::Source;
use crate::ledger::{Ledger, ReadOptions, cfb_check};
use crate::ledger::{text_rows, zip_limits};

use book::Workbook;
use cells::SheetInfo;
use rows::SheetRows;

/// A workbook file larger than this is refused: it is held in memory.
const FILE_CAP: u64 = 1 << 30;

/// Rows that decide about header and columns.
const SAMPLED: usize = 500;

/// The bytes of a workbook, shared by the threads that read its sheets and held once.
#[derive(Debug, Clone)]
struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The tables of an HTML page in their order, each as rows of cells; nothing for a page that is too large.
pub fn html_tables(text: &str) -> Vec<Vec<Vec<String>>> {
    let tables = html::tables(text).unwrap_or_default();
    let of_tables = tables.iter().filter(|(sheet, _)| !sheet.is_text);
    let rows = |batch: &crate::model::RowBatch| batch.iter().map(|r| r.cells().map(str::to_owned).collect()).collect();
    of_tables.map(|(_, batch)| rows(batch)).collect()
}

/// The forms of workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// XLSX, XLSM.
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

/// Opens every sheet that holds a cell.
pub(super) fn open(
    source: Source,
    form: Form,
    forced: Option<&'static Encoding>,
    options: &ReadOptions,
) -> Result<Vec<Ledger>, LedgerError> {
    let Source { name: file, size, tally, bytes, .. } = source;
    let book = Arc::new(workbook(&file, held(&file, bytes)?, form, forced, options)?);
    let mut found = Vec::new();
    for place in choose(&file, &book.sheets, options)? {
        let Some(sheet) = book.sheets.get(place) else { continue };
        let mut sample: Vec<(u64, Vec<String>)> = Vec::new();
        let mut sink = |row, cells: &cells::Cells<'_>| {
            sample.push((row, cells.iter().map(str::to_owned).collect()));
            sample.len() < SAMPLED
        };
        let read = guarded(|| book.read(place, &mut sink));
        read.map_err(|e| damaged(&file, &format!("sheet \"{}\": {e}", sheet.name)))?;
        if !sample.is_empty() {
            found.push((place, sheet, sample));
        }
    }
    if found.is_empty() {
        let (what, remedy) = match form {
            Form::Html => ("this is an HTML page without a table (a log-in page?)", "export the ledger again"),
            _ => ("no sheet of this workbook holds a cell", "check the export, or leave this file out"),
        };
        return Err(LedgerError::new(&file, LedgerErrorKind::Empty, what, remedy));
    }
    let only = found.len() == 1;
    let (mut ledgers, mut unmapped): (Vec<Ledger>, Option<LedgerError>) = (Vec::new(), None);
    let mut mapped = false;
    for (place, sheet, sample) in found {
        // Rows of one cell are notes, rows of several a list of something.
        let several = sample.iter().filter(|(_, c)| c.iter().filter(|c| !c.trim().is_empty()).count() > 1);
        let is_list = several.count() * 2 > sample.len();
        let assemble = |options: &ReadOptions, before: Option<&Ledger>| {
            let name = format!("{file}#{}", sheet.name);
            if let Some(opened) = text_in_column(&book, place, &sample, options) {
                return Ledger::assemble(name, size, tally.clone(), opened, options);
            }
            let cells: Vec<&[String]> = sample.iter().map(|(_, c)| c.as_slice()).collect();
            let at = header_at(&file, &sample, &cells, options)?;
            let own = at.header.and_then(|at| cells.get(at)).copied().unwrap_or_default();
            let mut top = header::divide(sample.clone(), at, "rows", options);
            if let Some(end) = top.sample.iter().position(|row| row != own && header::is_header(row)) {
                top.sample.truncate(end);
            }
            if let Some(before) = before {
                before.continued_by(&mut top);
            }
            let rows = SheetRows::new(Arc::clone(&book), place, top.consumed, own, top.headers.len());
            let opened = Opened { top, later: Vec::new(), rows: Box::new(rows), delimiter: None };
            Ledger::assemble(name, size, tally.clone(), opened, options)
        };
        let headless = ReadOptions { map: Vec::new(), no_header: true, ..options.clone() };
        let mut ledger = match assemble(if sheet.is_text { &headless } else { options }, None) {
            // The row and the columns that the user names are those of one sheet, not of each.
            Err(error) if !only && error.kind() == LedgerErrorKind::Option => {
                unmapped.get_or_insert(error);
                let others = ReadOptions { map: Vec::new(), header_row: None, ..options.clone() };
                assemble(&others, None)?
            }
            other => {
                mapped |= !sheet.is_text;
                other?
            }
        };
        if let Some(before) = ledgers.iter().rev().find(|before| before.is_continued_by(&ledger)) {
            ledger = assemble(options, Some(before))?;
        }
        if sheet.is_text || !(only || is_list || ledger.has_names()) {
            ledger = assemble(&headless, None)?;
            ledger.take_as_text();
        }
        if !only && !sheet.is_text {
            ledger.note_without_names();
        }
        if sheet.hidden {
            let done = "this sheet is hidden in the workbook; screened all the same";
            ledger.notes.push(Note::file("hidden_sheet", 1, done));
        }
        if book.undecodable {
            let done =
                format!("some bytes of the file are no {}; screened with U+FFFD in their place", book.encoding.0);
            ledger.notes.push(Note::file("undecodable_bytes", 1, done));
        }
        ledgers.push(ledger);
    }
    match unmapped {
        Some(error) if !mapped => Err(error),
        _ => Ok(ledgers),
    }
}

/// A sheet whose first column holds delimited text, one record a cell: a CSV that was opened or pasted without being
/// divided. It is read as that text; `None` where its cells do not divide, as in a list of names.
fn text_in_column(
    book: &Workbook,
    place: usize,
    sample: &[(u64, Vec<String>)],
    options: &ReadOptions,
) -> Option<Opened> {
    let is_filled = |cell: &str| !cell.trim().is_empty();
    let one =
        |cells: &[&str]| matches!(cells, [first, rest @ ..] if is_filled(first) && !rest.iter().any(|c| is_filled(c)));
    let divides = |c: &Vec<String>| c.iter().any(|c| c.contains([',', ';', '\t', '|']));
    if sample.len() < 2
        || !sample.iter().all(|(_, c)| one(&c.iter().map(String::as_str).collect::<Vec<_>>()) && divides(c))
    {
        return None;
    }
    let (mut text, mut line, mut whole) = (String::new(), 1, true);
    let mut sink = |row, cells: &cells::Cells<'_>| {
        // Lines are rows of the sheet.
        (line..row).for_each(|_| text.push('\n'));
        line = row + 1;
        text.push_str(cells.iter().next().unwrap_or_default());
        text.push('\n');
        whole &= one(&cells.iter().collect::<Vec<_>>());
        whole
    };
    guarded(|| book.read(place, &mut sink)).ok()?;
    let source = Source::from_reader("", Box::new(Cursor::new(text.into_bytes())), None).ok()?;
    text_rows::open(source, None, options).ok().filter(|opened| whole && opened.delimiter.is_some())
}

/// All bytes of the file.
fn held(file: &str, mut bytes: Box<dyn Read + Send>) -> Result<Vec<u8>, LedgerError> {
    let mut held = Vec::new();
    let read = bytes.by_ref().take(FILE_CAP + 1).read_to_end(&mut held).map_err(|e| LedgerError::io(file, e))?;
    if read as u64 > FILE_CAP {
        let what = format!("this workbook is larger than {FILE_CAP} bytes");
        return Err(LedgerError::new(file, LedgerErrorKind::Limit, what, "save the ledger as CSV"));
    }
    Ok(held)
}

fn workbook(
    file: &str,
    mut bytes: Vec<u8>,
    form: Form,
    forced: Option<&'static Encoding>,
    options: &ReadOptions,
) -> Result<Workbook, LedgerError> {
    let limit = options.max_unpacked.unwrap_or(zip_limits::UNPACKED);
    let kind = match form {
        Form::XmlSpreadsheet | Form::Html => {
            let is_html = form == Form::Html;
            if is_html && bytes.len() > html::PAGE_CAP {
                let what = format!("this HTML page is larger than {} bytes", html::PAGE_CAP);
                return Err(LedgerError::new(file, LedgerErrorKind::Limit, what, "save the ledger as CSV"));
            }
            let markup = markup::decoded(bytes, forced);
            return guarded(|| Workbook::of_markup(markup, is_html, limit)).map_err(|e| damaged(file, &e));
        }
        Form::OldWorkbook => {
            bytes = guarded(|| cfb_check::rewritten(bytes)).map_err(|e| damaged(file, &e))?;
            Kind::Xls
        }
        _ => {
            let is_xlsb = zip_limits::check(file, &bytes, options.max_unpacked)?;
            // The beginning of the file does not always tell XLSX from XLSB.
            match form {
                Form::OpenDocument => Kind::Ods,
                _ if is_xlsb => Kind::Xlsb,
                _ => Kind::Xlsx,
            }
        }
    };
    guarded(|| Workbook::open(Bytes(Arc::new(bytes)), kind, limit)).map_err(|e| damaged(file, &e))
}

fn damaged(file: &str, what: &str) -> LedgerError {
    // XLS tells only while it is read that its sheets are encrypted.
    if what.to_lowercase().contains("password") {
        return LedgerError::new(file, LedgerErrorKind::Form, zip_limits::ENCRYPTED.0, zip_limits::ENCRYPTED.1);
    }
    LedgerError::new(
        file,
        LedgerErrorKind::Form,
        format!("this workbook cannot be read ({what})"),
        "open it in a spreadsheet, save it again as XLSX or CSV, and screen that file",
    )
}

/// The places of the sheets to read.
fn choose(file: &str, sheets: &[SheetInfo], options: &ReadOptions) -> Result<Vec<usize>, LedgerError> {
    let Some(wanted) = &options.sheet else { return Ok((0..sheets.len()).collect()) };
    let folded = wanted.to_lowercase();
    let found = sheets
        .iter()
        .position(|s| s.name == *wanted)
        .or_else(|| sheets.iter().position(|s| s.name.to_lowercase() == folded));
    found.map(|s| vec![s]).ok_or_else(|| {
        let names: Vec<String> = sheets.iter().map(|s| format!("\"{}\"", s.name)).collect();
        LedgerError::new(
            file,
            LedgerErrorKind::Option,
            format!("--sheet {wanted}: there is no such sheet"),
            format!("the sheets are {}", names.join(", ")),
        )
    })
}

fn header_at(
    file: &str,
    sample: &[(u64, Vec<String>)],
    cells: &[&[String]],
    options: &ReadOptions,
) -> Result<Place, LedgerError> {
    let named = |at| Place::below_titles(Some(at));
    match options.header_row {
        _ if options.no_header => Ok(Place::default()),
        None => Ok(header::locate(cells, options)),
        Some(told) => sample.iter().position(|(row, _)| *row == told).map(named).ok_or_else(|| {
            LedgerError::new(
                file,
                LedgerErrorKind::Option,
                format!("--header-row {told}: that row of the sheet is empty or too far down"),
                "give the number of the row as the spreadsheet shows it",
            )
        }),
    }
}
