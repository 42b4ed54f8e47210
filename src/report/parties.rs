//! `parties.csv`: one line a party and entry (a vendor on 5,000 rows is one decision, not 5,000), and the counts of
//! the summary.
//!
//! Programme-wide advisories are included, whatever `flagged.csv` holds. Memory: one small struct a party and entry;
//! texts that repeat (reasons, names) are kept once. A party's line says what its strongest row says; of equally
//! strong rows the first.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{EntryIx, Finding, FindingId, Lists, Method, Score, Verdict};

use super::cells::CsvLine;
use super::{LedgerInfo, ReportError, STATUS_OPEN, ScreenedRow, Sink, is_reported};

/// What stands on one line of `parties.csv`.
#[derive(Debug, Clone)]
pub struct PartyLine {
    /// The entry.
    pub entry: EntryIx,
    /// The strongest verdict of its rows.
    pub verdict: Verdict,
    /// The highest score of that verdict.
    pub score: Score,
    /// The method of that row's finding.
    pub method: Method,
    /// A programme-wide advisory.
    pub sector: bool,
    /// The party: the name cells as its first row has them.
    pub party: Arc<str>,
    /// The name, unit or rule word met.
    pub matched_name: Arc<str>,
    /// The words of the cell.
    pub quoted: Arc<str>,
    /// One plain sentence.
    pub reason: Arc<str>,
    /// Rows with this finding.
    pub rows: u64,
    /// Place in the table of parties.
    seen: u32,
    /// Ledger, row and line of the first of them.
    first: (u32, u64, u64),
    /// Rows by ledger, in the order of the ledgers.
    by_file: Vec<(u32, u64)>,
}

impl PartyLine {
    /// One row more, of this ledger.
    fn count(&mut self, ledger: u32) {
        self.rows += 1;
        match self.by_file.last_mut() {
            Some((last, rows)) if *last == ledger => *rows += 1,
            _ => self.by_file.push((ledger, 1)),
        }
    }
}

/// What was counted, for the summary and `run.json`. The arrays count match, review and advisory, in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reported findings.
    pub findings: [u64; 3],
    /// Rows, each under its strongest reported verdict.
    pub rows: [u64; 3],
    /// Parties, each under its strongest reported verdict.
    pub parties: [u64; 3],
    /// Parties with a programme-wide advisory.
    pub sector_parties: u64,
    /// Rows with a programme-wide advisory.
    pub sector_rows: u64,
}

impl Counts {
    /// The place of a verdict in the arrays.
    pub fn place(verdict: Verdict) -> usize {
        match verdict {
            Verdict::Match => 0,
            Verdict::Review => 1,
            Verdict::Advisory => 2,
        }
    }

    /// Whether a finding at or above a verdict was reported.
    pub fn any_at_or_above(&self, verdict: Verdict) -> bool {
        self.findings[..=Self::place(verdict)].iter().any(|n| *n > 0)
    }
}

/// Gathers parties while the rows pass.
#[derive(Debug)]
pub struct Parties<'l> {
    lists: &'l Lists,
    /// Finding id → place in `lines`. An id stands for one party and one entry.
    places: FxHashMap<FindingId, u32>,
    lines: Vec<PartyLine>,
    /// Party → its place in `seen`.
    parties: FxHashMap<Arc<str>, u32>,
    seen: Vec<Seen>,
    texts: FxHashSet<Arc<str>>,
    counts: Counts,
}

/// One party over all its lines.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    reported: Option<Verdict>,
    sector: bool,
}

