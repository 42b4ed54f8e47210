//! What a card shows of the ledger: for each party and entry the cell of its strongest row, for each party its rows.
//!
//! Memory is bounded but for the sets behind two charts: of [`MOST_DETAILS`] parties and entries the weakest lose their
//! details when twice as many are held, and a party keeps the cells of its first rows only.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Finding, FindingId, LedgerRow, OfacSteps, Role, Score, Verdict};

use super::super::texts::Texts;
use super::super::{LedgerInfo, ReportError, ScreenedRow, Sink, is_reported};
use super::excerpt::{Beginning, Excerpt};

/// Parties and entries whose details are kept.
const MOST_DETAILS: usize = 200_000;
/// Rows of a party whose numbers are kept.
const MOST_ROWS: usize = 1000;
/// Rows of a party whose cells are kept.
const MOST_SAMPLES: usize = 5;

/// The strongest row of a party and entry.
#[derive(Debug)]
pub(super) struct Detail {
    rank: (bool, Verdict, Score),
    pub(super) steps: OfacSteps,
    /// The header of the cell that matched.
    pub(super) header: Arc<str>,
    pub(super) country: Arc<str>,
    pub(super) cell: Excerpt,
    pub(super) at: Place,
    /// How many were seen before it.
    order: usize,
}

/// A row or title line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The ledger's place in the run.
    pub(super) ledger: usize,
    /// None for a title line.
    pub(super) row: Option<u64>,
    pub(super) line: u64,
}

impl Place {
    fn new(ledger: &LedgerInfo, row: LedgerRow<'_>) -> Self {
        Self { ledger: ledger.index, row: row.row, line: row.line }
    }
}

/// A row with its cells.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) at: Place,
    /// Index in [`HtmlReport::tables`].
    pub(super) table: usize,
    pub(super) cells: Vec<Beginning>,
}

/// The rows of a party.
#[derive(Debug, Default)]
pub(super) struct PartyRows {
    /// All but title lines.
    pub(super) count: u64,
    /// The first of them, and title lines.
    pub(super) places: Vec<Place>,
    pub(super) samples: Vec<Sample>,
}

/// How many parties have a word in a column, each party once a word.
#[derive(Debug, Default)]
pub(super) struct Tally {
    seen: FxHashSet<(Arc<str>, Arc<str>)>,
    counts: FxHashMap<Arc<str>, u64>,
}

impl Tally {
    fn add(&mut self, party: &Arc<str>, word: &Arc<str>) {
        if self.seen.insert((Arc::clone(party), Arc::clone(word))) {
            *self.counts.entry(Arc::clone(word)).or_default() += 1;
        }
    }

    /// The most frequent first.
    pub(super) fn sorted(&self) -> Vec<(&str, u64)> {
        let mut counts: Vec<(&str, u64)> = self.counts.iter().map(|(word, n)| (&**word, *n)).collect();
        counts.sort_by_key(|(word, n)| (Reverse(*n), *word));
        counts
    }
}

/// Gathers what `report.html` shows of the ledgers while the rows pass.
#[derive(Debug, Default)]
pub struct HtmlReport {
    pub(super) details: FxHashMap<FindingId, Detail>,
    pub(super) parties: FxHashMap<Arc<str>, PartyRows>,
    /// Headers of each ledger and table that a sample is of.
    pub(super) tables: Vec<Vec<String>>,
    table_at: FxHashMap<(usize, u32), usize>,
    pub(super) countries: Tally,
    pub(super) columns: Tally,
    texts: Texts,
    seen: usize,
}

impl HtmlReport {
    /// Nothing gathered yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn table(&mut self, ledger: &LedgerInfo) -> usize {
        let tables = &mut self.tables;
        *self.table_at.entry((ledger.index, ledger.table)).or_insert_with(|| {
            tables.push(ledger.columns.headers.clone());
            tables.len() - 1
        })
    }

    fn finding(&mut self, row: &ScreenedRow<'_>, finding: &Finding) {
        // The card of a programme-wide advisory shows its reason only.
        if !is_reported(finding, row.sector_advisories) {
            return;
        }
        let party = self.texts.keep(&finding.party);
        let header = if row.is_title() { "a title line".into() } else { row.header(finding.column) };
        let header = self.texts.keep(&header);
        let country = self.texts.keep(country(row, finding.column));
        self.columns.add(&party, &header);
        self.countries.add(&party, &country);
        let rank = (!finding.sector, finding.verdict, finding.score);
        if self.details.get(&finding.id).is_some_and(|detail| detail.rank >= rank) {
            return;
        }
        let cell = Excerpt::new(row.row.cell(finding.column), &finding.quoted);
        let at = Place::new(row.ledger, row.row);
        let order = self.seen;
        self.seen += 1;
        self.details.insert(finding.id, Detail { rank, steps: finding.steps, header, country, cell, at, order });
        if self.details.len() > 2 * MOST_DETAILS {
            self.keep_strongest(MOST_DETAILS);
        }
    }

    /// Keeps the details of so many findings, the strongest. The choice does not depend on the table's order.
    pub(super) fn keep_strongest(&mut self, most: usize) {
        let mut ranks: Vec<_> = self.details.values().map(|detail| (Reverse(detail.rank), detail.order)).collect();
        ranks.sort_unstable();
        if let Some(last) = ranks.get(most - 1) {
            self.details.retain(|_, detail| (Reverse(detail.rank), detail.order) <= *last);
        }
    }

    /// Counts a row of a party, and keeps the cells of the first.
    fn party_row(&mut self, row: &ScreenedRow<'_>, party: &str) {
        let table = self.table(row.ledger);
        let at = Place::new(row.ledger, row.row);
        let party = self.texts.keep(party);
        let rows = self.parties.entry(party).or_default();
        rows.count += u64::from(!row.is_title());
        if rows.places.len() < MOST_ROWS {
            rows.places.push(at);
        }
        if rows.samples.len() < MOST_SAMPLES {
            rows.samples.push(Sample { at, table, cells: row.row.cells().map(Beginning::new).collect() });
        }
    }
}

/// The country as the row writes it, of the party that the column describes.
fn country<'a>(row: &ScreenedRow<'a>, column: usize) -> &'a str {
    if row.is_title() {
        return "";
    }
    let columns = &row.ledger.columns;
    let party = columns.parties.iter().find(|party| party.has(column));
    let of_party = |c: &usize| party.is_none_or(|party| party.has(*c));
    let filled = columns.of(Role::Country).filter(of_party).map(|c| row.row.cell(c).trim());
    filled.into_iter().find(|cell| !cell.is_empty() && cell.len() <= 60).unwrap_or_default()
}

impl Sink for HtmlReport {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        let mut parties: Vec<&str> = Vec::new();
        for finding in row.findings {
            self.finding(row, finding);
            if is_reported(finding, row.sector_advisories) && !parties.contains(&&*finding.party) {
                parties.push(&finding.party);
            }
        }
        for party in parties {
            self.party_row(row, party);
        }
        Ok(())
    }
}
