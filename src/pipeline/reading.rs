//! The reading end: ledgers one after the other, cut into batches, numbered.

use std::sync::Arc;

use crate::ledger::Ledger;
use crate::model::RowBatch;
use crate::report::{LedgerInfo, LedgerOutcome};

use super::{Done, Ending, Source, Work, one_line};

/// Cell text a batch holds. Large enough that handing it over costs nothing beside screening it (some 2,000 rows),
/// small enough that the pool of all workers stays in the caches.
const BATCH_BYTES: usize = 256 * 1024;

/// Reads the ledgers, and numbers everything that the writing end must see in order.
pub(super) struct Reading<S> {
    sources: S,
    /// The ledger that is being read.
    open: Option<(Arc<LedgerInfo>, Ledger)>,
    sequence: u64,
    /// Bytes of the ledgers before it.
    bytes_before: u64,
}

/// What one step of reading gave.
#[derive(Default)]
pub(super) struct Step {
    /// Rows to screen.
    pub(super) work: Option<Work>,
    /// What the writing end is told, each with its number.
    pub(super) told: Vec<(u64, Done)>,
    /// The batch, where it was not needed.
    pub(super) spare: Option<RowBatch>,
    /// Nothing comes any more.
    pub(super) over: bool,
}

impl<S: Iterator<Item = Source>> Reading<S> {
    pub(super) fn new(sources: S) -> Self {
        Self { sources, open: None, sequence: 0, bytes_before: 0 }
    }

    /// Opens the next ledger, or reads a batch of the one that is open.
    pub(super) fn step(&mut self, batch: RowBatch) -> Step {
        match self.open.take() {
            Some((info, ledger)) => self.read(info, ledger, batch),
            None => Step { spare: Some(batch), ..self.next_ledger() },
        }
    }

    fn next_ledger(&mut self) -> Step {
        let mut step = Step::default();
        let Some(source) = self.sources.next() else {
            step.over = true;
            return step;
        };
        match source.ledger {
            Ok(ledger) => {
                self.tell(&mut step, Done::Start(describe(&ledger)));
                self.open = Some((Arc::new(source.info), ledger));
            }
            Err(error) => {
                self.tell(&mut step, Done::Start(LedgerOutcome { name: source.info.name, ..LedgerOutcome::default() }));
                self.tell(&mut step, Done::End(Ending { error: Some(error), ..Ending::default() }));
            }
        }
        step
    }

    fn read(&mut self, info: Arc<LedgerInfo>, mut ledger: Ledger, mut batch: RowBatch) -> Step {
        let mut step = Step::default();
        let mut problems = Vec::new();
        batch.clear();
        let (more, error) = match ledger.next_batch(&mut batch, BATCH_BYTES, &mut problems) {
            Ok(more) => (more, None),
            Err(e) => (false, Some(one_line(&e))),
        };
        let bytes = self.bytes_before + ledger.bytes_read();
        step.work = Some(Work { sequence: self.number(), ledger: Arc::clone(&info), batch, problems, bytes });
        if more {
            self.open = Some((info, ledger));
            return step;
        }
        self.bytes_before = bytes;
        let (name, ground) = ledger.encoding();
        let ending = Ending {
            rows_unreadable: ledger.rows_unreadable(),
            size: ledger.size().or(Some(ledger.bytes_read())),
            sha256: if error.is_none() { ledger.sha256() } else { None },
            encoding: Some((name.to_owned(), ground.to_owned())),
            error,
        };
        self.tell(&mut step, Done::End(ending));
        step
    }

    fn number(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence - 1
    }

    fn tell(&mut self, step: &mut Step, done: Done) {
        step.told.push((self.number(), done));
    }
}

fn describe(ledger: &Ledger) -> LedgerOutcome {
    let (encoding, ground) = ledger.encoding();
    LedgerOutcome {
        name: ledger.name().to_owned(),
        size: ledger.size(),
        encoding: (encoding.to_owned(), ground.to_owned()),
        delimiter: ledger.delimiter(),
        columns: ledger.guesses().iter().map(|g| (g.header.clone(), g.role, g.confidence, g.ground.clone())).collect(),
        ..LedgerOutcome::default()
    }
}
