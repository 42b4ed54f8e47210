//! Screens rows: the built, immutable matcher over the lists in force.
//!
//! One row's way: each cell is read (`cells`, cached from row to row), what the cells say is put together
//! (`RowFacts`), `policy::evidence` judges it, and `assemble` makes one finding of the best evidence for each
//! entry.

mod assemble;
mod cache;
mod dates;
mod finding_id;
mod near;
mod reason;
mod trace;

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::cells::party::RowParty;
use crate::cells::row::{Placed, RowFacts};
use crate::cells::{CellFacts, CellReader, Workspace};
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::words;
use crate::matching::address::ListedAddresses;
use crate::matching::entry_facts::{self, EntryFacts};
use crate::matching::identifier::Identifiers;
use crate::matching::index::Index;
use crate::model::{Day, EntryIx, Finding, Lists, Role, Row, Score};
use crate::policy::{self, Bodies, InForce, MidCodes, RowView, Targets};

use cache::{CellAt, FactsCache, RunFacts, push_cell};
use near::NearCache;

pub use near::MOST_NEAR;
pub use trace::Trace;

/// The id of the XPCC's own entry, the root of its units.
const XPCC_ROOT: &str = "xpcc";

/// What decides a row's answer besides the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The day whose state of the lists counts.
    pub as_of: Day,
    /// Findings below this score are not reported.
    pub min_score: Score,
    /// The user's own companies: screened, but never the maker of a row with another party.
    pub own_firms: Vec<String>,
    /// Candidates under the threshold that [`Screener::near_misses`] gives for each party of a row, [`MOST_NEAR`] at
    /// most; 0 for none.
    pub near: usize,
}

impl Config {
    /// As of a day, with every finding reported.
    pub fn new(as_of: Day) -> Self {
        Self { as_of, min_score: Score(0), own_firms: Vec::new(), near: 0 }
    }
}

/// The built screener, shared by all workers. Its answers depend on the lists and the settings alone; it also holds the
/// cache of cell facts, which changes speed and never an answer.
#[derive(Debug)]
pub struct Screener {
    lists: Lists,
    config: Config,
    facts: Vec<EntryFacts>,
    index: Index,
    identifiers: Identifiers,
    addresses: ListedAddresses,
    targets: Targets,
    mids: MidCodes,
    bodies: Bodies,
    /// Keys of the user's own companies.
    own_firms: FxHashSet<String>,
    cache: FactsCache,
    near: NearCache,
}

/// Buffers of one worker, reused from row to row. Never changes an answer.
#[derive(Debug, Default)]
pub struct Scratch {
    trace: Option<Trace>,
    work: Workspace,
    key: String,
    /// The runs of the row that say something, each with its first column.
    runs: Vec<(usize, Arc<[CellAt]>)>,
}

impl Scratch {
    /// Starts recording what happens to the next rows.
    pub fn start_trace(&mut self) {
        self.trace = Some(Trace::default());
    }

    /// Ends recording and returns what was recorded.
    pub fn take_trace(&mut self) -> Option<Trace> {
        self.trace.take()
    }
}

