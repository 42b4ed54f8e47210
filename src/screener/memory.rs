//! What a worker remembers: readings of distinct cells, bounded. Forgetting changes speed, never an answer.
//!
//! Two layers. Each worker has a table of its own, which takes no lock: most cells of a ledger end in one probe of it, and
//! what most rows ask of a cell, its [`Gist`], stands in the table itself. Below it the workers of a run share what they
//! have read ([`super::common`]), so that a cell is read once and not once a worker. A cell counts as known only where its
//! whole text is the same: a hash that two cells have in common costs a comparison and hides nothing.
//!
//! The cells that say who and where a party is are asked for together ([`super::plan`]): a vendor comes again with all of them.
//! Columns whose cells hardly ever come again (every vendor different) are remembered by sample: writing down what
//! nobody asks for costs more than it saves.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use crate::decide::{may_count, names_parties};
use crate::model::{ColumnMap, LedgerRow, Role};
use crate::reading::{Gist, Reader, Reading, Workspace};

use super::Trace;
use super::assemble::PartyKeys;
use super::common::{Common, Known, Plain};
use super::plan::{Kinds, Plan, worth_reading};
use super::table::{At, Piece, Said, Spot, Table};

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

/// A row whose cells have been looked for, and not read yet.
#[derive(Debug, Clone)]
struct Approached {
    /// Its cells among the asks, but those of the party.
    asks: Range<usize>,
    /// Columns of its party, and where the table may hold them; none where they are read one by one.
    party: Option<(Range<usize>, Spot)>,
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
    /// Rows that come next, in order.
    rows: VecDeque<Approached>,
    /// Their cells that are to be read, and where the table may hold them.
    asks: Vec<Ask>,
    pub(super) joined: String,
    pub(super) keys: PartyKeys,
    work: Workspace,
    plan: Plan,
    kinds: Kinds,
    plain: Plain,
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

    /// Forgets where the memory is full.
    fn make_room(&mut self) {
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

    /// Looks for the cells of the rows that come next. All slots first, then the heads that these point to, then the texts: the waits for
    /// memory of these rows overlap.
    pub(super) fn approach<'r>(&mut self, rows: impl Iterator<Item = LedgerRow<'r>>, columns: &ColumnMap) {
        // Not between the rows that were approached: what was found for them lies in the table.
        self.make_room();
        if !self.plan.is_of(columns) {
            self.plan = Plan::of(columns, &mut self.kinds);
        }
        self.rows.clear();
        self.asks.clear();
        for row in rows {
            let party = self.party(row).map(|(at, piece)| (at, Spot::far(piece.key())));
            let (before, behind) = party.as_ref().map_or((row.len(), row.len()), |(at, _)| (at.start, at.end));
            let first = self.asks.len();
            for column in (0..before).chain(behind..row.len()) {
                let (role, text) = (columns.role(column), row.cell(column));
                if worth_reading(text, role) {
                    let fuzzy = names_parties(role);
                    self.asks.push(Ask { column, role, fuzzy, spot: Spot::far(cell(text, fuzzy).key()) });
                }
            }
            self.rows.push_back(Approached { asks: first..self.asks.len(), party });
        }
        // Short loops: what a core waits for overlaps only where few instructions stand between.
        spots(&mut self.asks, &mut self.rows).for_each(|spot| self.table.approach_slot(spot));
        spots(&mut self.asks, &mut self.rows).for_each(|spot| self.table.approach_head(spot));
        spots(&mut self.asks, &mut self.rows).for_each(|spot| self.table.approach_text(*spot));
    }

    /// Whether a row has been approached and not read.
    pub(super) fn is_near(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Reads the cells of the next row approached, or remembers them, in the order of the columns.
    pub(super) fn read_row(&mut self, reader: Reader<'_>, row: LedgerRow<'_>, columns: &ColumnMap) {
        self.seen.clear();
        self.passing.clear();
        let Some(Approached { asks, mut party }) = self.rows.pop_front() else { return };
        for at in asks {
            let Some(&ask) = self.asks.get(at) else { continue };
            if let Some((at, spot)) = party.take_if(|(at, _)| at.start < ask.column) {
                self.read_party(reader, (row, columns), at, spot);
            }
            self.read(reader, ask, row.cell(ask.column));
        }
        if let Some((at, spot)) = party {
            self.read_party(reader, (row, columns), at, spot);
        }
    }

    /// The cells of the row's party, where they are looked up together.
    fn party<'r>(&mut self, row: LedgerRow<'r>) -> Option<(Range<usize>, Piece<'r>)> {
        let at = self.plan.party.clone();
        if at.is_empty() || row.len() < at.end || self.trace.is_some() || !self.plan.habit.asks() {
            return None;
        }
        let piece = self.piece(row, &at);
        (!piece.text.is_empty() && piece.text.len() <= LONGEST_REMEMBERED).then_some((at, piece))
    }

