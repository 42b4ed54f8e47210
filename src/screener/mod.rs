//! Screens rows: the built, immutable matcher over the lists in force.
//!
//! One row's way: each cell is read ([`crate::cells`], remembered from row to row), the readings are put together
//! ([`RowFacts`]), names are judged ([`crate::policy`]), [`crate::policy::measures`] add their evidence, and `assemble` makes one
//! finding of the best evidence for each entry.

mod advised;
mod assemble;
mod key;
mod memory;
mod parties;
mod plain;
mod plan;
mod store;
mod table;
mod trace;

use crate::cells::row::{self, Placed, RowFacts};
use crate::cells::{CellFacts, CellReader};
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::Classes;
use crate::matching::entry_facts::{self, EntryFacts};
use crate::matching::identifier::Identifiers;
use crate::matching::index::{Index, Spread, one_by_one};
use crate::model::{ColumnMap, Day, EntryIx, Finding, FindingId, LedgerRow, Lists, Role, Score};
use crate::policy::sector::Watched;
use crate::policy::{self, Bodies, InForce, MidCodes, RowView, Targets};

use memory::Seen;

pub use memory::Scratch;
pub use trace::Trace;

/// The id of the Corps' own entry, the root of its units.
const XPCC_ROOT: &str = "xpcc";

/// What decides a row's answer besides the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The day whose state of the lists counts.
    pub as_of: Day,
    /// Findings below this score are not reported.
    pub min_score: Score,
}

/// The built screener: immutable, `Sync`, shared by all workers.
#[derive(Debug)]
pub struct Screener {
    lists: Lists,
    config: Config,
    facts: Vec<EntryFacts>,
    index: Index,
    identifiers: Identifiers,
    targets: Targets,
    /// Goods classes that the sector rule watches.
    watched: Watched,
    mids: MidCodes,
    /// Entries of each body, for measures that name one body twice.
    bodies: Bodies,
}

impl Screener {
    /// Compiles the lists. Cost: tens of milliseconds for the bundled lists, most of it the word tables.
    pub fn new(lists: Lists, config: Config) -> Self {
        Self::spread(lists, config, &one_by_one)
    }

    /// The same, with its parts done by whoever `spread` gives them to: with 30,000 names of one's own two threads are worth it.
    pub fn spread(lists: Lists, config: Config, spread: Spread<'_>) -> Self {
        let facts = entry_facts::of(&lists, config.as_of, XPCC_ROOT);
        let wanted = |ix: EntryIx| facts.get(ix.0 as usize).is_some_and(|f| f.wanted);
        let body = |ix: EntryIx| facts.get(ix.0 as usize).filter(|_| lists.list_of(ix).bundled).map(|f| f.body);
        let index = Index::build(&lists, wanted, body, spread);
        let identifiers = Identifiers::build(&lists, wanted);
        let targets = Targets::of(&lists, &facts);
        let watched = Watched::of(&targets);
        let bodies = Bodies::of(&lists, &facts);
        Self { lists, config, facts, index, identifiers, targets, watched, mids: MidCodes::default(), bodies }
    }

    /// The lists in force.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The settings in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Fresh buffers for one worker.
    pub fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    /// Fresh buffers for the workers of one run, who tell each other what they have read.
    pub fn scratches(&self, workers: usize) -> Vec<Scratch> {
        let first = self.scratch();
        let others: Vec<Scratch> = (1..workers).map(|_| first.beside()).collect();
        std::iter::once(first).chain(others).collect()
    }

    /// Screens one row; findings sorted by score (highest first), then entry id. The answer depends on the row, the
    /// columns, the lists and the settings alone, never on other rows or on what the scratch has seen.
    pub fn screen(&self, row: LedgerRow<'_>, columns: &ColumnMap, scratch: &mut Scratch) -> Vec<Finding> {
        scratch.approach(std::iter::once(row), columns);
        self.screen_next(row, columns, scratch, None)
    }

