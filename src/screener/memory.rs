//! What the workers of a run remember: readings of distinct cells, bounded. Forgetting changes speed, never an answer.
//!
//! All look in one table ([`super::table`]), which takes no lock: most cells of a ledger end in one probe of it, and what
//! most rows ask of a cell, its [`Gist`], stands beside it. Texts are known by their keys ([`super::key`]).
//!
//! The cells that say who and where a party is are asked for together ([`super::plan`]): a vendor comes again with all of them.
//! Columns whose cells hardly ever come again (every vendor different) are remembered by sample: writing down what
//! nobody asks for costs more than it saves.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use crate::cells::row::Placed;
use crate::cells::{CellFacts, CellReader, Gist, Workspace};
use crate::model::{ColumnMap, LedgerRow, Role};
use crate::policy::names_parties;

use super::Trace;
use super::advised::Advised;
use super::key::{Key, Segment};
use super::parties::Parties;
use super::plain::Plain;
use super::plan::{Kinds, Plan, worth_reading};
use super::store::{At, Said};
use super::table::{Slot, Table, Told};

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

/// What was found of a row: a text that is remembered, by its first column, or a reading of this row alone.
#[derive(Debug, Clone, Copy)]
enum Found {
    Kept(usize, Told),
    Passing(usize, Role, usize),
}

/// A row whose cells have been looked for, and not read yet.
#[derive(Debug, Clone)]
struct Approached {
    /// Its cells among the asks, but those of the party.
    asks: Range<usize>,
    /// Its party among the asks; none where its cells are read one by one.
    party: Option<usize>,
}

/// A text to be read: a cell, or the cells of a party from this column on.
#[derive(Debug, Clone, Copy)]
struct Ask {
    column: usize,
    key: Key,
    slot: Slot,
}

/// Buffers and memory of one worker. Never changes an answer.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) trace: Option<Trace>,
    /// What was found of this row, in the order of its columns.
    found: Vec<Found>,
    /// The row's cells that say anything, once they were asked for.
    pub(super) seen: Vec<Seen>,
    /// Rows that come next, in order.
    rows: VecDeque<Approached>,
    /// Their texts that are to be read, and where the table may hold them.
    asks: Vec<Ask>,
    pub(super) joined: String,
    pub(super) parties: Parties,
    pub(super) advised: Advised,
    work: Workspace,
    plan: Plan,
    kinds: Kinds,
    plain: Plain,
    table: Table,
    /// What the cells of a party say that was not known.
    of_party: Vec<Said>,
    /// Readings of this row that are not remembered.
    passing: Vec<Arc<CellFacts>>,
    columns: Vec<Habit>,
}

/// Bytes remembered by the workers of a run before all is forgotten: the vendors, addresses and goods of a ledger of 61,000
/// vendors fit, those of ten million do not.
pub(super) const MOST_HELD: usize = 64 << 20;

/// Longer cells are read each time: memos and contracts, seldom twice the same.
const LONGEST_REMEMBERED: usize = 512;

