//! The other half of the proof: how many rows of an ordinary ledger the screen sends to a person without cause.

use rayon::prelude::*;
use serde::Serialize;

use crate::ledger::{InputProblem, Ledger, LedgerError};
use crate::model::{Finding, LedgerRow, Row, RowBatch, Verdict};
use crate::screener::Screener;

/// Text of one batch, in bytes: enough rows for all threads, little memory.
const BATCH: usize = 4 << 20;

/// Rows that a thread takes at once: a row costs microseconds, a hand-over about as much.
const AT_ONCE: usize = 128;

/// A ledger without listed parties, screened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CleanLedger {
    /// The ledger's name.
    pub ledger: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Rows screened.
    pub rows: u64,
    /// Rows that could not be screened.
    pub rows_unreadable: u64,
    /// Rows at `review` or higher.
    pub flagged: u64,
    /// Rows at `match`.
    pub matched: u64,
    /// Rows at `review` or higher in a thousand; none where no row was screened.
    pub flagged_per_thousand: Option<f64>,
    /// Each row at `review` or higher, by its strongest finding.
    pub alarms: Vec<Alarm>,
}

/// A row that was flagged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// Data row from 1; none for a title line.
    pub row: Option<u64>,
    /// The party, as the row names it.
    pub party: String,
    /// The entry of the strongest finding.
    pub entry: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// Its score.
    pub score: u8,
    /// Its reason.
    pub reason: String,
}

/// Screens a ledger and keeps what was flagged.
///
/// # Errors
/// The ledger cannot be read further.
pub fn screen_clean(screener: &Screener, ledger: Ledger) -> Result<CleanLedger, LedgerError> {
    let Screened { ledger, rows, found: alarms } =
        screen_all(screener, ledger, |row, findings| alarm(screener, row, &findings))?;
    let matched = alarms.iter().filter(|a| a.verdict == Verdict::Match).count() as u64;
    let flagged = alarms.len() as u64;
    Ok(CleanLedger {
        ledger: ledger.name().to_owned(),
        sha256: ledger.sha256().unwrap_or_default(),
        rows,
        rows_unreadable: ledger.rows_unreadable(),
        flagged,
        matched,
        flagged_per_thousand: (rows > 0).then(|| 1000.0 * flagged as f64 / rows as f64),
        alarms,
    })
}

/// A ledger after its last row.
pub(crate) struct Screened<T> {
    pub(crate) ledger: Ledger,
    /// Data rows screened.
    pub(crate) rows: u64,
    /// What was made of its rows and title lines, in order.
    pub(crate) found: Vec<T>,
}

/// Screens every row of a ledger on the threads at hand and keeps what `of_row` makes of its findings.
pub(crate) fn screen_all<T: Send>(
    screener: &Screener,
    mut ledger: Ledger,
    of_row: impl Fn(LedgerRow<'_>, Vec<Finding>) -> Option<T> + Sync,
) -> Result<Screened<T>, LedgerError> {
    let (mut batch, mut rows, mut found) = (RowBatch::default(), 0, Vec::new());
    let mut problems: Vec<InputProblem> = Vec::new();
    loop {
        let more = ledger.next_batch(&mut batch, BATCH, &mut problems)?;
        problems.clear();
        rows += batch.iter().filter(|row| row.row.is_some()).count() as u64;
        let columns = ledger.columns();
        let of_batch: Vec<T> = (0..batch.len())
            .into_par_iter()
            .with_min_len(AT_ONCE)
            .map_init(
                || screener.scratch(),
                |scratch, at| {
                    let row = batch.get(at)?;
                    of_row(row, screener.screen(Row::new(row, columns), scratch))
                },
            )
            .flatten()
            .collect();
        found.extend(of_batch);
        if !more {
            return Ok(Screened { ledger, rows, found });
        }
    }
}

fn alarm(screener: &Screener, row: LedgerRow<'_>, findings: &[Finding]) -> Option<Alarm> {
    let top = findings.iter().max_by_key(|f| (f.verdict, f.score)).filter(|f| f.verdict >= Verdict::Review)?;
    Some(Alarm {
        row: row.row,
        party: top.party.to_string(),
        entry: screener.lists().entry(top.entry).id.to_string(),
        verdict: top.verdict,
        score: top.score.0,
        reason: top.reason.clone(),
    })
}
