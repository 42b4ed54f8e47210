//! The results of a run: the report directory (or a stream) and the summary on the terminal.
//!
//! A report is a set of sinks. The pipeline hands each of them the rows that carry findings, in the order of the
//! ledgers, and the problems of the input; what a sink writes follows from that order alone, so the bytes are the
//! same at any number of threads. Nothing here knows how a finding was reached.
//!
//! - [`FlaggedCsv`], [`FlaggedJsonl`]: one line a finding;
//! - [`FlaggedXlsx`]: the same as a workbook, with the parties, the lists and the summary;
//! - [`Parties`]: one line a party and entry, and the counts of the summary;
//! - [`NearMisses`]: the best candidates of each party under the threshold, where they are wanted;
//! - [`HtmlReport`]: `report.html`, for people;
//! - [`ProblemsCsv`]: what was odd in the input;
//! - [`Evidence`]: one line for each row, where that is wanted;
//! - [`ReportDir`]: the directory that appears whole or not at all;
//! - [`SavedReport`]: a report that an earlier run wrote;
//! - [`Signer`]: the signature over the manifest;
//! - [`Since`]: what is new since an earlier report, why, and what is gone;
//! - [`RunRecord`]: the file `run.json`;
//! - [`Sinks`]: all of them together;
//! - [`Summary`]: one screen of text.

mod amount;
mod cells;
mod compare;
mod directory;
mod entries;
mod evidence;
mod file;
mod flagged;
mod html;
mod jsonl;
mod left_out;
mod marks;
mod near;
mod page;
mod parties;
mod problems;
mod run_record;
mod saved;
mod signature;
mod since;
mod sinks;
mod summary;
mod texts;
mod words;
mod xlsx;

use std::io;
use std::path::Path;

use serde::Serialize;

use crate::model::{ColumnMap, Finding, LedgerRow, LineCounts, NearMiss, PartyKind, Role};

pub use amount::SumColumn;
pub use cells::{CsvFile, defuse, restore};
pub use compare::{FoundLine, difference_without_marks, first_difference, found, run_differences};
pub use directory::{MANIFEST, Published, ReportDir, is_of_a_run};
pub use evidence::{Evidence, Outcome};
pub use file::{Finished, ReportFile, digest_of};
pub use flagged::FlaggedCsv;
pub use html::HtmlReport;
pub use jsonl::FlaggedJsonl;
pub use left_out::LeftOut;
pub use marks::{Mark, SinceCounts};
pub use near::NearMisses;
pub use page::{BOLD, Page, Styled, WARNING, clip, pad, plain, verdict_style, width, wrap};
pub use parties::{Counts, Parties, PartyLine, RowsSeen};
pub use problems::ProblemsCsv;
pub use run_record::{RunFacts, RunRecord};
pub use saved::{FileState, SavedReport};
pub use signature::{SIGNATURE, Signer};
pub use since::{Earlier, Run, Since};
pub use sinks::{Asked, Forms, Sinks, Written};
pub(crate) use summary::delimiter_name;
pub use summary::{Summary, incomplete};
pub use words::{age, barred, counted, coverage, is_stale, problems, thousands};
pub use xlsx::{FlaggedXlsx, Limits as XlsxLimits};

/// The status of a finding before a person has decided on it.
pub const STATUS_OPEN: &str = "open";

/// A report that could not be written: what failed, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct ReportError {
    what: String,
    source: Option<io::Error>,
}

impl ReportError {
    /// A failure of our own wording.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), source: None }
    }

    /// The system refused something at this path.
    pub fn io(doing: &str, path: &Path, source: io::Error) -> Self {
        let remedy = match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "; free some space, or choose another disk with -o"
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "; choose a folder that you may write to with -o"
            }
            _ => "",
        };
        Self { what: format!("{doing} {} failed{remedy}", path.display()), source: Some(source) }
    }

    /// True where the reader of our standard output has gone away.
    pub fn is_broken_pipe(&self) -> bool {
        self.source.as_ref().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// A table of a ledger as the sinks see it. Most ledgers are one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerInfo {
    /// The ledger's place in the run, from 0.
    pub index: usize,
    /// The file as given, with `#sheet` for workbooks.
    pub name: String,
    /// Which table of the ledger, from 1.
    pub table: u32,
    /// Headers and roles.
    pub columns: ColumnMap,
}

/// A row or title line with at least one finding.
#[derive(Debug, Clone, Copy)]
pub struct ScreenedRow<'a> {
    /// Its ledger and table.
    pub ledger: &'a LedgerInfo,
    /// Its cells.
    pub row: LedgerRow<'a>,
    /// All its findings, highest score first, then entry id.
    pub findings: &'a [Finding],
    /// Whether programme-wide advisories are reported row by row.
    pub sector_advisories: bool,
    /// What the run is compared with, where it is.
    pub since: Option<&'a Since>,
}

