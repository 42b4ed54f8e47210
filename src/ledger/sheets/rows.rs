//! Rows of a sheet from a thread of its own, through a bounded channel.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::Workbook;
use super::cells::{Cells, Sink};
use crate::ledger::catch_panic::guarded;
use crate::ledger::error::LedgerError;
use crate::ledger::rows::{Next, Note, Record, Rows};

/// Rows that decide about header and columns.
const SAMPLED: usize = 500;

/// Text of one message of the reading thread.
const CHUNK: usize = 256 * 1024;

/// Cells of one message: a row of one letter in the last column has 16,384.
const CHUNK_CELLS: usize = 128 * 1024;

/// Stretches of hidden rows that are named one by one.
const NAMED: usize = 5;

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
    End(Hidden),
}

/// Rows that the workbook hides.
#[derive(Debug, Default)]
struct Hidden {
    /// First and last row of the first stretches.
    stretches: Vec<(u64, u64)>,
    rows: u64,
}

impl Hidden {
    fn add(&mut self, row: u64) {
        self.rows += 1;
        let known = self.stretches.len();
        match self.stretches.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ if known <= NAMED => self.stretches.push((row, row)),
            _ => {}
        }
    }

    fn note(&self) -> Option<Note> {
        let first = self.stretches.first()?.0;
        let named: Vec<String> = self
            .stretches
            .iter()
            .take(NAMED)
            .map(|(a, b)| if a == b { a.to_string() } else { format!("{a} to {b}") })
            .collect();
        let more = if self.stretches.len() > NAMED { ", …" } else { "" };
        let done = format!(
            "{} rows are hidden in the workbook ({}{more}); screened all the same",
            self.rows,
            named.join(", ")
        );
        Some(Note::file("hidden_rows", first, done))
    }
}

/// The first rows, for header and columns.
#[derive(Default)]
pub(super) struct Sampler {
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

impl Sink for Sampler {
    fn row(&mut self, row: u64, cells: &Cells, _hidden: bool) -> bool {
        self.rows.push((row, (0..cells.spans.len()).map(|c| cells.get(c).to_owned()).collect()));
        self.rows.len() < SAMPLED
    }
}

/// Gathers rows into chunks and sends them.
struct Sender {
    chunk: Chunk,
    channel: SyncSender<Message>,
    above: u64,
    width: usize,
    hidden: Hidden,
}

impl Sink for Sender {
    fn row(&mut self, row: u64, cells: &Cells, hidden: bool) -> bool {
        if row <= self.above {
            return true;
        }
        if hidden {
            self.hidden.add(row);
        }
        let shift = self.chunk.text.len();
        self.chunk.text.push_str(&cells.text);
        // A sheet has no ragged rows: cells that are not there are empty.
        let missing = self.width.saturating_sub(cells.spans.len());
        self.chunk.spans.extend(cells.spans.iter().map(|(s, e)| (s + shift, e + shift)));
        self.chunk.spans.extend(std::iter::repeat_n((0, 0), missing));
        self.chunk.rows.push((row, self.chunk.spans.len()));
        if self.chunk.text.len() < CHUNK && self.chunk.spans.len() < CHUNK_CELLS {
            return true;
        }
        // The receiver is gone where the run was given up: then there is nobody to read for.
        self.channel.send(Message::Rows(std::mem::take(&mut self.chunk))).is_ok()
    }
}

/// The rows of one sheet below its header.
pub(super) struct SheetRows {
    /// The workbook and the place of the sheet, until the reading starts.
    start: Option<(Workbook, usize)>,
    chunks: Option<Receiver<Message>>,
    chunk: Chunk,
    /// Place of the next row in the chunk.
    at: usize,
    above: u64,
    width: usize,
    row: u64,
}

impl SheetRows {
    /// The rows of a sheet below the row `above`, each with at least `width` cells. Nothing is read yet.
    pub(super) fn new(book: Workbook, sheet: usize, above: u64, width: usize) -> Self {
        Self { start: Some((book, sheet)), chunks: None, chunk: Chunk::default(), at: 0, above, width, row: above }
    }

    fn begin(&mut self) {
        let Some((book, sheet)) = self.start.take() else { return };
        let (channel, chunks) = sync_channel(4);
        let (above, width) = (self.above, self.width);
        std::thread::spawn(move || {
            let mut sender = Sender { chunk: Chunk::default(), channel, above, width, hidden: Hidden::default() };
            let read = guarded(|| book.read(sheet, &mut sender));
            let end = read.map_or_else(Message::Failed, |()| Message::End(std::mem::take(&mut sender.hidden)));
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
                Ok(Message::End(hidden)) => {
                    self.chunks = None;
                    notes.extend(hidden.note());
                }
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

    fn encoding(&self) -> (&str, &str) {
        ("workbook", "cells of a workbook are Unicode")
    }
}

impl SheetRows {
    fn broken_off(&mut self, why: &str, notes: &mut Vec<Note>) -> Next<'static> {
        self.chunks = None;
        self.at = 0;
        self.chunk = Chunk::default();
        notes.push(Note::row(
            "broken_off",
            self.row + 1,
            format!("reading stopped here ({why}); what follows was not screened"),
        ));
        Next::Lost
    }
}
