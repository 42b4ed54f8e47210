//! Workbooks, through calamine: each sheet with a header is a ledger of its own.
//!
//! The file is held in memory; its rows come from a thread of their own through a bounded channel. A sheet in which no
//! header or no name column is recognised is left out and named, unless it is the only one or the user asks for it.
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
mod rows;

use std::io::Read;
use std::sync::Arc;

use crate::ledger::catch_panic::guarded;
use crate::ledger::error::{LedgerError, LedgerErrorKind};
use crate::ledger::header::{self, Place};
use crate::ledger::rows::{Note, Opened};
use crate::ledger::sniff::Form;
use crate::ledger::source::Source;
use crate::ledger::zip_limits;
use crate::ledger::{Ledger, ReadOptions, cfb_check};

use book::{SheetInfo, Workbook};
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

/// The forms of workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// XLSX, XLSM.
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

/// Opens every sheet that has a header.
pub(super) fn open(mut source: Source, form: Form, options: &ReadOptions) -> Result<Vec<Ledger>, LedgerError> {
    let file = source.name.clone();
    let mut bytes = Vec::new();
    let read =
        source.bytes.by_ref().take(FILE_CAP + 1).read_to_end(&mut bytes).map_err(|e| LedgerError::io(&file, e))?;
    if read as u64 > FILE_CAP {
        return Err(LedgerError::new(
            &file,
            LedgerErrorKind::Limit,
            format!("this workbook is larger than {FILE_CAP} bytes"),
            "save the ledger as CSV",
        ));
    }
    let kind = if form == Form::OldWorkbook {
        bytes = guarded(|| cfb_check::rewritten(bytes)).map_err(|e| damaged(&file, &e))?;
        Kind::Xls
    } else {
        let is_xlsb = zip_limits::check(&file, &bytes, options.max_unpacked)?;
        // The beginning of the file does not always tell XLSX from XLSB.
        match form {
            Form::OpenDocument => Kind::Ods,
            _ if is_xlsb => Kind::Xlsb,
            _ => Kind::Xlsx,
        }
    };
    let limit = options.max_unpacked.unwrap_or(zip_limits::UNPACKED);
    let book = guarded(|| Workbook::open(Bytes(Arc::new(bytes)), kind, limit)).map_err(|e| damaged(&file, &e))?;
    let book = Arc::new(book);
    let wanted = choose(&file, &book.sheets, options)?;
    let mut found = Vec::new();
    for &place in &wanted {
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
        return Err(LedgerError::new(
            &file,
            LedgerErrorKind::Empty,
            "no sheet of this workbook holds a cell",
            "check the export, or leave this file out",
        ));
    }
    let only = found.len() == 1;
    let mut ledgers: Vec<Ledger> = Vec::new();
    let mut left_out: Vec<Note> = Vec::new();
    let (mut nameless, mut unmapped) = (None, None);
    for (place, sheet, sample) in found {
        let cells: Vec<&[String]> = sample.iter().map(|(_, c)| c.as_slice()).collect();
        let at = header_at(&file, &sample, &cells, options)?;
        let told = only || options.sheet.is_some();
        if at.header.is_none() && !told {
            left_out.push(skipped(&sheet.name));
            continue;
        }
        let top = header::divide(sample, at, "rows", options);
        let rows = SheetRows::new(Arc::clone(&book), place, top.consumed, top.headers.len());
        let opened = Opened { top, later: Vec::new(), rows: Box::new(rows), delimiter: None };
        let name = format!("{file}#{}", sheet.name);
        let mut ledger = match Ledger::assemble(name, source.size, source.tally.clone(), opened, options) {
            // What the user maps stands in one of the sheets, not in each.
            Err(error) if !told && error.kind() == LedgerErrorKind::Option => {
                unmapped.get_or_insert(error);
                left_out.push(skipped(&sheet.name));
                continue;
            }
            other => other?,
        };
        if sheet.hidden {
            ledger.notes.push(Note::file(
                "hidden_sheet",
                1,
                "this sheet is hidden in the workbook; screened all the same",
            ));
        }
        if ledger.has_names() || told {
            ledgers.push(ledger);
        } else {
            left_out.push(skipped(&sheet.name));
            nameless.get_or_insert(ledger);
        }
    }
    if ledgers.is_empty() {
        if let Some(error) = unmapped {
            return Err(error);
        }
        ledgers.extend(nameless);
    }
    match ledgers.first_mut() {
        Some(first) => first.notes.extend(left_out),
        None => {
            let names: Vec<&str> = wanted.iter().filter_map(|p| book.sheets.get(*p)).map(|s| s.name.as_str()).collect();
            return Err(LedgerError::new(
                &file,
                LedgerErrorKind::NoName,
                format!("no header with a name column was recognised in any sheet ({})", names.join(", ")),
                "choose the sheet and the row of its header, for example --sheet NAME --header-row 1",
            ));
        }
    }
    Ok(ledgers)
}

fn skipped(sheet: &str) -> Note {
    Note::file(
        "sheet_left_out",
        1,
        format!(
            "the sheet \"{sheet}\" has no header with a name column and was not screened; \
             --sheet \"{sheet}\" screens it"
        ),
    )
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
