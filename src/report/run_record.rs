//! `run.json`: what was screened against what, and how, so that a result can be repeated and checked.
//!
//! Everything but the `run` key follows from inputs, lists and settings: equal runs differ there only. So what does not
//! change an answer (command line, threads, times) is under `run`.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{Day, Lists, Watchlist};

use super::words::is_stale;
use super::{Counts, LedgerOutcome, LeftOut, ReportError, ReportFile, SinceCounts};

/// What `run.json` holds in addition to the run's own facts.
#[derive(Debug)]
pub struct RunRecord<'a> {
    /// Settings that decide the report's bytes, in their printable form.
    pub settings: Value,
    /// SHA-256 of the settings, in hex.
    pub settings_digest: &'a str,
    /// The ledgers in order.
    pub ledgers: &'a [LedgerOutcome],
    /// What folders hold besides ledgers.
    pub left_out: &'a [LeftOut],
    /// The lists in force.
    pub lists: &'a Lists,
    /// The day whose state of the lists counts.
    pub as_of: Day,
    /// Counts of findings, rows and parties.
    pub counts: Counts,
    /// Problems by kind.
    pub problems: &'a BTreeMap<String, u64>,
    /// What is new since an earlier report, where there is one.
    pub since: Option<&'a SinceCounts>,
    /// Notes for the reader ("given twice, screened once").
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
    /// The folder that the names of the ledgers are relative to.
    pub folder: Option<String>,
    /// Where the run stood: the paths that follow are relative to it.
    pub working_directory: Option<String>,
    /// The ledgers as they were named.
    pub ledgers: Vec<String>,
    /// The files of the user's lists.
    pub list_files: Vec<String>,
    /// What depends on the day of the run.
    pub notes: Vec<String>,
    /// Verdicts of `--fail-on`.
    pub fail_on: Vec<&'static str>,
    /// The earlier report of `--since`.
    pub since: Option<String>,
    /// The settings file that was read.
    pub settings_file: Option<String>,
}

impl RunRecord<'_> {
    /// Writes the document.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn write(&self, file: &mut ReportFile, run: &RunFacts) -> Result<(), ReportError> {
        let document = json!({
            "tool": "tamis",
            "version": env!("CARGO_PKG_VERSION"),
            "complete": self.ledgers.iter().all(LedgerOutcome::is_complete),
            "settings": self.settings,
            "settings_sha256": self.settings_digest,
            "inputs": self.ledgers.iter().map(input).collect::<Vec<_>>(),
            "lists": self.lists.lists().iter().map(|l| list(l, self.as_of)).collect::<Vec<_>>(),
            "left_out": self.left_out,
            "counts": input_counts(self.ledgers, self.counts, self.problems),
            "since": self.since.map(SinceCounts::json),
            "notes": self.notes,
            "context": context(self.lists),
            "disclaimer": "Possible matches for a person to look at, never violations. No legal advice.",
            "run": run,
        });
        let written = serde_json::to_writer_pretty(&mut *file, &document).map_err(std::io::Error::from);
        let written = written.and_then(|()| file.write_all(b"\n"));
        written.map_err(|e| ReportError::io("writing", file.path(), e))
    }
}

/// The documents of the U.S. government that say what the measures about Xinjiang answer to: cited once a report, not
/// in each reason.
fn context(lists: &Lists) -> Vec<Value> {
    let cited = ["POL-1", "POL-2"].into_iter().filter_map(|id| lists.find(&id.into()));
    let entries = cited.map(|ix| lists.entry(ix));
    entries.map(|e| json!({ "entry_id": e.id, "name": e.name, "source_url": e.source_urls.first() })).collect()
}

/// What was read and found, summed over the ledgers.
pub(super) fn input_counts(ledgers: &[LedgerOutcome], counts: Counts, problems: &BTreeMap<String, u64>) -> Value {
    let sum = |of: fn(&LedgerOutcome) -> u64| ledgers.iter().map(of).sum::<u64>();
    json!({
        "inputs": ledgers.len(),
        "inputs_unreadable": sum(|l| l.is_unread().into()),
        "inputs_cut_short": sum(|l| l.is_cut_short().into()),
        "rows_read": sum(|l| l.rows_read),
        "rows_clean": sum(|l| l.rows_clean),
        "rows_flagged": sum(|l| l.rows_flagged),
        "rows_unreadable": sum(|l| l.rows_unreadable),
        "titles_flagged": sum(|l| l.titles_flagged),
        "findings": by_verdict(counts.findings),
        "rows": by_verdict(counts.rows),
        "parties": by_verdict(counts.parties),
        "sector_advisories": { "rows": counts.sector_rows, "parties": counts.sector_parties },
        "problems": problems,
    })
}

/// How old a list is on the day that counts.
pub(super) fn list_state(list: &Watchlist, as_of: Day) -> Value {
    json!({
        "as_of": list.as_of.map(|day| day.to_string()),
        "age_days": list.as_of.map(|day| as_of.days_since(day)),
        "stale": is_stale(list, as_of),
    })
}

pub(super) fn by_verdict([r#match, review, advisory]: [u64; 3]) -> Value {
    json!({ "match": r#match, "review": review, "advisory": advisory })
}

fn input(ledger: &LedgerOutcome) -> Value {
    json!({
        "name": ledger.name,
        "size": ledger.size,
        "sha256": ledger.sha256,
        "encoding": ledger.encoding.0,
        "encoding_ground": ledger.encoding.1,
        "delimiter": ledger.delimiter.map(|d| char::from(d).to_string()),
        "columns": ledger.columns,
        "lines": ledger.lines,
        "rows_read": ledger.rows_read,
        "rows_clean": ledger.rows_clean,
        "rows_flagged": ledger.rows_flagged,
        "rows_by_verdict": by_verdict(ledger.rows_by_verdict),
        "rows_unreadable": ledger.rows_unreadable,
        "titles_flagged": ledger.titles_flagged,
        "problems": ledger.problems,
        "broken_off": ledger.broken_off,
        "error": ledger.error,
    })
}

/// Warnings of one list that the record holds; `tamis lists check` prints all.
const WARNINGS: usize = 100;

fn list(list: &Watchlist, as_of: Day) -> Value {
    let state = list_state(list, as_of);
    let mut value = json!({
        "id": list.id,
        "title": list.title,
        "authority": list.authority,
        "as_of": state["as_of"],
        "age_days": state["age_days"],
        "stale": state["stale"],
        "coverage": list.coverage.to_string(),
        "missing": list.missing,
        "bars": list.bars.as_str(),
        "bundled": list.bundled,
        "entries": list.entries.len(),
        "names": list.entries.iter().map(|e| e.names.len()).sum::<usize>(),
        "sha256": list.digest,
    });
    if !list.bundled {
        let used = list.columns.iter().filter(|c| !c.used_as.is_empty());
        let used: serde_json::Map<String, Value> = used.map(|c| (c.header.clone(), c.used_as.into())).collect();
        value["file"] = list.source.as_str().into();
        value["as_of_by"] = list.dated_by.as_str().into();
        value["columns"] = used.into();
        value["unused_columns"] = list.unused_columns().collect();
        value["warnings"] = list.warnings.iter().take(WARNINGS).map(ToString::to_string).collect();
        value["warnings_in_all"] = list.warnings.len().into();
    }
    value
}