impl Scratch {
    /// Fresh buffers that share what is read with these: for another worker of the run, or in place of these.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self { table: self.table.beside(), advised: self.advised.beside(), ..Self::default() }
    }

    /// Rows from now on stand in the reports behind those of all turns below this one, which other workers may be screening.
    pub(crate) fn begin(&mut self, turn: u64) {
        self.advised.begin(turn);
    }

    /// Starts recording what happens to the next rows.
    pub fn start_trace(&mut self) {
        self.trace = Some(Trace::default());
    }

    /// Ends recording and hands out what was recorded.
    pub fn take_trace(&mut self) -> Option<Trace> {
        self.trace.take()
    }

    /// Looks for the cells of the rows that come next. All slots first, then what these point to: the waits for memory of these rows
    /// overlap.
    pub(super) fn approach<'r>(&mut self, rows: impl Iterator<Item = LedgerRow<'r>>, columns: &ColumnMap) {
        if self.table.make_room() {
            self.plain.forget();
        }
        if !self.plan.is_of(columns) {
            self.plan = Plan::of(columns, &mut self.kinds);
        }
        self.rows.clear();
        self.asks.clear();
        for row in rows {
            let first = self.asks.len();
            let party = self.party(row);
            let beyond = self.plan.width()..row.len();
            for column in self.plan.read(party.is_some()).iter().copied().take_while(|c| *c < row.len()).chain(beyond) {
                let (role, text) = (columns.role(column), row.cell(column));
                if worth_reading(text, role) {
                    self.asks.push(Ask { column, key: cell_key(text, names_parties(role)), slot: Slot::default() });
                }
            }
            let asks = first..self.asks.len();
            let party = party.map(|key| {
                self.asks.push(Ask { column: self.plan.party.start, key, slot: Slot::default() });
                self.asks.len() - 1
            });
            self.rows.push_back(Approached { asks, party });
        }
        // Short loops: what a core waits for overlaps only where few instructions stand between.
        self.asks.iter_mut().for_each(|ask| ask.slot = self.table.slot(ask.key));
        self.asks.iter().for_each(|ask| self.table.approach(ask.slot));
    }

    /// Whether a row has been approached and not read.
    pub(super) fn is_near(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Reads the cells of the next row approached, or remembers them, in the order of the columns.
    pub(super) fn read_row(&mut self, reader: CellReader<'_>, row: LedgerRow<'_>, columns: &ColumnMap) {
        self.found.clear();
        self.seen.clear();
        self.passing.clear();
        let Some(Approached { asks, party }) = self.rows.pop_front() else { return };
        let mut party = party.and_then(|at| self.asks.get(at).copied());
        for at in asks {
            let Some(&ask) = self.asks.get(at) else { continue };
            if let Some(party) = party.take_if(|party| party.column < ask.column) {
                self.read_party(reader, party, (row, columns));
            }
            self.read(reader, ask, columns.role(ask.column), row.cell(ask.column));
        }
        if let Some(party) = party {
            self.read_party(reader, party, (row, columns));
        }
    }

    /// The key of the row's party, where its cells are looked up together.
    fn party(&mut self, row: LedgerRow<'_>) -> Option<Key> {
        let at = self.plan.party.clone();
        if at.is_empty() || row.len() < at.end || self.trace.is_some() || !self.plan.habit.asks() {
            return None;
        }
        let (text, cells, base) = row.stretch(at);
        let short = !text.is_empty() && text.len() <= LONGEST_REMEMBERED;
        short.then(|| Segment { text, cells, base, kind: self.plan.kind }.key())
    }

    /// Remembers a party, or reads its cells one by one and remembers what they say together.
    fn read_party(&mut self, reader: CellReader<'_>, ask: Ask, (row, columns): (LedgerRow<'_>, &ColumnMap)) {
        if let Some(told) = self.table.get(ask.key, ask.slot) {
            self.plan.habit.known();
            self.found.push(Found::Kept(ask.column, told));
            return;
        }
        self.plan.habit.missed();
        let at = self.plan.party.clone();
        let mut all = std::mem::take(&mut self.of_party);
        all.clear();
        for column in at.clone() {
            let (role, text) = (columns.role(column), row.cell(column));
            if worth_reading(text, role) {
                all.push(Said {
                    cell: (column - at.start) as u16,
                    ..self.cell_of_party(reader, text, names_parties(role))
                });
            }
        }
        let told = self.table.remember(ask.key, &all);
        self.of_party = all;
        self.found.push(Found::Kept(ask.column, told));
    }

    /// What is known of a cell that stands in a party: it may come again with others.
    fn cell_of_party(&mut self, reader: CellReader<'_>, text: &str, fuzzy: bool) -> Said {
        let key = cell_key(text, fuzzy);
        if let Some(told) = self.table.get(key, self.table.slot(key)) {
            return self.table.said(told).next().unwrap_or(Said::NOTHING);
        }
        let said = self.read_now(reader, text, fuzzy);
        self.table.remember(key, &[said]);
        said
    }

    /// Reads a cell, and keeps what its gist does not hold.
    fn read_now(&mut self, reader: CellReader<'_>, text: &str, fuzzy: bool) -> Said {
        let reading = reader.read(text, fuzzy, &mut self.work);
        Said { cell: 0, gist: reading.gist(), at: self.plain.keep(reading, &mut self.table) }
    }

    /// Reads a cell, or remembers it, and adds it to the row.
    pub(super) fn read_cell(&mut self, reader: CellReader<'_>, (column, role): (usize, Role), text: &str) {
        let key = cell_key(text, names_parties(role));
        self.read(reader, Ask { column, key, slot: self.table.slot(key) }, role, text);
    }

    fn read(&mut self, reader: CellReader<'_>, ask: Ask, role: Role, text: &str) {
        let Ask { column, key, slot } = ask;
        let fuzzy = names_parties(role);
        if let Some(trace) = self.trace.as_mut() {
            let all = CellReader { may_count: |_, _, _| true, ..reader }.read(text, fuzzy, &mut self.work);
            trace.cell(column, role, text, &self.work, reader.index, &all);
            // Read again, as any other cell is: what may count is not hidden behind what may not.
            let reading = reader.read(text, fuzzy, &mut self.work);
            return self.pass((column, role), reading);
        }
        let short = text.len() <= LONGEST_REMEMBERED;
        if short && let Some(told) = self.table.get(key, slot) {
            if let Some(habit) = self.columns.get_mut(column) {
                habit.known();
            }
            self.found.push(Found::Kept(column, told));
            return;
        }
        if !short || !pays(&mut self.columns, column) {
            let reading = reader.read(text, fuzzy, &mut self.work);
            return self.pass((column, role), reading);
        }
        let said = self.read_now(reader, text, fuzzy);
        let told = self.table.remember(key, &[said]);
        self.found.push(Found::Kept(column, told));
    }

    /// Adds a reading that is not remembered.
    fn pass(&mut self, (column, role): (usize, Role), reading: CellFacts) {
        self.found.push(Found::Passing(column, role, self.passing.len()));
        self.passing.push(Arc::new(reading));
    }

    /// Whether anything may come of the row's cells: without one that matters, nothing does.
    pub(super) fn matters(&self) -> bool {
        self.found.iter().any(|found| match found {
            Found::Kept(_, told) => told.matters(),
            Found::Passing(..) => true,
        })
    }

    /// Gathers what the row's cells say.
    pub(super) fn see(&mut self, columns: &ColumnMap) {
        self.seen.clear();
        for found in &self.found {
            match *found {
                Found::Kept(first, told) => self.seen.extend(self.table.said(told).map(|said| {
                    let column = first + usize::from(said.cell);
                    Seen { column, role: columns.role(column), gist: said.gist, at: Place::Kept(said.at) }
                })),
                Found::Passing(column, role, at) => {
                    let gist = self.passing.get(at).map_or(Gist::default(), |r| r.gist());
                    self.seen.push(Seen { column, role, gist, at: Place::Passing(at) });
                }
            }
        }
    }

    /// The row's readings that say anything, in the order they were added.
    pub(super) fn readings(&mut self) -> impl Iterator<Item = Placed<'_>> {
        self.plain.make_room();
        for seen in &self.seen {
            if let Place::Kept(at) = seen.at
                && let Some(place) = at.made_of()
            {
                self.plain.make(seen.gist, place);
            }
        }
        self.seen.iter().filter_map(|s| {
            let reading = match s.at {
                Place::Kept(at) => {
                    at.made_of().map_or_else(|| self.table.reading(at), |place| self.plain.made(s.gist, place))
                }
                Place::Passing(at) => self.passing.get(at),
            };
            Some(Placed { column: s.column, role: s.role, gist: s.gist, reading: reading? })
        })
    }
}

