//! Workbooks: each sheet with a header is a ledger of its own.
//!
//! The file is held in memory; its rows come from a thread of their own through a bounded channel, an XLS sheet read whole
//! (65,536 rows at most), those of the other forms as a stream. A sheet in which no header or no name column is recognised
//! is left out and named, unless it is the only one or the user asks for it. Hidden sheets and rows are screened and told;
//! a value merged over several rows counts in each. Numbers keep all their digits and get no ".0"; dates are written as
//! 2020-07-31.

mod binary;
mod cells;
mod ods;
mod rows;
mod values;
mod xlsx;
mod xml;

use std::io::Read;
use std::sync::Arc;

use crate::model::Role;

use crate::ledger::catch_panic::guarded;
use crate::ledger::error::{LedgerError, LedgerErrorKind};
use crate::ledger::rows::{Note, Opened};
use crate::ledger::sniff::Form;
use crate::ledger::source::Source;
use crate::ledger::zip_limits::{self, Merged};
use crate::ledger::{Ledger, ReadOptions, cfb_check, header};

pub(super) use cells::Area;
use cells::Sink;
use rows::{Sampler, SheetRows};

/// A workbook file larger than this is refused: it is held in memory.
const FILE_CAP: u64 = 1 << 30;

/// The bytes of a workbook, shared by the threads that read its sheets and held once.
#[derive(Debug, Clone)]
struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A sheet's name, and whether the workbook shows it.
#[derive(Debug, Clone)]
struct SheetInfo {
    name: String,
    hidden: bool,
}

/// An opened workbook, shared by the threads that read its sheets.
#[derive(Debug, Clone)]
struct Workbook {
    form: Arc<Opening>,
    merged: Arc<Merged>,
    /// Bytes of cells that a sheet may unpack to.
    limit: u64,
}

#[derive(Debug)]
enum Opening {
    Xlsx(xlsx::Xlsx),
    Ods(ods::Ods),
    Binary(binary::Binary),
}

impl Workbook {
    fn open(bytes: &Bytes, form: Form, merged: Merged, limit: u64) -> Result<Self, String> {
        let opening = match form {
            Form::OldWorkbook => Opening::Binary(binary::Binary::open(bytes, false)?),
            Form::OpenDocument => Opening::Ods(ods::Ods::open(bytes)?),
            // The beginning of the file does not always tell XLSX from XLSB.
            _ if merged.binary => Opening::Binary(binary::Binary::open(bytes, true)?),
            _ => Opening::Xlsx(xlsx::Xlsx::open(bytes)?),
        };
        Ok(Self { form: Arc::new(opening), merged: Arc::new(merged), limit })
    }

    fn sheets(&self) -> &[SheetInfo] {
        match &*self.form {
            Opening::Xlsx(book) => book.sheets(),
            Opening::Ods(book) => book.sheets(),
            Opening::Binary(book) => book.sheets(),
        }
    }

