//! What a least score (`--min-score`) costs and saves: the rows of an ordinary ledger that each verdict still flags,
//! and the changed names of the lists that are still found. A threshold set by these figures is set with evidence.

use serde::Serialize;

use crate::ledger::{Ledger, LedgerError};
use crate::model::{Finding, Score, Verdict};
use crate::screener::Screener;

use super::clean::{Screened, screen_all};

/// The highest score.
const TOP: u8 = 100;

/// How often each score came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByScore([u64; TOP as usize + 1]);

impl Default for ByScore {
    fn default() -> Self {
        Self([0; TOP as usize + 1])
    }
}

impl ByScore {
    pub(super) fn add(&mut self, score: Score) {
        self.0[usize::from(score.0.min(TOP))] += 1;
    }

    /// How many have this score at least.
    pub fn from(&self, least: u8) -> u64 {
        self.0[usize::from(least.min(TOP))..].iter().sum()
    }
}

/// The changed names of a validation by the score at which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundAt {
    /// Names tried.
    pub tried: u64,
    /// The highest score of a finding at `review` or higher on the right entry.
    pub found: ByScore,
}

impl FoundAt {
    pub(super) fn add(&mut self, score: Option<Score>) {
        self.tried += 1;
        score.into_iter().for_each(|score| self.found.add(score));
    }

    /// Share still found where findings below this score are left out, in per cent.
    pub fn recall(&self, least: u8) -> Option<f64> {
        (self.tried > 0).then(|| 100.0 * self.found.from(least) as f64 / self.tried as f64)
    }
}

/// Rows of a ledger that are flagged where findings below a score are left out, each under its strongest verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Level {
    /// The least score.
    pub min_score: u8,
    /// Rows at `match`.
    #[serde(rename = "match")]
    pub matched: u64,
    /// Rows at `review`.
    pub review: u64,
    /// Rows at `advisory`.
    pub advisory: u64,
}

impl Level {
    /// Rows flagged.
    pub fn flagged(&self) -> u64 {
        self.matched + self.review + self.advisory
    }

    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Match => self.matched += 1,
            Verdict::Review => self.review += 1,
            Verdict::Advisory => self.advisory += 1,
        }
    }

    /// The same rows under the same verdicts.
    fn is_as(&self, other: &Self) -> bool {
        Self { min_score: 0, ..*self } == Self { min_score: 0, ..*other }
    }
}

/// A ledger at every least score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Thresholds {
    /// The ledger's name.
    pub ledger: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Rows screened.
    pub rows: u64,
    /// Rows that could not be screened.
    pub rows_unreadable: u64,
    /// For each least score from 0 to 100.
    pub levels: Vec<Level>,
}

impl Thresholds {
    /// Screens a ledger. Programme-wide advisories do not flag a row, as in reports.
    ///
    /// # Errors
    /// The ledger cannot be read further.
    pub fn of(screener: &Screener, ledger: Ledger) -> Result<Self, LedgerError> {
        let Screened { ledger, rows, found } = screen_all(screener, ledger, |row, findings| {
            row.row?;
            let best = best_scores(&findings);
            best.iter().any(Option::is_some).then_some(best)
        })?;
        let mut levels: Vec<Level> =
            (0..=TOP).map(|min_score| Level { min_score, matched: 0, review: 0, advisory: 0 }).collect();
        for best in found {
            for level in &mut levels {
                let flags = |(_, score): &(Verdict, Option<Score>)| score.is_some_and(|s| s.0 >= level.min_score);
                if let Some((verdict, _)) = VERDICTS.into_iter().zip(best).find(flags) {
                    level.add(verdict);
                }
            }
        }
        Ok(Self {
            ledger: ledger.name().to_owned(),
            sha256: ledger.sha256().unwrap_or_default(),
            rows,
            rows_unreadable: ledger.rows_unreadable(),
            levels,
        })
    }

    /// The levels worth a line: without a least score, each at which other rows are flagged than one below, and every
    /// fifth from the lowest review on.
    pub fn telling(&self) -> impl Iterator<Item = &Level> {
        let before = |at: usize| at.checked_sub(1).and_then(|at| self.levels.get(at));
        self.levels.iter().enumerate().filter_map(move |(at, level)| {
            let fifth = at >= 50 && at % 5 == 0;
            (fifth || before(at).is_none_or(|b| !b.is_as(level))).then_some(level)
        })
    }

    /// The lowest least score at which no row is flagged.
    pub fn silent_from(&self) -> Option<u8> {
        self.levels.iter().find(|level| level.flagged() == 0).map(|level| level.min_score)
    }
}

/// The strongest first.
const VERDICTS: [Verdict; 3] = [Verdict::Match, Verdict::Review, Verdict::Advisory];

/// The highest score of each verdict of a row.
fn best_scores(findings: &[Finding]) -> [Option<Score>; 3] {
    VERDICTS.map(|v| findings.iter().filter(|f| f.verdict == v && !f.sector).map(|f| f.score).max())
}