impl Screener {
    /// Compiles the lists on the threads of the current rayon pool. Cost: tens of milliseconds for the bundled lists,
    /// most of it the word tables.
    pub fn new(lists: Lists, config: Config) -> Self {
        let lists = lists.stated_as_of(config.as_of);
        let facts = entry_facts::of(&lists, config.as_of, XPCC_ROOT);
        let wanted = |ix: EntryIx| facts.get(ix.0 as usize).is_some_and(|f| f.wanted);
        let body = |ix: EntryIx| facts.get(ix.0 as usize).filter(|_| !lists.list_of(ix).is_general()).map(|f| f.body);
        let index = Index::build(&lists, wanted, body);
        let identifiers = Identifiers::build(&lists, wanted);
        let addresses = ListedAddresses::build(&lists, wanted);
        let targets = Targets::of(&lists, &facts);
        let bodies = Bodies::of(&lists, &facts);
        let (mids, cache, near) = (MidCodes::default(), FactsCache::new(), NearCache::default());
        let own_firms = config.own_firms.iter().map(|name| finding_id::party_key(name)).collect();
        Self { lists, config, facts, index, identifiers, addresses, targets, mids, bodies, own_firms, cache, near }
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

    /// Screens one row; findings sorted by score (highest first), then by what the
    /// measure bars, then entry id. The answer depends on the row, the
    /// columns, the lists and the settings alone, never on other rows or on what was cached.
    pub fn screen(&self, row: Row<'_>, scratch: &mut Scratch) -> Vec<Finding> {
        self.read_cells(row, scratch);
        self.record_cells(row, scratch);
        if scratch.trace.is_none() && says_nothing(row, &scratch.runs) {
            return Vec::new();
        }
        let runs = std::mem::take(&mut scratch.runs);
        let cells = placed(row, &runs);
        let findings = self.screen_cells(row, &cells, scratch.trace.as_mut());
        drop(cells);
        scratch.runs = runs;
        findings
    }

    /// Facts of all cells, from the cache where they are known: run by run, then the joined columns.
    fn read_cells(&self, row: Row<'_>, scratch: &mut Scratch) {
        scratch.runs.clear();
        let mut first = 0;
        while first < row.cells.len() {
            let of_party = (first..row.cells.len()).take_while(|c| is_of_party(row.columns.role(*c))).count();
            let run = first..first + of_party.max(1);
            first = run.end;
            self.read_run(row, run, scratch);
        }
        for (first, text) in joined_columns(row) {
            let facts = self.cell_facts(row.columns.role(first), &text, scratch);
            scratch.runs.extend(facts.map(|facts| (first, facts)));
        }
    }

    /// Reads cells side by side. Those that say who and where a party is come again together, so that one look-up
    /// answers for all of them.
    fn read_run(&self, row: Row<'_>, run: Range<usize>, scratch: &mut Scratch) {
        let worth = |c: &usize| worth_reading(row.cell(*c), row.columns.role(*c));
        if !run.clone().any(|c| worth(&c)) {
            return;
        }
        let facts = if run.len() == 1 {
            self.cell_facts(row.columns.role(run.start), row.cell(run.start), scratch)
        } else {
            let mut key = std::mem::take(&mut scratch.key);
            key.clear();
            run.clone().for_each(|c| push_cell(&mut key, row.columns.role(c), row.cell(c)));
            let facts = self.cache.get_or_read(&key, || {
                let cells = run.clone().filter(worth);
                let read = cells.map(|c| ((c - run.start) as u16, self.cell_of_party(row, c, scratch)));
                read.filter(|(_, facts)| !facts.is_empty()).collect()
            });
            scratch.key = key;
            facts
        };
        scratch.runs.extend(facts.map(|facts| (run.start, facts)));
    }

    /// A cell of a party that is not known as a whole. Addresses and towns are shared by several parties; names seldom
    /// are, and countries are read faster than they are looked up.
    fn cell_of_party(&self, row: Row<'_>, column: usize, scratch: &mut Scratch) -> CellFacts {
        let (role, text) = (row.columns.role(column), row.cell(column));
        if matches!(role, Role::Name | Role::Country) {
            return self.reader().read(text, policy::names_parties(role), &mut scratch.work);
        }
        let facts = self.cell_facts(role, text, scratch);
        facts.and_then(|cells| cells.first().map(|(_, facts)| facts.clone())).unwrap_or_default()
    }

    /// Facts of one cell, from the cache where they are known.
    fn cell_facts(&self, role: Role, text: &str, scratch: &mut Scratch) -> RunFacts {
        let Scratch { work, key, .. } = scratch;
        key.clear();
        push_cell(key, role, text);
        self.cache.get_or_read(key, || {
            let facts = self.reader().read(text, policy::names_parties(role), work);
            if facts.is_empty() { Vec::new() } else { vec![(0, facts)] }
        })
    }

    fn reader(&self) -> CellReader<'_> {
        let (lists, filter) = (&self.lists, policy::MAY_COUNT);
        CellReader { lists, index: &self.index, identifiers: &self.identifiers, addresses: &self.addresses, filter }
    }

