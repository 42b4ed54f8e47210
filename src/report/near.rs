//! `near-misses.csv`: the best candidates of each party that stay under a threshold, for the review of thresholds. They
//! are no findings: no count, no summary figure and no exit status knows them.
//!
//! The columns are those of `parties.csv`; `status` is `near_miss`, and `verdict` is `none` but for a finding that only
//! `--min-score` leaves out. Memory: one line for each candidate of each party.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{FindingId, LedgerRow, Lists, NearMiss, Verdict};

use super::parties::{LineCells, LineFile, RowsSeen};
use super::{Finished, LedgerInfo, Parties, ReportError, ReportFile};

const STATUS: &str = "near_miss";

const NO_VERDICT: &str = "none";

/// A candidate of a party over all its rows, as its best row has it.
#[derive(Debug)]
struct Line {
    best: NearMiss,
    seen: RowsSeen,
}

/// Gathers near misses while the rows pass.
#[derive(Debug)]
pub struct NearMisses {
    /// Lines of a party at most.
    most: usize,
    lines: Vec<Line>,
    by_id: FxHashMap<FindingId, usize>,
}

impl NearMisses {
    /// Nothing gathered yet; the best `most` of each party will be written.
    pub fn new(most: usize) -> Self {
        Self { most, lines: Vec::new(), by_id: FxHashMap::default() }
    }

    /// Takes the near misses of one row.
    pub fn add(&mut self, ledger: usize, row: LedgerRow<'_>, misses: &[NearMiss]) {
        for miss in misses {
            let at = *self.by_id.entry(miss.candidate.id).or_insert_with(|| {
                self.lines.push(Line { best: miss.clone(), seen: RowsSeen::from(row) });
                self.lines.len() - 1
            });
            let line = &mut self.lines[at];
            line.seen.count(ledger, row);
            if rank(miss) > rank(&line.best) {
                line.best = miss.clone();
            }
        }
    }

    /// Writes `near-misses.csv`: parties in the order of their best candidate, then of their first row. A candidate
    /// that is a finding in another row of the party is left out.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn write(
        &self,
        out: ReportFile,
        lists: &Lists,
        ledgers: &[LedgerInfo],
        parties: &Parties<'_>,
    ) -> Result<Option<Finished>, ReportError> {
        let mut out = LineFile::new(out, lists, ledgers, parties.summed())?;
        let mut of_party: FxHashMap<Arc<str>, usize> = FxHashMap::default();
        let mut groups: Vec<Vec<&Line>> = Vec::new();
        for line in self.lines.iter().filter(|line| !parties.has(line.best.candidate.id)) {
            let at = *of_party.entry(Arc::clone(&line.best.candidate.party)).or_insert(groups.len());
            if at == groups.len() {
                groups.push(Vec::new());
            }
            groups[at].push(line);
        }
        for group in &mut groups {
            group.sort_by(|a, b| {
                let strength = || lists.by_strength(a.best.candidate.entry, b.best.candidate.entry);
                rank(&b.best).cmp(&rank(&a.best)).then_with(strength)
            });
            group.truncate(self.most);
        }
        groups.sort_by_key(|group| Reverse(group.first().map(|line| rank(&line.best))));
        for group in &groups {
            let entries: Vec<&str> = group.iter().map(|line| &*lists.entry(line.best.candidate.entry).id.0).collect();
            let entries = entries.join("; ");
            for Line { best: NearMiss { verdict, candidate }, seen } in group {
                out.line(LineCells {
                    id: candidate.id,
                    status: STATUS,
                    since: [""; 2],
                    verdict: verdict.map_or(NO_VERDICT, Verdict::as_str),
                    score: candidate.score,
                    party: &candidate.party,
                    entry: candidate.entry,
                    matched_name: &candidate.matched_name,
                    method: candidate.method,
                    quoted: &candidate.quoted,
                    reason: &candidate.reason,
                    entries: &entries,
                    sum: None,
                    seen,
                })?;
            }
        }
        out.finish()
    }
}

/// What is nearer: the score, then what only the least score leaves out.
fn rank(miss: &NearMiss) -> (u8, Option<Verdict>) {
    (miss.candidate.score.0, miss.verdict)
}
