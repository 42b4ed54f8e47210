//! What a worker remembers: readings of distinct cells, bounded. Forgetting changes speed, never an answer.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::Role;
use crate::reading::{Reader, Reading, Workspace};

use super::Trace;

/// Readings of one row: column and role, reading.
pub(super) type Readings = Vec<((usize, Role), Arc<Reading>)>;

/// Buffers and memory of one worker. Never changes an answer.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) trace: Option<Trace>,
    pub(super) readings: Readings,
    pub(super) joined: String,
    work: Workspace,
    /// By the cell's text: read with misspellings, and without.
    fuzzy: FxHashMap<Box<str>, Arc<Reading>>,
    plain: FxHashMap<Box<str>, Arc<Reading>>,
    held: usize,
}

/// Bytes remembered per worker before all is forgotten: the vendors, addresses and goods of a ledger of 61,000 vendors
/// fit (at 48 MiB they did not), those of ten million do not.
const MOST_HELD: usize = 64 << 20;

/// Longer cells are read each time: memos and contracts, seldom twice the same.
const LONGEST_REMEMBERED: usize = 512;

/// What one remembered reading costs beside its text, measured on the generated ledger.
const COST: usize = 480;

impl Scratch {
    /// Starts recording what happens to the next rows.
    pub fn start_trace(&mut self) {
        self.trace = Some(Trace::default());
    }

    /// Ends recording and hands out what was recorded.
    pub fn take_trace(&mut self) -> Option<Trace> {
        self.trace.take()
    }

    /// The reading of a cell, remembered or made.
    pub(super) fn read(&mut self, reader: Reader<'_>, (column, role): (usize, Role), text: &str, out: &mut Readings) {
        let fuzzy = takes_misspellings(role);
        let memory = if fuzzy { &self.fuzzy } else { &self.plain };
        if self.trace.is_none()
            && let Some(known) = memory.get(text)
        {
            out.push(((column, role), Arc::clone(known)));
            return;
        }
        let reading = Arc::new(reader.read(text, fuzzy, &mut self.work));
        if let Some(trace) = self.trace.as_mut() {
            trace.cell(column, role, text, &self.work, reader.index, &reading);
        } else if text.len() <= LONGEST_REMEMBERED {
            self.held += text.len() + COST;
            if self.held > MOST_HELD {
                self.fuzzy.clear();
                self.plain.clear();
                self.held = text.len() + COST;
            }
            let memory = if fuzzy { &mut self.fuzzy } else { &mut self.plain };
            memory.insert(text.into(), Arc::clone(&reading));
        }
        out.push(((column, role), reading));
    }
}

/// Cells where a party's only distinctive word may be misspelt. Descriptions of goods and addresses are full of words
/// that look like misspellings of something (`W/G TROUSER OTH KNIT`); there a slip counts only in a name whose other
/// words propose it.
fn takes_misspellings(role: Role) -> bool {
    matches!(role, Role::Name | Role::Parent | Role::Other | Role::Title)
}
