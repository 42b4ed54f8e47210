//! Workbooks: each sheet with a header is a ledger of its own.
//!
//! XLSX, XLSM: cells stream from a thread of their own through a bounded channel, since the reader borrows the workbook.
//! XLS: a sheet is read whole (65,536 rows at most). The file itself is held in memory. A sheet in which no header or no name column is recognised is left
//! out and named, unless it is the only one or the user asks for it. Numbers keep all their digits and get no ".0";
//! dates are written as 2020-07-31.

use std::io::{Cursor, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{Data, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsx, open_workbook_from_rs};

use crate::model::Role;

use super::error::{LedgerError, LedgerErrorKind};
use super::rows::{Next, Note, Opened, Record, Rows};
use super::sniff::Form;
use super::source::Source;
use super::{Ledger, ReadOptions, guard, header};

/// A workbook file larger than this is refused: it is held in memory.
const FILE_CAP: u64 = 1 << 30;

/// Rows that decide about header and columns.
const SAMPLED: usize = 500;

/// Text of one message of the reading thread.
const CHUNK: usize = 256 * 1024;

/// Columns that a sheet can have.
const COLUMNS: usize = 16_384;

/// The bytes of a workbook, shared by the threads that read its sheets and held once.
#[derive(Debug, Clone)]
struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Rows of a sheet in one text.
#[derive(Debug, Default)]
struct Chunk {
    text: String,
    spans: Vec<(usize, usize)>,
    /// Sheet row from 1, and end of its cells in `spans`.
    rows: Vec<(u64, usize)>,
}

/// What the reading thread says. A thread that is gone without `End` or `Failed` broke down.
enum Message {
    Rows(Chunk),
    Failed(String),
    End,
}

/// Opens every sheet that has a header.
pub(super) fn open(mut source: Source, form: Form, options: &ReadOptions) -> Result<Vec<Ledger>, LedgerError> {
    let file = source.name.clone();
    let mut bytes = Vec::new();
    let read = source.bytes.by_ref().take(FILE_CAP + 1).read_to_end(&mut bytes).map_err(|e| LedgerError::io(&file, e))?;
    if read as u64 > FILE_CAP {
        return Err(LedgerError::new(&file, LedgerErrorKind::Limit, format!("this workbook is larger than {FILE_CAP} bytes"), "save the ledger as CSV"));
    }
    if form == Form::Workbook {
        guard::weigh(&file, &bytes, options.max_unpacked)?;
    }
    let bytes = Bytes(Arc::new(bytes));
    let sheets = guarded(|| list(&bytes, form)).map_err(|e| damaged(&file, &e))?;
    let wanted = choose(&file, &sheets, options)?;
    let mut found = Vec::new();
    for sheet in &wanted {
        let mut sample = Sampler { rows: Vec::new() };
        guarded(|| read_sheet(&bytes, form, &sheet.name, &mut sample)).map_err(|e| damaged(&file, &format!("sheet {}: {e}", sheet.name)))?;
        if !sample.rows.is_empty() {
            found.push((*sheet, sample.rows));
        }
    }
    if found.is_empty() {
        return Err(LedgerError::new(&file, LedgerErrorKind::Empty, "no sheet of this workbook holds a cell", "check the export, or leave this file out"));
    }
    let only = found.len() == 1;
    let mut ledgers: Vec<Ledger> = Vec::new();
    let mut left_out: Vec<Note> = Vec::new();
    let mut nameless = None;
    for (sheet, sample) in found {
        let cells: Vec<&[String]> = sample.iter().map(|(_, c)| c.as_slice()).collect();
        let at = header_at(&file, &sample, &cells, options)?;
        let told = only || options.sheet.is_some();
        if at.is_none() && !told {
            left_out.push(skipped(&sheet.name));
            continue;
        }
        let opened = prepare(sample, at, (&bytes, form, &sheet.name), options);
        let name = format!("{file}#{}", sheet.name);
        let mut ledger = match Ledger::assemble(name, source.size, source.tally.clone(), opened, options) {
            Err(error) if !told && error.kind() == LedgerErrorKind::Empty => {
                left_out.push(skipped(&sheet.name));
                continue;
            }
            other => other?,
        };
        if sheet.visible != SheetVisible::Visible {
            ledger.notes.push(Note::file("hidden_sheet", 1, "this sheet is hidden in the workbook; screened all the same"));
        }
        if ledger.columns.roles.contains(&Role::Name) || told {
            ledgers.push(ledger);
        } else {
            left_out.push(skipped(&sheet.name));
            nameless.get_or_insert(ledger);
        }
    }
    if ledgers.is_empty() {
        ledgers.extend(nameless);
    }
    match ledgers.first_mut() {
        Some(first) => first.notes.extend(left_out),
        None => {
            let names: Vec<&str> = wanted.iter().map(|s| s.name.as_str()).collect();
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
    Note::file("sheet_left_out", 1, format!("the sheet \"{sheet}\" has no header with a name column and was not screened; --sheet \"{sheet}\" screens it"))
}

fn damaged(file: &str, what: &str) -> LedgerError {
    LedgerError::new(file, LedgerErrorKind::Form, format!("this workbook cannot be read ({what})"), "open it in a spreadsheet, save it again as XLSX or CSV, and screen that file")
}

/// Runs the foreign reader; a panic in it is a damaged workbook and not the end of the run.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| Err("the reader failed".into()))
}

/// The sheets with cells, in order.
fn list(bytes: &Bytes, form: Form) -> Result<Vec<Sheet>, String> {
    let cursor = Cursor::new(bytes.clone());
    let sheets = if form == Form::Workbook {
        open_workbook_from_rs::<Xlsx<_>, _>(cursor).map_err(|e| e.to_string())?.sheets_metadata().to_vec()
    } else {
        open_workbook_from_rs::<Xls<_>, _>(cursor).map_err(|e| e.to_string())?.sheets_metadata().to_vec()
    };
    Ok(sheets.into_iter().filter(|s| s.typ == SheetType::WorkSheet).collect())
}

fn choose<'s>(file: &str, sheets: &'s [Sheet], options: &ReadOptions) -> Result<Vec<&'s Sheet>, LedgerError> {
    let Some(wanted) = &options.sheet else { return Ok(sheets.iter().collect()) };
    let found = sheets.iter().find(|s| s.name == *wanted).or_else(|| sheets.iter().find(|s| s.name.to_lowercase() == wanted.to_lowercase()));
    found.map(|s| vec![s]).ok_or_else(|| {
        let names: Vec<String> = sheets.iter().map(|s| format!("\"{}\"", s.name)).collect();
        LedgerError::new(file, LedgerErrorKind::Option, format!("--sheet {wanted}: there is no such sheet"), format!("the sheets are {}", names.join(", ")))
    })
}

