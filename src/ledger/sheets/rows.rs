//! Rows of a sheet from a thread of its own, through a bounded channel: the readers push rows, a ledger pulls them.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::book::Workbook;
use super::cells::Cells;
use crate::ledger::catch_panic::guarded;
use crate::ledger::error::LedgerError;
use crate::ledger::header;
use crate::ledger::rows::{FORMULA_WITHOUT_VALUE, Next, Note, Record, Rows, TitleKind, Top};
use crate::ledger::typed::Typed;
use crate::model::RowBatch;

/// Text of one message of the reading thread.
const CHUNK: usize = 256 * 1024;

/// Rows below a header that decide about the roles of its columns.
const SAMPLED: usize = 500;

/// Rows below a row of one cell in which a header makes it a title.
const TITLE_ABOVE: usize = 3;

/// Cells of one message: a row of one letter in the last column has 16,384.
const CHUNK_CELLS: usize = 128 * 1024;

/// A message of the reading thread. A thread that is gone without `End` or `Failed` has crashed.
enum Message {
    /// Rows, and their cells that are no texts: place of the row in the batch, column, type.
    Rows(RowBatch, Vec<(usize, usize, Typed)>),
    Failed(String),
    End,
}

/// The rows of one sheet below its header.
pub(super) struct SheetRows {
    /// The workbook and the place of the sheet, until the reading starts.
    start: Option<(Arc<Workbook>, usize)>,
    messages: Option<Receiver<Message>>,
    /// A message that was received while looking ahead.
    last: Option<Message>,
    batch: RowBatch,
    types: Vec<(usize, usize, Typed)>,
    /// Place of the next row in the batch.
    at: usize,
    /// Row of the header.
    above: u64,
    /// The cells of the header of the current table, as the sheet has them.
    header: Vec<String>,
    /// Its columns.
    width: usize,
    /// Reports hidden rows at the end.
    hidden: Option<Note>,
    /// Row and column, from 0, of formulas without values, in order.
    unread: Vec<(u32, u32)>,
    /// The current row, its cells in one text.
    row: u64,
    text: String,
    spans: Vec<(usize, usize)>,
    encoding: (String, String),
}

impl SheetRows {
    /// The rows of a sheet below the row `above`, under a header, which is empty where there is none; each with at
    /// least `width` cells. Nothing is read yet.
    pub(super) fn new(book: Arc<Workbook>, sheet: usize, above: u64, header: &[String], width: usize) -> Self {
        Self {
            header: header.to_vec(),
            last: None,
            encoding: book.encoding.clone(),
            hidden: book.sheets.get(sheet).and_then(|s| s.extras.hidden_rows()),
            unread: book.sheets.get(sheet).map(|s| s.extras.unread.clone()).unwrap_or_default(),
            start: Some((book, sheet)),
            messages: None,
            batch: RowBatch::default(),
            types: Vec::new(),
            at: 0,
            above,
            width,
            row: above,
            text: String::new(),
            spans: Vec::new(),
        }
    }

    fn begin(&mut self) {
        let Some((book, sheet)) = self.start.take() else { return };
        let (sender, messages) = sync_channel(4);
        let above = self.above;
        std::thread::spawn(move || send(&book, sheet, above, &sender));
        self.messages = Some(messages);
    }

    /// The cells of a row of the batch, without empty ones at the end.
    fn cells(&self, at: usize) -> Vec<&str> {
        let mut cells: Vec<&str> =
            self.batch.get(at).into_iter().flat_map(|row| row.cells().collect::<Vec<_>>()).collect();
        cells.truncate(cells.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |last| last + 1));
        cells
    }

    fn is_header(&self, at: usize) -> bool {
        let cells = self.cells(at);
        // Nearly every row has a number.
        !cells.iter().any(|c| c.starts_with(|c: char| c.is_ascii_digit())) && header::is_header(&cells)
    }

    /// Appends the next message's rows to the batch; keeps a message of the end.
    fn look_ahead(&mut self) {
        let message = self.messages.as_ref().filter(|_| self.last.is_none()).and_then(|m| m.recv().ok());
        match message {
            Some(Message::Rows(batch, types)) => {
                let held = self.batch.len();
                self.types.extend(types.into_iter().map(|(row, column, typed)| (held + row, column, typed)));
                batch.iter().for_each(|row| self.batch.push(row.line, row.line, row.cells()));
            }
            other => self.last = other,
        }
    }

    /// The table that begins with the next row of the batch, where that row can only be a header.
    fn table(&mut self) -> Option<Top> {
        if !self.is_header(self.at) {
            return None;
        }
        let headers: Vec<String> = self.cells(self.at).into_iter().map(str::to_owned).collect();
        let known = self.header.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |last| last + 1);
        if self.header.get(..known) == Some(&headers) {
            return None;
        }
        if self.batch.len() - self.at < SAMPLED {
            self.look_ahead();
        }
        let below = (self.at + 1..self.batch.len()).take(SAMPLED).take_while(|at| !self.is_header(*at));
        let sample = below.map(|at| self.cells(at).into_iter().map(str::to_owned).collect()).collect();
        let line = self.batch.get(self.at)?.line;
        let notes = vec![Note::file("another_table", line, "another table begins here, with a header of its own")];
        (self.header, self.width) = (headers.clone(), headers.len());
        self.at += 1;
        let titles = header::titles_in_doubt(line, &headers);
        Some(Top { headers, named: true, line, sample, titles, notes, ..Top::default() })
    }

    /// True for a row of one cell shortly above a header: the title of another table.
    fn is_title(&self, at: usize) -> bool {
        let filled = self.cells(at).iter().filter(|c| !c.trim().is_empty()).count();
        filled == 1 && self.width > 2 && (at + 1..=at + TITLE_ABOVE).any(|below| self.is_header(below))
    }

    fn broken_off(&mut self, why: &str, notes: &mut Vec<Note>) -> Next<'static> {
        self.messages = None;
        let what = format!("reading stopped here ({why}); what follows was not screened");
        notes.push(Note::row("broken_off", self.row + 1, what));
        Next::Lost
    }
}

