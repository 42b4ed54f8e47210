//! What is new since an earlier report, why, and what is gone: the columns `since` and `since_reason`, and `gone.csv`.
//!
//! A finding is one party and one entry, and its id depends on these alone, so a row inserted elsewhere changes
//! nothing. It is `known` where the earlier report has the id with the same or a stronger verdict, else `new`. Why it
//! is new follows from what the earlier report records: every entry in force (`entries.csv`), the digests of the
//! ledgers, version and settings, and the flagged rows. It does not record clean rows, so a row of a changed ledger
//! that was not flagged before is told as "new or changed row". All causes that cannot be excluded are named.

mod earlier;
mod gone;

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::{Finding, FindingId, Lists, Role, Verdict};

use super::marks::{KNOWN, NEW};
use super::{LedgerInfo, LedgerOutcome, Mark, ScreenedRow, SinceCounts, entries};
pub use earlier::Earlier;
use earlier::GoneLine;

/// How an entry in force compares with the earlier report's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryState {
    Same,
    New,
    OfNewList,
    Changed,
}

/// The run that is compared, and what it is compared with.
#[derive(Debug)]
pub struct Since {
    earlier: Earlier,
    /// For each entry in force.
    entries: Vec<EntryState>,
    /// Entry ids in force, with their digest.
    in_force: FxHashMap<String, String>,
    lists: FxHashSet<String>,
    /// What holds for every finding: another version, other settings.
    causes: Vec<String>,
    /// Ledgers by their index whose bytes the earlier run read too.
    unchanged: FxHashSet<usize>,
}

impl Since {
    /// Compares with an earlier report a run with these lists and settings. `unchanged` are the ledgers, by index,
    /// whose bytes are among [`Earlier::has_bytes`].
    pub fn new(earlier: Earlier, lists: &Lists, settings: &Value, unchanged: FxHashSet<usize>) -> Self {
        let digests: Vec<String> = lists.entries().map(|(_, _, entry)| entries::digest(entry)).collect();
        let states = lists.entries().zip(&digests).map(|((_, list, entry), digest)| {
            let same_list = earlier.list_digest(&list.id.0).map(|known| known == list.digest);
            match (earlier.entry_digest(&entry.id.0), same_list) {
                (None, None) => EntryState::OfNewList,
                (None, Some(_)) => EntryState::New,
                // The digest is that of a version's own form of an entry.
                (Some(known), Some(same)) if known == digest || same && earlier.is_of_other_version() => {
                    EntryState::Same
                }
                (Some(_), _) => EntryState::Changed,
            }
        });
        let entries = states.collect();
        let ids = lists.entries().map(|(_, _, entry)| entry.id.0.to_string());
        let mut causes = Vec::new();
        if earlier.is_of_other_version() {
            causes.push(format!("rule or tool version changed (from {})", earlier.version()));
        }
        let settings = earlier.changed_settings(settings);
        if !settings.is_empty() {
            causes.push(format!("settings changed ({})", settings.join(", ")));
        }
        Self {
            entries,
            in_force: ids.zip(digests).collect(),
            lists: lists.lists().iter().map(|list| list.id.0.to_string()).collect(),
            causes,
            unchanged,
            earlier,
        }
    }

    /// How many findings are new and known, with the number of those that are gone.
    pub(super) fn counts(&self, new: [u64; 3], known: u64, gone: u64) -> SinceCounts {
        SinceCounts {
            name: self.earlier.folder().display().to_string(),
            as_of: self.earlier.as_of().to_owned(),
            sha256: self.earlier.digest().to_owned(),
            new,
            known,
            gone,
        }
    }

    /// What is said of one finding of a row.
    pub fn mark(&self, row: &ScreenedRow<'_>, finding: &Finding) -> Mark {
        match self.earlier.verdict(finding.id) {
            Some(verdict) if verdict >= finding.verdict => Mark { since: KNOWN, reason: String::new() },
            _ => Mark { since: NEW, reason: self.why(row, finding) },
        }
    }

    /// All causes that cannot be excluded.
    fn why(&self, row: &ScreenedRow<'_>, finding: &Finding) -> String {
        let mut causes: Vec<Cow<'_, str>> = Vec::new();
        match self.entries.get(finding.entry.0 as usize) {
            Some(EntryState::New) => return "new entry".to_owned(),
            Some(EntryState::OfNewList) => return "new list".to_owned(),
            Some(EntryState::Changed) => causes.push("changed entry".into()),
            Some(EntryState::Same) | None => {}
        }
        causes.extend(self.row_cause(row).map(Cow::from));
        causes.extend(self.causes.iter().map(|cause| cause.as_str().into()));
        if causes.is_empty() { "cause not known".to_owned() } else { causes.join("; ") }
    }