fn header_at(file: &str, sample: &[(u64, Vec<String>)], cells: &[&[String]], options: &ReadOptions) -> Result<Option<usize>, LedgerError> {
    match options.header_row {
        _ if options.no_header => Ok(None),
        None => Ok(header::find(cells)),
        Some(told) => sample.iter().position(|(row, _)| *row == told).map(Some).ok_or_else(|| {
            LedgerError::new(file, LedgerErrorKind::Option, format!("--header-row {told}: that row of the sheet is empty or too far down"), "give the number of the row as the spreadsheet shows it")
        }),
    }
}

/// A sheet up to its header.
fn prepare(mut sample: Vec<(u64, Vec<String>)>, at: Option<usize>, sheet: (&Bytes, Form, &str), options: &ReadOptions) -> Opened {
    let mut notes = Vec::new();
    let width = sample.iter().map(|(_, c)| c.len()).max().unwrap_or(1);
    let (header_row, headers) = match at.and_then(|at| sample.get(at)) {
        Some((row, header)) => {
            if at.is_some_and(|at| at > 0) {
                let first = sample.first().map_or(1, |s| s.0);
                notes.push(Note::file("title_lines", first, format!("rows {first} to {} stand above the header and were not screened", row - 1)));
            }
            (*row, header.clone())
        }
        None => {
            if !options.no_header {
                let how = "the first row does not look like a header and is screened as a row; --header-row N says otherwise";
                notes.push(Note::file("no_header", sample.first().map_or(1, |s| s.0), how));
            }
            (0, vec![String::new(); width])
        }
    };
    sample.drain(..at.map_or(0, |at| at + 1));
    let rows = SheetRows {
        start: Some(Start { bytes: sheet.0.clone(), form: sheet.1, name: sheet.2.to_owned() }),
        chunks: None,
        chunk: Chunk::default(),
        at: 0,
        above: header_row,
        width: headers.len(),
        row: header_row,
    };
    let sample = sample.into_iter().map(|(_, c)| c).collect();
    Opened { rows: Box::new(rows), headers, named: at.is_some(), header_line: header_row.max(1), sample, delimiter: None, notes }
}

