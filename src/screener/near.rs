//! The candidates of each party that are under the threshold of a finding, for the review of thresholds.
//!
//! Each name cell is read once more without the prefilter, as `tamis check --explain` does, and the policy gives the
//! score. What a cell offers depends on its text alone and is cached; country and place of the row are added for each
//! row. A run that asks for no near misses does none of this, and what it finds is the same either way.

use std::fmt;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::cells::row::{Placed, RowFacts};
use crate::cells::{CellReader, NameSeen};
use crate::model::{EntryIx, Evidence, NearMiss, Role, Row, Score};
use crate::policy::{self, RowView};

use super::cache::push_cell;
use super::{Scratch, Screener, assemble, joined_columns, placed, says_nothing};

/// Near misses of a party at most.
pub const MOST_NEAR: u8 = 20;

/// Candidates kept of a cell, the likeliest by their words: twice as many as are wanted of a party. Country and place
/// move a candidate by no more than they move all others of the same country and place.
const OF_A_CELL: usize = 2 * MOST_NEAR as usize;

/// Bytes that all cached candidates may hold.
const CAPACITY: u64 = 32 << 20;

/// Entries that the cache makes room for at first.
const USUAL_ENTRIES: usize = 1024;

/// A listed name that came near a cell.
#[derive(Debug)]
struct Candidate {
    seen: NameSeen,
    entry: EntryIx,
    /// Log odds of the words.
    odds: f64,
}

type Candidates = Arc<[Candidate]>;

/// Candidates of name cells by the text. Made when it is first used: runs without near misses hold nothing.
#[derive(Default)]
pub(super) struct NearCache(std::sync::OnceLock<Cache<Box<str>, Candidates, Bytes>>);

#[derive(Clone)]
struct Bytes;

impl Weighter<Box<str>, Candidates> for Bytes {
    fn weight(&self, key: &Box<str>, candidates: &Candidates) -> u64 {
        let held: usize = candidates.iter().map(|c| size_of::<Candidate>() + c.seen.bytes()).sum();
        (2 * key.len() + held + 96) as u64
    }
}

impl fmt::Debug for NearCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NearCache").field("entries", &self.0.get().map(Cache::len)).finish_non_exhaustive()
    }
}

/// What may be a near miss of a party.
enum Offer<'c> {
    /// Evidence under the least score.
    LeftOut(Evidence),
    /// A candidate, and the column of its cell.
    Name(usize, &'c Candidate),
}

impl Offer<'_> {
    fn entry(&self) -> EntryIx {
        match self {
            Self::LeftOut(e) => e.entry,
            Self::Name(_, candidate) => candidate.entry,
        }
    }
}

/// Added to the reason of a finding that only its score leaves out.
const LEFT_OUT: &str = " It is under the least score of this run.";

impl Screener {
    /// The candidates of each party of a row that are no findings, the nearest first, as many as the settings say for
    /// each party: what `screen` leaves out for its score, and listed names that came near. Entries that the row has
    /// evidence for are no near misses. The answer depends on the row, the columns, the lists and the settings alone.
    pub fn near_misses(&self, row: Row<'_>, scratch: &mut Scratch) -> Vec<NearMiss> {
        if self.config.near == 0 || row.cells.row.is_none() {
            return Vec::new();
        }
        self.read_cells(row, scratch);
        let runs = std::mem::take(&mut scratch.runs);
        let cells = placed(row, &runs);
        let silent = says_nothing(row, &runs);
        let mut misses = Vec::new();
        for party in self.parties(row) {
            let own: Vec<Placed<'_>> = cells.iter().filter(|placed| party.has(placed.column)).copied().collect();
            let view = RowView::of(RowFacts::of(row, party, &own));
            let best = if silent { Vec::new() } else { assemble::best(policy::evidence(self.in_force(), &view)) };
            misses.extend(self.near_misses_of_party(row, &view, best, scratch));
        }
        drop(cells);
        scratch.runs = runs;
        misses
    }