    fn piece<'r>(&self, row: LedgerRow<'r>, at: &Range<usize>) -> Piece<'r> {
        let (text, cells, base) = row.stretch(at.clone());
        Piece { text, cells, base, kind: self.plan.kind }
    }

    /// Remembers a party, or reads its cells one by one and remembers what they say together.
    fn read_party(&mut self, reader: Reader<'_>, (row, columns): (LedgerRow<'_>, &ColumnMap), at: Range<usize>, spot: Spot) {
        let piece = self.piece(row, &at);
        if let Some(known) = self.table.get(spot, piece) {
            self.plan.habit.known();
            self.seen.extend(known.map(|said| seen(said, at.start, columns)));
            return;
        }
        self.plan.habit.missed();
        let (from, mut all) = (self.seen.len(), Vec::new());
        for column in at.clone() {
            let (role, text) = (columns.role(column), row.cell(column));
            if !worth_reading(text, role) {
                continue;
            }
            let fuzzy = names_parties(role);
            let ask = Ask { column, role, fuzzy, spot: self.table.spot(cell(text, fuzzy)) };
            if self.common.is_some() {
                // Others ask for the cell, this worker for the party: its own table need not hold both.
                let known = self.known_to_all(reader, ask, text);
                all.push(Known { cell: (column - at.start) as u16, ..known });
            } else {
                self.read(reader, ask, text);
            }
        }
        for s in self.seen.get(from..).unwrap_or_default() {
            let Place::Kept(kept) = s.at else { return };
            all.push(Known { cell: (s.column - at.start) as u16, gist: s.gist, reading: self.table.shared(kept) });
        }
        self.seen.truncate(from);
        let said = self.table.remember(spot, piece, &all);
        self.seen.extend(said.map(|said| seen(said, at.start, columns)));
    }

    /// What the others know of a cell, or what is read now and told to them.
    fn known_to_all(&mut self, reader: Reader<'_>, ask: Ask, text: &str) -> Known {
        let Ask { fuzzy, spot, .. } = ask;
        let piece = cell(text, fuzzy);
        self.common.as_ref().and_then(|c| c.get(spot.key(), piece)).unwrap_or_else(|| {
            let reading = without_vain_names(reader, reader.read(text, fuzzy, &mut self.work), fuzzy);
            let known = Known { cell: 0, gist: reading.gist(), reading: self.plain.keep(reading) };
            if let Some(common) = &self.common {
                common.put(spot.key(), piece, &known);
            }
            known
        })
    }

    /// Reads a cell, or remembers it, and adds it to the row.
    pub(super) fn read_cell(&mut self, reader: Reader<'_>, (column, role): (usize, Role), text: &str) {
        let fuzzy = names_parties(role);
        self.read(reader, Ask { column, role, fuzzy, spot: self.table.spot(cell(text, fuzzy)) }, text);
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
        let known = if short { self.table.get(spot, cell(text, fuzzy)).and_then(|mut said| said.next()) } else { None };
        if let Some(Said { gist, at, .. }) = known {
            if let Some(habit) = self.columns.get_mut(column) {
                habit.known();
            }
            self.seen.push(Seen { column, role, gist, at: Place::Kept(at) });
            return;
        }
        if !short || !pays(&mut self.columns, column) {
            let reading = reader.read(text, fuzzy, &mut self.work);
            return self.pass((column, role), without_vain_names(reader, reading, fuzzy));
        }
        let known = self.known_to_all(reader, ask, text);
        let said = self.table.remember(spot, cell(text, fuzzy), &[known]);
        self.seen.extend(said.map(|Said { gist, at, .. }| Seen { column, role, gist, at: Place::Kept(at) }));
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
}

/// Where the texts of the rows that come next may stand.
fn spots<'a>(asks: &'a mut [Ask], rows: &'a mut VecDeque<Approached>) -> impl Iterator<Item = &'a mut Spot> {
    let parties = rows.iter_mut().filter_map(|row| row.party.as_mut().map(|(_, spot)| spot));
    asks.iter_mut().map(|ask| &mut ask.spot).chain(parties)
}

/// A cell as the table knows it.
fn cell(text: &str, fuzzy: bool) -> Piece<'_> {
    Piece { text, cells: &[], base: 0, kind: u16::from(fuzzy) }
}

/// A remembered cell of a party whose first column is given.
fn seen(said: Said, first: usize, columns: &ColumnMap) -> Seen {
    let column = first + usize::from(said.cell);
    Seen { column, role: columns.role(column), gist: said.gist, at: Place::Kept(said.at) }
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

/// Drops the names that no row makes count.
fn without_vain_names(reader: Reader<'_>, mut reading: Reading, fuzzy: bool) -> Reading {
    reading.names.retain(|n| may_count(&n.alignment, reader.index.name(n.alignment.name), fuzzy));
    if reading.names.is_empty() {
        reading.names = Vec::new();
    }
    reading
}