    /// Adds the row's cells to the trace, where one is recorded.
    fn record_cells(&self, row: Row<'_>, scratch: &mut Scratch) {
        let Scratch { trace: Some(trace), work, .. } = scratch else { return };
        let single = (0..row.cells.len()).map(|c| (c, row.cell(c).to_owned()));
        let read = single.filter(|(c, text)| worth_reading(text, row.columns.role(*c)));
        for (column, text) in read.chain(joined_columns(row)) {
            trace.cell(row.columns.role(column), &text, self.reader(), work);
        }
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

    fn parties<'r>(&self, row: Row<'r>) -> Vec<RowParty<'r>> {
        // A key is dear to make, and most users name no company of their own.
        let is_own = |name: &str| !self.own_firms.is_empty() && self.own_firms.contains(&finding_id::party_key(name));
        RowParty::of_row(row, is_own)
    }

    /// From the facts of the cells to the findings of the row: each party is judged by the cells that describe it, and
    /// of one entry the best finding stays, the maker's where two are equal.
    fn screen_cells(&self, row: Row<'_>, cells: &[Placed<'_>], mut trace: Option<&mut Trace>) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for party in self.parties(row) {
            let own: Vec<Placed<'_>> = cells.iter().filter(|placed| party.has(placed.column)).copied().collect();
            let view = RowView::of(RowFacts::of(row, party, &own));
            let evidence = policy::evidence(self.in_force(), &view);
            if let Some(trace) = &mut trace {
                trace.row(&view);
                trace.evidence(&self.lists, &evidence);
            }
            let mut best = assemble::best(evidence);
            best.retain(|e| e.score >= self.config.min_score);
            for finding in assemble::findings(self, row, &view, best) {
                match findings.iter_mut().find(|f| f.entry == finding.entry) {
                    None => findings.push(finding),
                    Some(f) if (finding.verdict, finding.score) > (f.verdict, f.score) => *f = finding,
                    Some(_) => {}
                }
            }
        }
        findings.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| self.lists.by_strength(a.entry, b.entry)));
        findings
    }
}

/// The cells of a row that say something.
fn placed<'r>(row: Row<'_>, runs: &'r [(usize, Arc<[CellAt]>)]) -> Vec<Placed<'r>> {
    let place = |column: usize, cell| Placed { column, role: row.columns.role(column), cell };
    let cells = runs
        .iter()
        .flat_map(|(first, run)| run.iter().map(move |(offset, cell)| place(first + usize::from(*offset), cell)));
    cells.collect()
}

/// What an ERP system keeps of a vendor, besides its number.
fn is_of_party(role: Role) -> bool {
    matches!(
        role,
        Role::Name
            | Role::Parent
            | Role::Address
            | Role::City
            | Role::Region
            | Role::PostalCode
            | Role::Country
            | Role::Id
            | Role::Title
            | Role::Phone
            | Role::Email
    )
}

/// Whether a cell is read: tariff numbers are looked up as numbers, and a cell without a letter holds no name.
fn worth_reading(text: &str, role: Role) -> bool {
    match role {
        Role::Hts => false,
        // V0100832 is no name; a key of words is read.
        Role::Key => !text.is_empty() && (text.bytes().all(|b| !b.is_ascii_digit()) || text.contains(' ')),
        // Regions and countries have numbers too: 65, 156.
        Role::PostalCode | Role::Address | Role::Id | Role::Region | Role::Country | Role::Origin | Role::Phone => {
            !text.is_empty()
        }
        _ => text.len() >= 15 || text.bytes().any(|b| b.is_ascii_alphabetic() || b >= 0x80),
    }
}

/// True for most rows: every rule begins with a mention in a cell, a tariff number, a maker's code or North
/// Korea.
fn says_nothing(row: Row<'_>, runs: &[(usize, Arc<[CellAt]>)]) -> bool {
    let speaks = |cell: &CellFacts| !cell.mentions_nothing() || cell.says(Country::NORTH_KOREA);
    let mentions = |(_, run): &(usize, Arc<[CellAt]>)| run.iter().any(|(_, cell)| speaks(cell));
    let goods = |number: &str| {
        let mut any = false;
        words().goods_of_hts(number, |_, _| any = true);
        any
    };
    !runs.iter().any(mentions)
        && row.of(Role::Hts).all(|(_, number)| !goods(number))
        && row.of(Role::Mid).all(|(_, code)| code.trim().is_empty())
}

/// The columns that run on into each other, joined by blanks: first column and text of each group with two filled
/// cells.
fn joined_columns(row: Row<'_>) -> impl Iterator<Item = (usize, String)> {
    row.columns.groups.iter().filter_map(move |group| {
        let parts: Vec<&str> = group.iter().map(|c| row.cell(*c).trim()).filter(|part| !part.is_empty()).collect();
        (parts.len() > 1).then(|| (group.first().copied().unwrap_or(0), parts.join(" ")))
    })
}

/// Compile-time proof that one screener serves all workers.
const _: fn() = || {
    fn shared<T: Sync + Send>() {}
    shared::<Screener>();
    shared::<CellFacts>();
};