    /// What may have happened to the row; nothing where the earlier run read the same.
    fn row_cause(&self, row: &ScreenedRow<'_>) -> Option<&'static str> {
        let name = row.ledger.name.as_str();
        if self.unchanged.contains(&row.ledger.index) || self.earlier.has_row(row_digest(cells(row))) {
            return None;
        }
        if !self.earlier.has_ledger(name) {
            return Some("new row (of a ledger that was not read then)");
        }
        let key = key(row.ledger.columns.of(Role::Key).map(|column| row.row.cell(column)));
        let changed = key.is_some_and(|key| self.earlier.has_key(name, &key));
        Some(if changed { "changed row" } else { "new or changed row" })
    }

    /// The findings that are no longer there, each with its reason; `has` tells those that are.
    fn gone(&self, has: impl Fn(FindingId) -> bool, run: &Run<'_>) -> Vec<(&GoneLine, String)> {
        let lines = self.earlier.lines().filter(|line| !has(line.id));
        lines.map(|line| (line, self.why_gone(line, run))).collect()
    }

    fn why_gone(&self, line: &GoneLine, run: &Run<'_>) -> String {
        let mut causes: Vec<Cow<'_, str>> = Vec::new();
        match self.in_force.get(line.entry_id()) {
            None if self.lists.contains(line.list_id()) => return "entry no longer in force".to_owned(),
            None => return "list not used".to_owned(),
            Some(digest) if self.earlier.entry_digest(line.entry_id()).is_some_and(|known| known != digest) => {
                causes.push("changed entry".into());
            }
            Some(_) => {}
        }
        let ledger = run.ledgers.iter().find(|ledger| ledger.table == 1 && ledger.name == line.first_file());
        let outcome = run.outcomes.iter().find(|outcome| outcome.name == line.first_file());
        match (ledger, outcome) {
            (None, None) => return "ledger not given: not screened".to_owned(),
            (_, Some(outcome)) if !outcome.is_complete() => return "ledger not read to its end".to_owned(),
            (Some(ledger), _) if self.unchanged.contains(&ledger.index) => {}
            _ => causes.push("row gone or changed".into()),
        }
        causes.extend(self.causes.iter().map(|cause| cause.as_str().into()));
        if causes.is_empty() { "cause not known".to_owned() } else { causes.join("; ") }
    }
}

/// The ledgers of this run.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Every table.
    pub ledgers: &'a [LedgerInfo],
    /// What became of each ledger.
    pub outcomes: &'a [LedgerOutcome],
}

/// The cells of a row with their headers.
fn cells<'a>(row: &'a ScreenedRow<'_>) -> Vec<(Cow<'a, str>, &'a str)> {
    (0..row.row.len()).map(|column| (row.header(column), row.row.cell(column))).collect()
}

/// A digest of the filled cells of a row, whatever the order of its columns.
fn row_digest<H: AsRef<str> + Ord, C: AsRef<str> + Ord>(mut cells: Vec<(H, C)>) -> u64 {
    cells.retain(|(_, cell)| !cell.as_ref().is_empty());
    cells.sort();
    let mut hash = Sha256::new();
    for text in cells.iter().flat_map(|(header, cell)| [header.as_ref(), cell.as_ref()]) {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The key of a row: its key cells; none where they are empty.
fn key<'a>(cells: impl Iterator<Item = &'a str>) -> Option<String> {
    let cells: Vec<&str> = cells.map(str::trim).collect();
    cells.iter().any(|cell| !cell.is_empty()).then(|| cells.join("\u{1f}"))
}

/// The strongest verdict of a word of a report.
fn verdict(word: &str) -> Option<Verdict> {
    word.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rows_digest_depends_on_its_filled_cells_alone() {
        let digest = |cells: &[(&str, &str)]| row_digest(cells.to_vec());
        assert_eq!(digest(&[("a", "1"), ("b", ""), ("c", "2")]), digest(&[("c", "2"), ("a", "1")]));
        assert_ne!(digest(&[("a", "1"), ("b", "2")]), digest(&[("a", "12"), ("b", "")]));
        assert_ne!(digest(&[("a", "1")]), digest(&[("b", "1")]));
    }

    #[test]
    fn a_key_needs_a_filled_cell() {
        assert_eq!(key(["", " "].into_iter()), None);
        assert_eq!(key([].into_iter()), None);
        assert_ne!(key(["1", "2"].into_iter()), key(["12", ""].into_iter()));
    }
}