/// A formula whose value is not in the file.
fn unread(line: u64, column: usize) -> Note {
    let done = "a formula whose value is not stored: the cell was NOT screened; open the workbook in a spreadsheet and \
                save it";
    Note { column: Some(column), ..Note::row(FORMULA_WITHOUT_VALUE, line, done) }
}

/// Reads a sheet and sends its rows below `above`.
fn send(book: &Workbook, sheet: usize, above: u64, channel: &SyncSender<Message>) {
    let (mut batch, mut types, mut cells_held) = (RowBatch::default(), Vec::new(), 0);
    let mut sink = |row: u64, cells: &Cells<'_>| {
        if row <= above {
            return true;
        }
        types.extend(cells.types().iter().map(|(column, typed)| (batch.len(), *column, *typed)));
        batch.push(row, row, cells.iter());
        cells_held += cells.iter().count();
        if batch.text_bytes() < CHUNK && cells_held < CHUNK_CELLS {
            return true;
        }
        cells_held = 0;
        // The receiver is gone if the run was given up: stop reading.
        channel.send(Message::Rows(std::mem::take(&mut batch), std::mem::take(&mut types))).is_ok()
    };
    let read = guarded(|| book.read(sheet, &mut sink));
    let end = read.map_or_else(Message::Failed, |()| Message::End);
    for message in [Message::Rows(batch, types), end] {
        // The receiver is gone; ignore the send error.
        let _ = channel.send(message);
    }
}

impl Rows for SheetRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        self.begin();
        while self.at >= self.batch.len() {
            let Some(messages) = &self.messages else { return Ok(Next::End) };
            match self.last.take().map_or_else(|| messages.recv(), Ok) {
                Ok(Message::Rows(batch, types)) => (self.batch, self.types, self.at) = (batch, types, 0),
                Ok(Message::End) => {
                    self.messages = None;
                    notes.extend(self.hidden.take());
                }
                Ok(Message::Failed(error)) => return Ok(self.broken_off(&error, notes)),
                Err(_) => return Ok(self.broken_off("the reader failed", notes)),
            }
        }
        if let Some(top) = self.table() {
            return Ok(Next::Table(Box::new(top)));
        }
        self.text.clear();
        self.spans.clear();
        if let Some(row) = self.batch.get(self.at) {
            self.row = row.line;
            for cell in row.cells() {
                let start = self.text.len();
                self.text.push_str(cell);
                self.spans.push((start, self.text.len()));
            }
        }
        self.at += 1;
        if self.is_title(self.at - 1) {
            return Ok(Next::Title(Record { text: &self.text, spans: &self.spans, line: self.row }, TitleKind::Title));
        }
        // A sheet has no ragged rows: cells that are not there are empty.
        if self.spans.len() < self.width {
            self.spans.resize(self.width, (0, 0));
        }
        let row = u32::try_from(self.row.saturating_sub(1)).unwrap_or(u32::MAX);
        let from = self.unread.partition_point(|(own, _)| *own < row);
        for (_, column) in self.unread.iter().skip(from).take_while(|(own, _)| *own == row) {
            notes.push(unread(self.row, *column as usize));
        }
        Ok(Next::Row(Record { text: &self.text, spans: &self.spans, line: self.row }))
    }

    fn typed(&self, column: usize) -> Option<Typed> {
        // `at` is the place after the last row.
        let wanted = (self.at.checked_sub(1)?, column);
        let place = self.types.binary_search_by_key(&wanted, |(row, column, _)| (*row, *column)).ok()?;
        self.types.get(place).map(|(.., typed)| *typed)
    }

    fn encoding(&self) -> (&str, &str) {
        (&self.encoding.0, &self.encoding.1)
    }
}
