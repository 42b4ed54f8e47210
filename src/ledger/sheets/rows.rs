//! Rows of a sheet from a thread of its own, through a bounded channel: the readers push rows, a ledger pulls them.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::book::Workbook;
use super::cells::Cells;
use crate::ledger::catch_panic::guarded;
use crate::ledger::error::LedgerError;
use crate::ledger::rows::{Next, Note, Record, Rows};
use crate::ledger::typed::Typed;
use crate::model::RowBatch;

/// Text of one message of the reading thread.
const CHUNK: usize = 256 * 1024;

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
    batch: RowBatch,
    types: Vec<(usize, usize, Typed)>,
    /// Place of the next row in the batch.
    at: usize,
    /// Row of the header.
    above: u64,
    /// Columns of the header.
    width: usize,
    /// Reports hidden rows at the end.
    hidden: Option<Note>,
    /// The current row, its cells in one text.
    row: u64,
    text: String,
    spans: Vec<(usize, usize)>,
    encoding: (String, String),
}

impl SheetRows {
    /// The rows of a sheet below the row `above`, each with at least `width` cells. Nothing is read yet.
    pub(super) fn new(book: Arc<Workbook>, sheet: usize, above: u64, width: usize) -> Self {
        Self {
            encoding: book.encoding.clone(),
            hidden: book.sheets.get(sheet).and_then(|s| s.extras.hidden_rows()),
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

    fn broken_off(&mut self, why: &str, notes: &mut Vec<Note>) -> Next<'static> {
        self.messages = None;
        let what = format!("reading stopped here ({why}); what follows was not screened");
        notes.push(Note::row("broken_off", self.row + 1, what));
        Next::Lost
    }
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
            match messages.recv() {
                Ok(Message::Rows(batch, types)) => (self.batch, self.types, self.at) = (batch, types, 0),
                Ok(Message::End) => {
                    self.messages = None;
                    notes.extend(self.hidden.take());
                }
                Ok(Message::Failed(error)) => return Ok(self.broken_off(&error, notes)),
                Err(_) => return Ok(self.broken_off("the reader failed", notes)),
            }
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
        // A sheet has no ragged rows: cells that are not there are empty.
        if self.spans.len() < self.width {
            self.spans.resize(self.width, (0, 0));
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