impl<'l> Parties<'l> {
    /// Nothing gathered yet.
    pub fn new(lists: &'l Lists) -> Self {
        Self {
            lists,
            places: FxHashMap::default(),
            lines: Vec::new(),
            parties: FxHashMap::default(),
            seen: Vec::new(),
            texts: FxHashSet::default(),
            counts: Counts::default(),
        }
    }

    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts;
        for seen in &self.seen {
            if let Some(verdict) = seen.reported {
                counts.parties[Counts::place(verdict)] += 1;
            }
            counts.sector_parties += u64::from(seen.sector);
        }
        counts
    }

    /// The lines that are wanted, in the order of `parties.csv`: strongest party first, its lines together, strongest first.
    fn ordered(&self, wanted: impl Fn(&PartyLine) -> bool) -> Vec<(u32, &PartyLine)> {
        let mut best = vec![(Verdict::Advisory, Score(0)); self.seen.len()];
        for line in &self.lines {
            if let Some(best) = best.get_mut(line.seen as usize) {
                *best = (*best).max((line.verdict, line.score));
            }
        }
        let best = |line: &PartyLine| Reverse(best.get(line.seen as usize).copied());
        // Entries by their ids: a place is compared faster than a text.
        let mut ids: Vec<EntryIx> = self.lists.entries().map(|(ix, ..)| ix).collect();
        ids.sort_by(|a, b| self.lists.entry(*a).id.cmp(&self.lists.entry(*b).id));
        let ranks: FxHashMap<EntryIx, u32> = ids.into_iter().zip(0..).collect();
        let key = |l: &PartyLine| (best(l), l.seen, Reverse((l.verdict, l.score)), ranks.get(&l.entry).copied());
        let mut order: Vec<_> = (0..)
            .zip(&self.lines)
            .filter(|(_, line)| wanted(line))
            .map(|(place, line): (u32, _)| (key(line), place))
            .collect();
        order.sort_unstable();
        order.into_iter().filter_map(|(_, place)| Some((place, self.lines.get(place as usize)?))).collect()
    }

    /// The strongest line of each of the first `n` parties, without parties that have programme-wide advisories only.
    pub fn top(&self, n: usize) -> Vec<&PartyLine> {
        let mut last = None;
        let mut top = Vec::new();
        for (_, line) in self.ordered(|line| !line.sector) {
            if last != Some(line.seen) {
                last = Some(line.seen);
                top.push(line);
                if top.len() == n {
                    break;
                }
            }
        }
        top
    }

    /// Writes `parties.csv`.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn write(&self, out: &mut impl Write, path: &Path, ledgers: &[LedgerInfo]) -> Result<(), ReportError> {
        let mut ids = vec![FindingId(0); self.lines.len()];
        #[expect(clippy::iter_over_hash_type, reason = "each id is put at its own place: the order does not show")]
        for (id, place) in &self.places {
            if let Some(slot) = ids.get_mut(*place as usize) {
                *slot = *id;
            }
        }
        let order = self.ordered(|_| true);
        let mut entries: Vec<Vec<&str>> = vec![Vec::new(); self.seen.len()];
        for (_, line) in &order {
            if let Some(of_party) = entries.get_mut(line.seen as usize) {
                of_party.push(&self.lists.entry(line.entry).id.0);
            }
        }
        let mut entry_cells = super::flagged::EntryCells::new(self.lists);
        let name = |ledger: u32| ledgers.get(ledger as usize).map_or("", |l| l.name.as_str());
        let mut text = CsvLine::default();
        let (mut id, mut by_file, mut with, mut of_party) = (String::new(), String::new(), String::new(), None);
        let mut put = |text: &mut CsvLine| out.write_all(text.end()).map_err(|e| ReportError::io("writing", path, e));
        for column in COLUMNS {
            text.cell(column);
        }
        put(&mut text)?;
        for (place, line) in order {
            let cells = entry_cells.of(line.entry);
            if of_party.replace(line.seen) != Some(line.seen) {
                with = entries.get(line.seen as usize).map(|e| e.join("; ")).unwrap_or_default();
            }
            by_file.clear();
            for (at, (ledger, rows)) in line.by_file.iter().enumerate() {
                // Writing to a String cannot fail.
                let _ = write!(by_file, "{}{}={rows}", if at > 0 { "; " } else { "" }, name(*ledger));
            }
            id.clear();
            let _ = write!(id, "{}", ids.get(place as usize).copied().unwrap_or(FindingId(0)));
            text.start()
                .cell(&id)
                .cell(STATUS_OPEN)
                .cell(line.verdict.as_str())
                .number(u64::from(line.score.0))
                .cell(&line.party)
                .ready(&cells.who)
                .cell(&line.matched_name)
                .cell(line.method.as_str())
                .cell(&line.quoted)
                .ready(&cells.law)
                .cell(&line.reason)
                .cell(&with)
                .number(line.rows)
                .cell(name(line.first.0))
                .number(line.first.1)
                .number(line.first.2)
                .cell(&by_file);
            put(&mut text)?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.texts.insert(Arc::clone(&new));
        new
    }

    fn party(&mut self, party: &str) -> (Arc<str>, u32) {
        if let Some((name, place)) = self.parties.get_key_value(party) {
            return (Arc::clone(name), *place);
        }
        let name: Arc<str> = Arc::from(party);
        let place = self.seen.len() as u32;
        self.seen.push(Seen::default());
        self.parties.insert(Arc::clone(&name), place);
        (name, place)
    }

    fn add(&mut self, row: &ScreenedRow<'_>, finding: &Finding) {
        let ledger = row.ledger.index as u32;
        let place = match self.places.get(&finding.id) {
            Some(place) => *place as usize,
            None => {
                let (party, seen) = self.party(&finding.party);
                let line = PartyLine {
                    entry: finding.entry,
                    verdict: finding.verdict,
                    score: finding.score,
                    method: finding.method,
                    sector: finding.sector,
                    party,
                    matched_name: self.text(&finding.matched_name),
                    quoted: self.text(&finding.quoted),
                    reason: self.text(&finding.reason),
                    rows: 0,
                    seen,
                    first: (ledger, row.row.row, row.row.line),
                    by_file: Vec::with_capacity(1),
                };
                self.places.insert(finding.id, self.lines.len() as u32);
                self.lines.push(line);
                self.lines.len() - 1
            }
        };
        let stronger = self.lines.get(place).is_some_and(|l| (finding.verdict, finding.score) > (l.verdict, l.score));
        let texts = stronger
            .then(|| (self.text(&finding.matched_name), self.text(&finding.quoted), self.text(&finding.reason)));
        let Some(line) = self.lines.get_mut(place) else { return };
        if let Some((matched_name, quoted, reason)) = texts {
            (line.verdict, line.score, line.method) = (finding.verdict, finding.score, finding.method);
            (line.matched_name, line.quoted, line.reason) = (matched_name, quoted, reason);
        }
        line.count(ledger);
        if let Some(seen) = self.seen.get_mut(line.seen as usize) {
            seen.sector |= finding.sector;
            if is_reported(finding, row.sector_advisories) {
                seen.reported = seen.reported.max(Some(finding.verdict));
            }
        }
    }
}

const COLUMNS: [&str; 23] = [
    "finding_id",
    "status",
    "verdict",
    "score",
    "party",
    "list_id",
    "entry_id",
    "entry_name",
    "matched_name",
    "method",
    "quoted",
    "measure",
    "authority",
    "effective",
    "citation",
    "source_url",
    "reason",
    "party_entries",
    "rows",
    "first_file",
    "first_row",
    "first_line",
    "rows_by_file",
];

impl Sink for Parties<'_> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        for finding in row.findings {
            self.add(row, finding);
        }
        let mut strongest = None;
        for finding in row.reported() {
            self.counts.findings[Counts::place(finding.verdict)] += 1;
            strongest = strongest.max(Some(finding.verdict));
        }
        if let Some(verdict) = strongest {
            self.counts.rows[Counts::place(verdict)] += 1;
        }
        self.counts.sector_rows += u64::from(row.findings.iter().any(|f| f.sector));
        Ok(())
    }
}
