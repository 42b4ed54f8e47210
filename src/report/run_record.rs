//! `run.json`: what was screened against what, and how, so that a result can be repeated and checked.
//!
//! Everything but the `run` key follows from inputs, lists and settings: equal runs differ there only. So what does not
//! change an answer (command line, threads, times) stands under `run`.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use crate::model::Lists;

use super::{Counts, LedgerOutcome, ReportError, ReportFile};

/// What `run.json` holds besides the run's own facts.
#[derive(Debug)]
pub struct RunRecord<'a> {
    /// Settings that decide the report's bytes, in their printable form.
    pub settings: serde_json::Value,
    /// SHA-256 of the settings, in hex.
    pub settings_digest: &'a str,
    /// The ledgers in order.
    pub ledgers: &'a [LedgerOutcome],
    /// The lists in force.
    pub lists: &'a Lists,
    /// Counts of findings, rows and parties.
    pub counts: Counts,
    /// Problems by kind.
    pub problems: &'a BTreeMap<String, u64>,
    /// What the reader should know besides ("given twice, screened once").
    pub notes: &'a [String],
}

/// The only part that may differ between equal runs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RunFacts {
    /// UTC, to the second.
    pub started: String,
    /// UTC, to the second.
    pub ended: String,
    /// Who ran it, as the system says.
    pub operator: String,
    /// Where, as the system says.
    pub machine: String,
    /// The words of the command line.
    pub command_line: Vec<String>,
    /// Workers.
    pub threads: usize,
    /// Seconds from opening the ledgers to the last finding.
    pub seconds: f64,
    /// Rows a second in that time.
    pub rows_per_second: u64,
    /// Verdicts of `--fail-on`.
    pub fail_on: Vec<&'static str>,
    /// The settings file that was read.
    pub settings_file: Option<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    tool: &'static str,
    version: &'static str,
    complete: bool,
    settings: &'a serde_json::Value,
    settings_sha256: &'a str,
    inputs: Vec<Input<'a>>,
    lists: Vec<List<'a>>,
    counts: Totals<'a>,
    notes: &'a [String],
    disclaimer: &'static str,
    run: &'a RunFacts,
}

#[derive(Serialize)]
struct Input<'a> {
    name: &'a str,
    size: Option<u64>,
    sha256: Option<&'a str>,
    encoding: &'a str,
    encoding_ground: &'a str,
    delimiter: Option<String>,
    columns: Vec<Column<'a>>,
    rows_read: u64,
    rows_clean: u64,
    rows_flagged: u64,
    rows_unreadable: u64,
    problems: u64,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct Column<'a> {
    header: &'a str,
    role: &'static str,
    confidence: u8,
    ground: &'a str,
}

#[derive(Serialize)]
struct List<'a> {
    id: &'a str,
    title: &'a str,
    authority: &'a str,
    as_of: String,
    coverage: String,
    missing: &'a str,
    bars: &'static str,
    bundled: bool,
    entries: usize,
    names: usize,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Totals<'a> {
    rows_read: u64,
    rows_clean: u64,
    rows_flagged: u64,
    rows_unreadable: u64,
    findings: ByVerdict,
    rows: ByVerdict,
    parties: ByVerdict,
    sector_advisories: Sector,
    problems: &'a BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct ByVerdict {
    r#match: u64,
    review: u64,
    advisory: u64,
}

#[derive(Serialize)]
struct Sector {
    rows: u64,
    parties: u64,
}

impl From<[u64; 3]> for ByVerdict {
    fn from([r#match, review, advisory]: [u64; 3]) -> Self {
        Self { r#match, review, advisory }
    }
}

impl RunRecord<'_> {
    /// Writes the document.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn write(&self, file: &mut ReportFile, run: &RunFacts) -> Result<(), ReportError> {
        let sum = |of: fn(&LedgerOutcome) -> u64| self.ledgers.iter().map(of).sum();
        let document = Document {
            tool: "tamis",
            version: env!("CARGO_PKG_VERSION"),
            complete: self.ledgers.iter().all(LedgerOutcome::is_complete),
            settings: &self.settings,
            settings_sha256: self.settings_digest,
            inputs: self.ledgers.iter().map(input).collect(),
            lists: self.lists.lists().iter().map(list).collect(),
            counts: Totals {
                rows_read: sum(|l| l.rows_read),
                rows_clean: sum(|l| l.rows_clean),
                rows_flagged: sum(|l| l.rows_flagged),
                rows_unreadable: sum(|l| l.rows_unreadable),
                findings: self.counts.findings.into(),
                rows: self.counts.rows.into(),
                parties: self.counts.parties.into(),
                sector_advisories: Sector { rows: self.counts.sector_rows, parties: self.counts.sector_parties },
                problems: self.problems,
            },
            notes: self.notes,
            disclaimer: "Possible matches for a person to look at, never violations. No legal advice.",
            run,
        };
        let path = file.path().to_owned();
        let failed = |e: std::io::Error| ReportError::io("writing", &path, e);
        serde_json::to_writer_pretty(&mut *file, &document).map_err(|e| failed(e.into()))?;
        file.write_all(b"\n").map_err(failed)
    }
}

fn input(ledger: &LedgerOutcome) -> Input<'_> {
    Input {
        name: &ledger.name,
        size: ledger.size,
        sha256: ledger.sha256.as_deref(),
        encoding: &ledger.encoding.0,
        encoding_ground: &ledger.encoding.1,
        delimiter: ledger.delimiter.map(|d| char::from(d).to_string()),
        columns: ledger
            .columns
            .iter()
            .map(|(header, role, confidence, ground)| Column {
                header,
                role: role.as_str(),
                confidence: *confidence,
                ground,
            })
            .collect(),
        rows_read: ledger.rows_read,
        rows_clean: ledger.rows_clean,
        rows_flagged: ledger.rows_flagged,
        rows_unreadable: ledger.rows_unreadable,
        problems: ledger.problems,
        error: ledger.error.as_deref(),
    }
}

fn list(list: &crate::model::Watchlist) -> List<'_> {
    List {
        id: &list.id.0,
        title: &list.title,
        authority: &list.authority,
        as_of: list.as_of.to_string(),
        coverage: list.coverage.to_string(),
        missing: &list.missing,
        bars: list.bars.as_str(),
        bundled: list.bundled,
        entries: list.entries.len(),
        names: list.entries.iter().map(|e| e.names.len()).sum(),
        sha256: &list.digest,
    }
}