impl<'a> ScreenedRow<'a> {
    /// The findings that are reported row by row: all but the programme-wide advisories, unless those are wanted too.
    pub fn reported(&self) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let all = self.sector_advisories;
        self.findings.iter().filter(move |f| is_reported(f, all))
    }

    /// What is said of one of its findings since an earlier report.
    pub fn mark(&self, finding: &Finding) -> Mark {
        self.since.map_or_else(Mark::default, |since| since.mark(self, finding))
    }

    /// True for a title line.
    pub fn is_title(&self) -> bool {
        self.row.row.is_none()
    }

    /// The header of a column; cells of title lines and those beyond the header are named by their place.
    pub fn header(&self, column: usize) -> std::borrow::Cow<'a, str> {
        let headers = if self.is_title() { &[][..] } else { &self.ledger.columns.headers };
        headers.get(column).map_or_else(|| format!("column {}", column + 1).into(), |h| h.as_str().into())
    }
}

/// Whether a finding is reported row by row.
pub fn is_reported(finding: &Finding, sector_advisories: bool) -> bool {
    sector_advisories || !finding.sector
}

/// Something odd in the input, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The ledger.
    pub file: String,
    /// The data row, where the problem lies in one.
    pub row: Option<u64>,
    /// The line of the file, from 1; 0 where the whole file is meant.
    pub line: u64,
    /// The column's header, where the problem lies in one.
    pub column: String,
    /// What kind it is: `field_count`, `undecodable_bytes`…
    pub kind: String,
    /// What was done, in words.
    pub done: String,
}

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnFacts {
    /// Which table of the ledger, from 1.
    pub table: u32,
    /// The header, made unique.
    pub header: String,
    /// The role.
    pub role: Role,
    /// The party that the column describes, where a row has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyKind>,
    /// How sure, in per cent.
    pub confidence: u8,
    /// Why, in a sentence.
    pub ground: String,
}

/// What became of one ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerOutcome {
    /// The file as given.
    pub name: String,
    /// Bytes of the file.
    pub size: Option<u64>,
    /// SHA-256 of the file's bytes, in hex; `None` where it was not read to its end.
    pub sha256: Option<String>,
    /// Name of the encoding, and what it was guessed from.
    pub encoding: (String, String),
    /// The delimiter, where the format has one.
    pub delimiter: Option<u8>,
    /// The columns of all its tables, in order.
    pub columns: Vec<ColumnFacts>,
    /// Data rows read.
    pub rows_read: u64,
    /// Rows screened without a reported finding.
    pub rows_clean: u64,
    /// Rows with a reported finding.
    pub rows_flagged: u64,
    /// Rows by their strongest reported verdict: match, review, advisory.
    pub rows_by_verdict: [u64; 3],
    /// Rows that could not be screened; each is in `input-problems.csv`.
    pub rows_unreadable: u64,
    /// Title lines with a reported finding.
    pub titles_flagged: u64,
    /// What the lines of the file were taken for.
    pub lines: LineCounts,
    /// Problems of any kind.
    pub problems: u64,
    /// Where reading broke off in the middle, and why; the rows before it were screened.
    pub broken_off: Option<String>,
    /// Why the rest of the file could not be read, where it could not.
    pub error: Option<String>,
}

impl LedgerOutcome {
    /// True where every row was screened.
    pub fn is_complete(&self) -> bool {
        self.rows_unreadable == 0 && self.error.is_none() && self.broken_off.is_none()
    }

    /// True where nothing of it could be read.
    pub fn is_unread(&self) -> bool {
        self.error.is_some() && self.rows_read == 0 && self.broken_off.is_none()
    }

    /// True where rows were read, but not to the end.
    pub fn is_cut_short(&self) -> bool {
        self.broken_off.is_some() || self.error.is_some() && self.rows_read > 0
    }
}

/// Takes rows with findings, and problems, in the order of the ledgers.
pub trait Sink {
    /// Takes one row that carries at least one finding.
    ///
    /// # Errors
    /// What could not be written, and why.
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError>;

    /// Takes one problem of the input. Most sinks have no use for them.
    ///
    /// # Errors
    /// What could not be written, and why.
    fn problem(&mut self, _problem: &Problem) -> Result<(), ReportError> {
        Ok(())
    }

    /// Takes each row with what became of it. Most sinks have no use for clean rows.
    ///
    /// # Errors
    /// What could not be written, and why.
    fn screened(&mut self, _ledger: &LedgerInfo, _row: LedgerRow<'_>, _outcome: Outcome) -> Result<(), ReportError> {
        Ok(())
    }

    /// Takes the near misses of one row, where they are wanted. Most sinks have no use for them.
    ///
    /// # Errors
    /// What could not be written, and why.
    fn near(&mut self, _ledger: &LedgerInfo, _row: LedgerRow<'_>, _misses: &[NearMiss]) -> Result<(), ReportError> {
        Ok(())
    }
}