/// Takes rows of a sheet, in order; false ends the reading.
trait Sink {
    fn row(&mut self, row: u64, cells: &mut Cells) -> bool;
}

/// The cells of one row.
#[derive(Debug, Default)]
struct Cells {
    text: String,
    spans: Vec<(usize, usize)>,
}

impl Cells {
    fn put(&mut self, column: usize, text: &str) {
        if column >= COLUMNS || text.is_empty() {
            return;
        }
        if self.spans.len() <= column {
            self.spans.resize(column + 1, (0, 0));
        }
        let start = self.text.len();
        self.text.push_str(text);
        if let Some(span) = self.spans.get_mut(column) {
            *span = (start, self.text.len());
        }
    }

    /// Hands the row on, unless it holds nothing but blanks: such a row is a blank line.
    fn hand_on(&mut self, row: u64, sink: &mut dyn Sink) -> bool {
        let go_on = self.text.trim().is_empty() || sink.row(row, self);
        self.text.clear();
        self.spans.clear();
        go_on
    }
}

/// Reads a sheet's rows into a sink.
fn read_sheet(bytes: &Bytes, form: Form, name: &str, sink: &mut dyn Sink) -> Result<(), String> {
    let cursor = Cursor::new(bytes.clone());
    let mut cells = Cells::default();
    if form == Form::OldWorkbook {
        let mut book: Xls<_> = open_workbook_from_rs(cursor).map_err(|e: calamine::XlsError| e.to_string())?;
        let range = book.worksheet_range(name).map_err(|e| e.to_string())?;
        let (top, left) = range.start().unwrap_or((0, 0));
        for (i, row) in range.rows().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                cells.put(left as usize + column, &old_text(cell));
            }
            if !cells.hand_on(u64::from(top) + i as u64 + 1, sink) {
                break;
            }
        }
        return Ok(());
    }
    let mut book: Xlsx<_> = open_workbook_from_rs(cursor).map_err(|e: calamine::XlsxError| e.to_string())?;
    let mut reader = book.worksheet_cells_reader(name).map_err(|e| e.to_string())?;
    let mut row = 0u32;
    let mut scratch = String::new();
    loop {
        let cell = reader.next_cell().map_err(|e| format!("row {}: {e}", row + 1))?;
        let Some(cell) = cell else { break };
        let (r, column) = cell.get_position();
        if r != row {
            if !cells.hand_on(u64::from(row) + 1, sink) {
                return Ok(());
            }
            row = r;
        }
        cells.put(column as usize, text(cell.get_value(), &mut scratch));
    }
    cells.hand_on(u64::from(row) + 1, sink);
    Ok(())
}

fn text<'t>(value: &'t DataRef<'_>, scratch: &'t mut String) -> &'t str {
    *scratch = match value {
        DataRef::SharedString(s) => return s,
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => return s,
        DataRef::Empty => return "",
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(x) => number(*x),
        DataRef::Bool(b) => (if *b { "TRUE" } else { "FALSE" }).to_owned(),
        DataRef::DateTime(d) => date(*d),
        DataRef::Error(e) => e.to_string(),
    };
    scratch
}

fn old_text(value: &Data) -> String {
    match value {
        Data::Float(x) => number(*x),
        Data::DateTime(d) => date(*d),
        Data::Bool(b) => (if *b { "TRUE" } else { "FALSE" }).to_owned(),
        other => other.to_string(),
    }
}

/// Rust prints the shortest decimal form, without exponent and without ".0" for whole numbers: ids keep their digits.
fn number(x: f64) -> String {
    x.to_string()
}