    /// The near misses of one party; `best` is all evidence of it.
    fn near_misses_of_party(
        &self,
        row: Row<'_>,
        view: &RowView<'_>,
        best: Vec<Evidence>,
        scratch: &mut Scratch,
    ) -> Vec<NearMiss> {
        let entries: Vec<EntryIx> = best.iter().map(|e| e.entry).collect();
        let left_out = best.into_iter().filter(|e| e.score < self.config.min_score && !assemble::is_sector(self, e));
        // What would be a finding is nearer than any name of the same score.
        let mut offers: Vec<(Score, f64, Offer<'_>)> =
            left_out.map(|e| (e.score, f64::INFINITY, Offer::LeftOut(e))).collect();
        let party = view.facts.party;
        let single = row.of(Role::Name).map(|(column, cell)| (column, cell.to_owned()));
        let names = single.chain(joined_columns(row)).filter(|(column, text)| {
            row.columns.role(*column) == Role::Name && party.is_described_by(*column) && !text.trim().is_empty()
        });
        let cells: Vec<(usize, Candidates)> =
            names.map(|(column, text)| (column, self.candidates(&text, scratch))).collect();
        for (column, candidate) in cells.iter().flat_map(|(column, all)| all.iter().map(|c| (*column, c))) {
            let known = entries.contains(&candidate.entry);
            let near = policy::near_score(self.in_force(), view, &candidate.seen, candidate.odds);
            let Some((odds, score)) = near.filter(|_| !known) else { continue };
            let offer = (Score(score), odds, Offer::Name(column, candidate));
            match offers.iter_mut().find(|(.., other)| other.entry() == candidate.entry) {
                None => offers.push(offer),
                Some(other) if odds > other.1 => *other = offer,
                Some(_) => {}
            }
        }
        offers.sort_by(|a, b| {
            let nearer = b.0.cmp(&a.0).then_with(|| b.1.total_cmp(&a.1));
            nearer.then_with(|| self.lists.by_strength(a.2.entry(), b.2.entry()))
        });
        offers.truncate(self.config.near);
        let mut verdicts = Vec::with_capacity(offers.len());
        let mut evidence = Vec::with_capacity(offers.len());
        for (score, _, offer) in offers {
            let (verdict, e) = match offer {
                Offer::LeftOut(e) => (Some(e.verdict), Some(e)),
                Offer::Name(column, c) => {
                    (None, policy::near_evidence(self.in_force(), view, column, &c.seen, score.0))
                }
            };
            verdicts.extend(e.is_some().then_some(verdict));
            evidence.extend(e);
        }
        let candidates = assemble::findings(self, row, view, evidence);
        let misses = verdicts.into_iter().zip(candidates).map(|(verdict, mut candidate)| {
            if verdict.is_some() {
                candidate.reason.push_str(LEFT_OUT);
            }
            NearMiss { verdict, candidate }
        });
        misses.collect()
    }

    /// The listed names that came near a name cell, the best of each entry, likeliest first.
    fn candidates(&self, text: &str, scratch: &mut Scratch) -> Candidates {
        let cache = self.near.0.get_or_init(|| Cache::with_weighter(USUAL_ENTRIES, CAPACITY, Bytes));
        let Scratch { work, key, .. } = scratch;
        key.clear();
        push_cell(key, Role::Name, text);
        if let Some(known) = cache.get(key.as_str()) {
            return known;
        }
        let reader = CellReader { filter: policy::NEAR, ..self.reader() };
        let facts = reader.read(text, policy::names_parties(Role::Name), work);
        let mut best: Vec<Candidate> = Vec::new();
        for seen in &facts.mentions().names {
            let entry = self.index.name(seen.alignment.name).entry;
            let Some(odds) = policy::near_odds(seen) else { continue };
            let candidate = Candidate { seen: seen.clone(), entry, odds };
            match best.iter_mut().find(|c| c.entry == entry) {
                None => best.push(candidate),
                Some(other) if candidate.odds > other.odds => *other = candidate,
                Some(_) => {}
            }
        }
        best.sort_by(|a, b| b.odds.total_cmp(&a.odds).then_with(|| self.lists.by_strength(a.entry, b.entry)));
        best.truncate(OF_A_CELL);
        let best: Candidates = best.into();
        cache.insert(key.as_str().into(), Arc::clone(&best));
        best
    }
}
