//! What a worker remembers: readings of distinct cells, bounded. Forgetting changes speed, never an answer.
//!
//! Two layers. Each worker has a table of its own, which takes no lock: most cells of a ledger end in one probe of it, and
//! what most rows ask of a cell, its [`Gist`], stands in the table itself. Below it the workers of a run share what they
//! have read ([`super::common`]), so that a cell is read once and not once a worker. A cell counts as known only where its
//! whole text is the same: a hash that two cells have in common costs a comparison and hides nothing.
//!
//! A column whose cells hardly ever come again (every vendor different) is remembered by sample: writing down what
//! nobody asks for costs more than it saves.

use std::sync::Arc;

use crate::decide::{may_count, names_parties};
use crate::model::Role;
use crate::reading::{Gist, Reader, Reading, Workspace};

use super::Trace;
use super::assemble::PartyKeys;
use super::common::{Common, Known};
use super::table::{At, Spot, Table};

/// A cell of the row being screened: where it stands and what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) column: usize,
    pub(super) role: Role,
    pub(super) gist: Gist,
    at: Place,
}

/// Where a reading is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Among the remembered ones, or nowhere where the cell says nothing.
    Kept(At),
    /// Among those of this row.
    Passing(usize),
}

/// A cell to be read.
#[derive(Debug, Clone, Copy)]
struct Ask {
    column: usize,
    role: Role,
    fuzzy: bool,
    spot: Spot,
}

/// Buffers and memory of one worker. Never changes an answer.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) trace: Option<Trace>,
    pub(super) seen: Vec<Seen>,
    /// Cells of the row that are to be read, and where the table may hold them.
    asks: Vec<Ask>,
    pub(super) joined: String,
    pub(super) keys: PartyKeys,
    work: Workspace,
    table: Table,
    common: Option<Arc<Common>>,
    /// The round of the shared memory that the table belongs to.
    round: u32,
    /// Readings of this row that are not remembered.
    passing: Vec<Reading>,
    columns: Vec<Habit>,
}

/// Bytes remembered by a worker before all is forgotten: the vendors, addresses and goods of a ledger of 61,000
/// vendors fit (at 48 MiB they did not), those of ten million do not. Where workers share, this bounds what they
/// share, and the tables of their own hold [`MOST_OWN`] each.
pub(super) const MOST_HELD: usize = 64 << 20;

/// Bytes of a worker's own table where the readings are shared: texts and slots of some 200,000 cells.
const MOST_OWN: usize = 24 << 20;

/// Longer cells are read each time: memos and contracts, seldom twice the same.
const LONGEST_REMEMBERED: usize = 512;

/// What one remembered reading costs beside its text, measured on the generated ledger.
pub(super) const COST: usize = 480;

impl Scratch {
    /// A worker that shares what is read with others.
    pub(super) fn sharing(common: Arc<Common>) -> Self {
        Self { common: Some(common), ..Self::default() }
    }