fn cell_key(text: &str, fuzzy: bool) -> Key {
    Segment { text, cells: &[], base: 0, kind: u16::from(fuzzy) }.key()
}

/// Whether a cell of this column that is not known is to be remembered.
fn pays(columns: &mut Vec<Habit>, column: usize) -> bool {
    if columns.len() <= column {
        if column >= MOST_COLUMNS {
            return true;
        }
        columns.resize(column + 1, Habit::default());
    }
    columns.get_mut(column).is_none_or(Habit::pays)
}

/// Columns whose habits are watched; those beyond are remembered whatever their habit.
const MOST_COLUMNS: usize = 256;

/// Whether the cells of a column, or the parties of a ledger, come again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Habit {
    known: u32,
    unknown: u32,
    passed: u32,
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

    /// One that came again.
    fn known(&mut self) {
        self.known += 1;
    }

    /// One that was not known.
    fn missed(&mut self) {
        self.unknown += 1;
        if self.unknown >= Self::WATCHED {
            // A sample knows fewer of those that come again.
            let share = if self.rare { Self::PAYS * Self::SAMPLED } else { Self::PAYS };
            self.rare = self.known < self.unknown / share;
            (self.known, self.unknown) = (0, 0);
        }
    }

    /// Whether one that is not known is to be remembered.
    fn pays(&mut self) -> bool {
        self.missed();
        !self.rare || self.unknown.is_multiple_of(Self::SAMPLED)
    }

    /// Whether to ask for the next one at all, and then to remember it.
    fn asks(&mut self) -> bool {
        self.passed = self.passed.wrapping_add(1);
        !self.rare || self.passed.is_multiple_of(Self::SAMPLED)
    }
}