fn date(d: ExcelDateTime) -> String {
    if d.is_duration() {
        return number(d.as_f64());
    }
    let (y, m, day, h, min, s, _) = d.to_ymd_hms_milli();
    if (h, min, s) == (0, 0, 0) { format!("{y:04}-{m:02}-{day:02}") } else { format!("{y:04}-{m:02}-{day:02} {h:02}:{min:02}:{s:02}") }
}

/// The first rows, for header and columns.
struct Sampler {
    rows: Vec<(u64, Vec<String>)>,
}

impl Sink for Sampler {
    fn row(&mut self, row: u64, cells: &mut Cells) -> bool {
        self.rows.push((row, cells.spans.iter().map(|(s, e)| cells.text.get(*s..*e).unwrap_or_default().to_owned()).collect()));
        self.rows.len() < SAMPLED
    }
}

/// Gathers rows into chunks and sends them.
struct Sender {
    chunk: Chunk,
    channel: SyncSender<Message>,
    above: u64,
    width: usize,
}

impl Sink for Sender {
    fn row(&mut self, row: u64, cells: &mut Cells) -> bool {
        if row <= self.above {
            return true;
        }
        let shift = self.chunk.text.len();
        self.chunk.text.push_str(&cells.text);
        // A sheet has no ragged rows: cells that are not there are empty.
        let missing = self.width.saturating_sub(cells.spans.len());
        self.chunk.spans.extend(cells.spans.iter().map(|(s, e)| (s + shift, e + shift)));
        self.chunk.spans.extend(std::iter::repeat_n((0, 0), missing));
        self.chunk.rows.push((row, self.chunk.spans.len()));
        if self.chunk.text.len() < CHUNK {
            return true;
        }
        // The receiver is gone where the run was given up: then there is nobody to read for.
        self.channel.send(Message::Rows(std::mem::take(&mut self.chunk))).is_ok()
    }
}

struct Start {
    bytes: Bytes,
    form: Form,
    name: String,
}

/// The rows of one sheet below its header.
struct SheetRows {
    start: Option<Start>,
    chunks: Option<Receiver<Message>>,
    chunk: Chunk,
    /// Place of the next row in the chunk.
    at: usize,
    above: u64,
    width: usize,
    row: u64,
}

impl SheetRows {
    fn begin(&mut self) {
        let Some(start) = self.start.take() else { return };
        let (channel, chunks) = sync_channel(4);
        let (above, width) = (self.above, self.width);
        std::thread::spawn(move || {
            let mut sender = Sender { chunk: Chunk::default(), channel, above, width };
            let read = read_sheet(&start.bytes, start.form, &start.name, &mut sender);
            let end = read.map_or_else(Message::Failed, |()| Message::End);
            for message in [Message::Rows(std::mem::take(&mut sender.chunk)), end] {
                // Where nobody listens any more, nobody misses this.
                let _ = sender.channel.send(message);
            }
        });
        self.chunks = Some(chunks);
    }
}

impl Rows for SheetRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        self.begin();
        while self.at >= self.chunk.rows.len() {
            let Some(chunks) = &self.chunks else { return Ok(Next::End) };
            match chunks.recv() {
                Ok(Message::Rows(chunk)) => {
                    self.chunk = chunk;
                    self.at = 0;
                }
                Ok(Message::End) => self.chunks = None,
                Ok(Message::Failed(error)) => return Ok(self.broken_off(&error, notes)),
                Err(_) => return Ok(self.broken_off("the reader failed", notes)),
            }
        }
        let first = self.at.checked_sub(1).and_then(|b| self.chunk.rows.get(b)).map_or(0, |r| r.1);
        let (row, end) = self.chunk.rows.get(self.at).copied().unwrap_or((0, 0));
        self.at += 1;
        self.row = row;
        let spans = self.chunk.spans.get(first..end).unwrap_or_default();
        Ok(Next::Row(Record { text: &self.chunk.text, spans, line: row }))
    }
}

impl SheetRows {
    fn broken_off(&mut self, why: &str, notes: &mut Vec<Note>) -> Next<'static> {
        self.chunks = None;
        self.at = 0;
        self.chunk = Chunk::default();
        notes.push(Note::row("broken_off", self.row + 1, format!("reading stopped here ({why}); what follows was not screened")));
        Next::Lost
    }
}