    /// Looks for the cells of rows that are to be screened next, in this order, by [`Self::screen_next`].
    pub(crate) fn approach<'r>(
        &self,
        rows: impl Iterator<Item = LedgerRow<'r>>,
        columns: &ColumnMap,
        scratch: &mut Scratch,
    ) {
        scratch.approach(rows, columns);
    }

    /// As [`Self::screen`], for the next of the rows approached. Where `again` is given, a row that has nothing but advisories of goods
    /// which this scratch has told of its party before gives no findings, and their ids.
    pub(crate) fn screen_next(
        &self,
        row: LedgerRow<'_>,
        columns: &ColumnMap,
        scratch: &mut Scratch,
        again: Option<&mut Vec<FindingId>>,
    ) -> Vec<Finding> {
        if !scratch.is_near() {
            scratch.approach(std::iter::once(row), columns);
        }
        self.read_cells(row, columns, scratch);
        // What is shown step by step is shown to its end, also where it is plain by now that nothing will be found.
        let shown = scratch.trace.is_some();
        if !shown && !scratch.matters() && columns.of(Role::Mid).next().is_none() {
            return Vec::new();
        }
        scratch.see(columns);
        let outlook = if shown { Outlook::Open } else { self.outlook(row, columns, &scratch.seen) };
        match outlook {
            Outlook::Clear => Vec::new(),
            Outlook::Sector(goods)
                if again.is_some_and(|again| self.is_told((row, columns), goods, scratch, again)) =>
            {
                Vec::new()
            }
            _ => self.screen_readings((row, columns), scratch),
        }
    }

    fn read_cells(&self, row: LedgerRow<'_>, columns: &ColumnMap, scratch: &mut Scratch) {
        let reader = CellReader { index: &self.index, identifiers: &self.identifiers, may_count: policy::may_count };
        scratch.read_row(reader, row, columns);
        for group in &columns.groups {
            let mut joined = std::mem::take(&mut scratch.joined);
            joined.clear();
            for &c in group {
                let part = row.cell(c).trim();
                if !part.is_empty() {
                    if !joined.is_empty() {
                        joined.push(' ');
                    }
                    joined.push_str(part);
                }
            }
            let first = group.first().copied().unwrap_or(0);
            // A group with one filled cell was read already.
            if joined.len() > group.iter().map(|&c| row.cell(c).trim().len()).max().unwrap_or(0) {
                scratch.read_cell(reader, (first, columns.role(first)), &joined);
            }
            scratch.joined = joined;
        }
    }

    /// What a row can lead to, as the gists of its cells tell: most rows end here.
    fn outlook(&self, row: LedgerRow<'_>, columns: &ColumnMap, seen: &[Seen]) -> Outlook {
        if seen.iter().any(|s| s.gist.speaks)
            || columns.of(Role::Mid).any(|c| !self.mids.entries(row.cell(c), &self.lists, &self.facts).is_empty())
        {
            Outlook::Open
        } else {
            self.sector_goods(row, columns, seen).map_or(Outlook::Clear, Outlook::Sector)
        }
    }

    /// The goods described, where watched ones may be of Chinese origin. Without a cell that speaks, no other rule has anything to go by.
    fn sector_goods(&self, row: LedgerRow<'_>, columns: &ColumnMap, seen: &[Seen]) -> Option<Classes> {
        // Nearly all rows of a ledger without Chinese goods end here.
        let china = |c: Option<Country>| c == Some(Country::CHINA);
        let coded = columns.of(Role::Mid).next().is_some();
        if !coded && !seen.iter().any(|s| china(s.gist.whole_country) || china(s.gist.country) || s.gist.elsewhere) {
            return None;
        }
        let gists = || seen.iter().map(|s| (s.role, s.gist));
        if row::origin(row, columns, gists()).or_else(|| row::country(gists())) != Some(Country::CHINA) {
            return None;
        }
        let watched = |goods: Classes| goods.0 & self.watched.classes().0 != 0;
        let described = advised::goods(row, columns, seen);
        // A cotton mill's name stands for its goods only where the row names none.
        let may_be = watched(described)
            || !row::names_goods(row, columns)
                && seen.iter().any(|s| matches!(s.role, Role::Name | Role::Other) && watched(s.gist.goods));
        may_be.then_some(described)
    }

    /// Whether the scratch has told all of a row that has nothing but advisories of goods; then their ids are appended.
    fn is_told(
        &self,
        (row, columns): (LedgerRow<'_>, &ColumnMap),
        goods: Classes,
        scratch: &mut Scratch,
        again: &mut Vec<FindingId>,
    ) -> bool {
        // Of goods that are negated somewhere, or named in no cell that describes goods, the words themselves must be asked.
        let negated = scratch.seen.iter().any(|s| s.gist.negates);
        !negated && goods.0 != 0 && scratch.advised.again(&self.watched, &assemble::party(row, columns), goods, again)
    }

    fn in_force(&self) -> InForce<'_> {
        InForce {
            lists: &self.lists,
            facts: &self.facts,
            index: &self.index,
            targets: &self.targets,
            mids: &self.mids,
            bodies: &self.bodies,
            as_of: self.config.as_of,
        }
    }

    fn screen_readings(&self, (row, columns): (LedgerRow<'_>, &ColumnMap), scratch: &mut Scratch) -> Vec<Finding> {
        let mut trace = scratch.trace.take();
        let (mut parties, mut advised) = (std::mem::take(&mut scratch.parties), std::mem::take(&mut scratch.advised));
        let placed: Vec<Placed<'_>> = scratch.readings().collect();
        let view = RowView::of(RowFacts::of(row, columns, &placed));
        let evidence = policy::evidence(self.in_force(), &view);
        if let Some(trace) = trace.as_mut() {
            trace.row(&view);
            trace.evidence(&self.lists, &evidence);
        }
        let findings = assemble::findings(self, (row, columns), &view, evidence, (&mut parties, &mut advised));
        scratch.trace = trace;
        scratch.parties = parties;
        scratch.advised = advised;
        findings
    }
}

/// What a row can lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outlook {
    /// Nothing.
    Clear,
    /// Advisories of the sector rule, and nothing else: no cell speaks. With the goods that are described.
    Sector(Classes),
    /// Anything.
    Open,
}

/// Compile-time proof that one screener serves all workers.
const _: fn() = || {
    fn shared<T: Sync + Send>() {}
    shared::<Screener>();
    shared::<CellFacts>();
};