    /// Reads a sheet's rows into a sink.
    fn read(&self, sheet: usize, sink: &mut dyn Sink) -> Result<(), String> {
        match &*self.form {
            Opening::Xlsx(book) => book.read(sheet, self.merged.of(book.part(sheet)), self.limit, sink),
            Opening::Ods(book) => book.read(sheet, self.limit, sink),
            Opening::Binary(book) => book.read(sheet, self.limit, sink),
        }
    }
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
    if form == Form::OldWorkbook && encrypted(&bytes) {
        return Err(LedgerError::new(&file, LedgerErrorKind::Form, ENCRYPTED.0, ENCRYPTED.1));
    }
    if form == Form::OldWorkbook && !cfb_check::is_sound(&bytes) {
        return Err(damaged(&file, "its sectors run in a circle, or it claims more cells than an XLS can have"));
    }
    let merged = if form == Form::OldWorkbook {
        Merged::default()
    } else {
        zip_limits::weigh(&file, &bytes, options.max_unpacked)?
    };
    let bytes = Bytes(Arc::new(bytes));
    let limit = options.max_unpacked.unwrap_or(zip_limits::UNPACKED);
    let book = guarded(|| Workbook::open(&bytes, form, merged, limit)).map_err(|e| damaged(&file, &e))?;
    let wanted = choose(&file, book.sheets(), options)?;
    let mut found = Vec::new();
    for &place in &wanted {
        let Some(sheet) = book.sheets().get(place) else { continue };
        let mut sample = Sampler::default();
        guarded(|| book.read(place, &mut sample))
            .map_err(|e| damaged(&file, &format!("sheet \"{}\": {e}", sheet.name)))?;
        if !sample.rows.is_empty() {
            found.push((place, sheet, sample.rows));
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
        if at.is_none() && !told {
            left_out.push(skipped(&sheet.name));
            continue;
        }
        let opened = prepare(sample, at, (&book, place), options);
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
        if ledger.columns.roles.contains(&Role::Name) || told {
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
            let names: Vec<&str> =
                wanted.iter().filter_map(|p| book.sheets().get(*p)).map(|s| s.name.as_str()).collect();
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
            "the sheet \"{sheet}\" has no header with a name column and was not screened; --sheet \"{sheet}\" screens it"
        ),
    )
}

/// What a workbook with a password is, and what to do.
pub(super) const ENCRYPTED: (&str, &str) = (
    "this workbook is encrypted with a password",
    "open it in a spreadsheet, save it without a password, and screen that file",
);

/// A workbook of today's form with a password is an OLE file around an encrypted part; the names in it are UTF-16.
fn encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &name).is_some()
}

fn damaged(file: &str, what: &str) -> LedgerError {
    // XLS tells only while it is read that its sheets are encrypted.
    if what.to_lowercase().contains("password") {
        return LedgerError::new(file, LedgerErrorKind::Form, ENCRYPTED.0, ENCRYPTED.1);
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
) -> Result<Option<usize>, LedgerError> {
    match options.header_row {
        _ if options.no_header => Ok(None),
        None => Ok(header::locate(cells, options)),
        Some(told) => sample.iter().position(|(row, _)| *row == told).map(Some).ok_or_else(|| {
            LedgerError::new(
                file,
                LedgerErrorKind::Option,
                format!("--header-row {told}: that row of the sheet is empty or too far down"),
                "give the number of the row as the spreadsheet shows it",
            )
        }),
    }
}

/// A sheet up to its header.
fn prepare(
    mut sample: Vec<(u64, Vec<String>)>,
    at: Option<usize>,
    sheet: (&Workbook, usize),
    options: &ReadOptions,
) -> Opened {
    let mut notes = Vec::new();
    let width = sample.iter().map(|(_, c)| c.len()).max().unwrap_or(1);
    let (header_row, headers) = match at.and_then(|at| sample.get(at)) {
        Some((row, header)) => {
            if at.is_some_and(|at| at > 0) {
                let first = sample.first().map_or(1, |s| s.0);
                notes.push(Note::file(
                    "title_lines",
                    first,
                    format!("rows {first} to {} stand above the header and were not screened", row - 1),
                ));
            }
            (*row, header.clone())
        }
        None => {
            if !options.no_header {
                let how =
                    "the first row does not look like a header and is screened as a row; --header-row N says otherwise";
                notes.push(Note::file("no_header", sample.first().map_or(1, |s| s.0), how));
            }
            (0, vec![String::new(); width])
        }
    };
    sample.drain(..at.map_or(0, |at| at + 1));
    let rows = SheetRows::new(sheet.0.clone(), sheet.1, header_row, headers.len());
    let sample = sample.into_iter().map(|(_, c)| c).collect();
    Opened {
        rows: Box::new(rows),
        headers,
        named: at.is_some(),
        header_line: header_row.max(1),
        sample,
        delimiter: None,
        notes,
    }
}