    /// Fresh buffers in place of these, for the same run.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self { common: self.common.clone(), ..Self::default() }
    }

    /// Starts recording what happens to the next rows.
    pub fn start_trace(&mut self) {
        self.trace = Some(Trace::default());
    }

    /// Ends recording and hands out what was recorded.
    pub fn take_trace(&mut self) -> Option<Trace> {
        self.trace.take()
    }

    /// Before each row: forgets where the memory is full. Not within a row, whose readings lie in it.
    pub(super) fn begin_row(&mut self) {
        self.seen.clear();
        self.passing.clear();
        let most = match &self.common {
            Some(common) => {
                let round = common.round();
                if round != self.round {
                    // The others have begun anew; what is held here would keep the old readings alive.
                    self.round = round;
                    self.table = Table::default();
                }
                MOST_OWN
            }
            None => MOST_HELD,
        };
        if self.table.held() > most {
            self.table = Table::default();
        }
    }

    /// Reads cells of a row, or remembers them, and adds them to the row.
    pub(super) fn read_row<'c>(&mut self, reader: Reader<'_>, cells: impl Iterator<Item = (usize, Role, &'c str)> + Clone) {
        let mut asks = std::mem::take(&mut self.asks);
        asks.clear();
        // In rounds over the row, so that the waits for memory of its cells overlap: first all slots, then what they point to.
        asks.extend(cells.clone().map(|(column, role, text)| {
            let fuzzy = names_parties(role);
            Ask { column, role, fuzzy, spot: self.table.spot(text, fuzzy) }
        }));
        for ask in &mut asks {
            self.table.approach(&mut ask.spot);
        }
        for (ask, (.., text)) in asks.iter().zip(cells) {
            self.read(reader, *ask, text);
        }
        self.asks = asks;
    }

    /// Reads a cell, or remembers it, and adds it to the row.
    pub(super) fn read_cell(&mut self, reader: Reader<'_>, (column, role): (usize, Role), text: &str) {
        let fuzzy = names_parties(role);
        self.read(reader, Ask { column, role, fuzzy, spot: self.table.spot(text, fuzzy) }, text);
    }

    fn read(&mut self, reader: Reader<'_>, ask: Ask, text: &str) {
        let Ask { column, role, fuzzy, spot } = ask;
        if let Some(trace) = self.trace.as_mut() {
            let reading = reader.read(text, fuzzy, &mut self.work);
            trace.cell(column, role, text, &self.work, reader.index, &reading);
            let reading = without_vain_names(reader, reading, fuzzy);
            return self.pass((column, role), reading);
        }
        let short = text.len() <= LONGEST_REMEMBERED;
        if short && let Some((gist, at)) = self.table.get(spot, text, fuzzy) {
            if let Some(habit) = self.columns.get_mut(column) {
                habit.known += 1;
            }
            self.seen.push(Seen { column, role, gist, at: Place::Kept(at) });
            return;
        }
        if !short || !self.pays(column) {
            let reading = reader.read(text, fuzzy, &mut self.work);
            return self.pass((column, role), without_vain_names(reader, reading, fuzzy));
        }
        let known = self.common.as_ref().and_then(|c| c.get(spot.key(), text, fuzzy));
        let known = known.unwrap_or_else(|| {
            let known = Known::of(without_vain_names(reader, reader.read(text, fuzzy, &mut self.work), fuzzy));
            if let Some(common) = &self.common {
                common.put(spot.key(), text, fuzzy, &known);
            }
            known
        });
        let gist = known.gist;
        let at = self.table.put(spot, text, fuzzy, known, self.common.is_some());
        self.seen.push(Seen { column, role, gist, at: Place::Kept(at) });
    }

    /// Adds a reading that is not remembered.
    fn pass(&mut self, (column, role): (usize, Role), reading: Reading) {
        let gist = reading.gist();
        let at = Place::Passing(self.passing.len());
        self.passing.push(reading);
        self.seen.push(Seen { column, role, gist, at });
    }

    /// The row's readings that say anything, in the order they were added.
    pub(super) fn readings(&self) -> impl Iterator<Item = (usize, Role, &Reading)> {
        self.seen.iter().filter_map(|s| {
            let reading = match s.at {
                Place::Kept(at) => self.table.reading(at),
                Place::Passing(at) => self.passing.get(at),
            };
            Some((s.column, s.role, reading?))
        })
    }

    /// Whether a cell of this column that is not known is to be remembered.
    fn pays(&mut self, column: usize) -> bool {
        if self.columns.len() <= column {
            if column >= MOST_COLUMNS {
                return true;
            }
            self.columns.resize(column + 1, Habit::default());
        }
        self.columns.get_mut(column).is_none_or(Habit::pays)
    }
}

/// Columns whose habits are watched; those beyond are remembered whatever their habit.
const MOST_COLUMNS: usize = 256;

/// Whether the cells of a column come again.
#[derive(Debug, Clone, Copy, Default)]
struct Habit {
    known: u32,
    unknown: u32,
    rare: bool,
}

impl Habit {
    /// Cells not known before a habit is told: the first ten thousand rows of a ledger of 61,000 vendors repeat
    /// half of them, so that no such column is taken for one of distinct cells.
    const WATCHED: u32 = 8192;

    /// Remembering pays from one cell in so many on: writing down costs a tenth of reading.
    const PAYS: u32 = 16;

    /// Of a column that does not pay one cell in so many is remembered, to see when it begins to.
    const SAMPLED: u32 = 8;

    fn pays(&mut self) -> bool {
        self.unknown += 1;
        if self.unknown >= Self::WATCHED {
            // A sample knows fewer of those that come again.
            let share = if self.rare { Self::PAYS * Self::SAMPLED } else { Self::PAYS };
            self.rare = self.known < self.unknown / share;
            (self.known, self.unknown) = (0, 0);
        }
        !self.rare || self.unknown.is_multiple_of(Self::SAMPLED)
    }
}

/// Drops the names that no row makes count.
fn without_vain_names(reader: Reader<'_>, mut reading: Reading, fuzzy: bool) -> Reading {
    reading.names.retain(|n| may_count(&n.alignment, reader.index.name(n.alignment.name), fuzzy));
    if reading.names.is_empty() {
        reading.names = Vec::new();
    }
    reading
}
