//! Settings: complete and checked. A flag wins over `tamis.toml`, which wins over the default.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::ledger::{HeaderSet, ReadOptions};
use crate::model::{Day, Score};
use crate::screener::Config;

use super::config_file;
use super::failure::Failure;
use super::list_update;
use super::options::{FailOn, Format, Options, SummaryForm};
use super::values::RoleHeader;

/// Everything a command needs to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The day whose state of the lists counts.
    pub as_of: Day,
    /// Findings below this score are left out.
    pub min_score: Score,
    /// The user's own companies.
    pub own_firms: Vec<String>,
    /// Programme-wide advisories are reported row by row.
    pub sector_advisories: bool,
    /// Near misses of each party that are written; 0 for none.
    pub near: usize,
    /// A line for each row is written as proof that it was screened.
    pub evidence: bool,
    /// The secret key that signs the manifest.
    pub sign: Option<PathBuf>,
    /// Forms of the flagged findings, sorted.
    pub formats: Vec<Format>,
    /// The bundled lists are used.
    pub bundled_lists: bool,
    /// Ids of the only lists that are used; empty for all.
    pub only_lists: Vec<String>,
    /// Ids of lists that are left out.
    pub without_lists: Vec<String>,
    /// Days from which every list is stale; none for each list's own.
    pub max_list_age: Option<u16>,
    /// Lists of the user's.
    pub own_lists: Vec<PathBuf>,
    /// The names of the user's lists in the report, where these are not their paths.
    pub list_names: Vec<String>,
    /// Sub-folders are read too.
    pub recursive: bool,
    /// CSV reports begin with a byte order mark.
    pub bom: bool,
    /// The form of the summary.
    pub summary: SummaryForm,
    /// How ledgers are read.
    pub reading: ReadOptions,
    /// The report directory; `None` is standard output.
    pub output: Option<PathBuf>,
    /// Replace an existing report.
    pub force: bool,
    /// What makes the exit status 1.
    pub fail_on: Vec<FailOn>,
    /// The column that is summed for each party.
    pub sum: Option<String>,
    /// The earlier report that this one is compared with.
    pub since: Option<PathBuf>,
    /// Workers.
    pub threads: usize,
    /// No summary, no notes.
    pub quiet: bool,
    /// Show progress on a terminal.
    pub progress: bool,
    /// The settings file that was read.
    pub file: Option<PathBuf>,
}

impl Settings {
    /// The flags over the settings file, completed by the defaults.
    ///
    /// # Errors
    /// An unreadable settings file, or settings that contradict each other.
    pub fn new(flags: Options, today: Day) -> Result<Self, Failure> {
        let (file, lower) = config_file::find(flags.config.config.as_deref())?;
        let mut options = flags.merge(lower);
        if options.lists.updated_lists {
            options.lists.list.get_or_insert_default().extend(list_update::in_force()?);
        }
        Ok(Self { file, ..Self::complete(options, today)? })
    }

    /// Fills in the defaults and checks what belongs together.
    pub(super) fn complete(options: Options, today: Day) -> Result<Self, Failure> {
        let Options { report, findings, lists, reading, run, .. } = options;
        let output = report.output.unwrap_or_else(|| PathBuf::from("tamis-report"));
        let output = (output.as_os_str() != "-").then_some(output);
        let mut formats = report.format.unwrap_or_else(|| match output {
            Some(_) => vec![Format::Csv, Format::Jsonl],
            None => vec![Format::Csv],
        });
        formats.sort();
        formats.dedup();
        if output.is_none() && formats.len() > 1 {
            return Err(Failure::usage("standard output holds one form only; choose --format csv or --format jsonl"));
        }
        if output.is_none() && formats.contains(&Format::Html) {
            return Err(Failure::usage("report.html is a file of the report; name a directory with -o"));
        }
        if output.is_none() && formats.contains(&Format::Xlsx) {
            return Err(Failure::usage("a workbook is a file of the report; name a directory with -o"));
        }
        if output.is_none() && report.sum.is_some() {
            return Err(Failure::usage("sums are a column of parties.csv; name a directory with -o"));
        }
        let fail_on = findings.fail_on.unwrap_or_default();
        let near = report.near.map_or(0, usize::from);
        if output.is_none() && near > 0 {
            return Err(Failure::usage("near misses are a file of the report; name a directory with -o"));
        }
        if output.is_none() && report.evidence {
            return Err(Failure::usage("screened.csv.gz is a file of the report; name a directory with -o"));
        }
        if output.is_none() && report.sign.is_some() {
            return Err(Failure::usage("a report directory is signed; name one with -o"));
        }
        let without_lists = lists.left_out();
        let own_lists = lists.list.unwrap_or_default();
        if lists.no_bundled && own_lists.is_empty() {
            return Err(Failure::usage("--no-bundled leaves no list to screen against; add one with --list PATH"));
        }
        if reading.no_header && reading.header_row.is_some() {
            return Err(Failure::usage("no-header and header-row contradict each other; take one of them away"));
        }
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            as_of: lists.as_of.unwrap_or(today),
            min_score: Score(findings.min_score.unwrap_or(0)),
            own_firms: findings.own_firm.unwrap_or_default(),
            sector_advisories: report.sector_advisories,
            near,
            evidence: report.evidence,
            sign: report.sign,
            formats,
            bundled_lists: !lists.no_bundled,
            without_lists,
            max_list_age: lists.max_list_age,
            only_lists: lists.only_list.unwrap_or_default(),
            own_lists,
            list_names: Vec::new(),
            recursive: reading.recursive,
            bom: !report.no_bom,
            summary: report.summary.unwrap_or_default(),
            reading: ReadOptions {
                map: reading.map.unwrap_or_default(),
                encoding: reading.encoding,
                delimiter: reading.delimiter,
                no_header: reading.no_header,
                header_row: reading.header_row,
                sheet: reading.sheet,
                max_unpacked: reading.max_unpacked,
                header_sets: reading.header_sets.unwrap_or_default(),
            },
            output,
            force: report.force,
            fail_on,
            since: report.since,
            sum: report.sum,
            threads: run.threads.map_or_else(cores, usize::from),
            quiet: run.quiet,
            progress: !run.no_progress,
            file: None,
        })
    }

    /// What the screener needs to know.
    pub fn config(&self) -> Config {
        Config { as_of: self.as_of, min_score: self.min_score, own_firms: self.own_firms.clone(), near: self.near }
    }

    /// The settings that decide what a report says, as `run.json` prints them. Their digest is printed with them.
    pub fn deciding(&self) -> Value {
        let reading = &self.reading;
        json!({
            "as_of": self.as_of.to_string(),
            "min_score": self.min_score.0,
            "own_firms": self.own_firms,
            "sector_advisories": self.sector_advisories,
            "near": self.near,
            "evidence": self.evidence,
            "sum": self.sum,
            "formats": self.formats,
            "bom": self.bom,
            "bundled_lists": self.bundled_lists,
            "only_lists": self.only_lists,
            "without_lists": self.without_lists,
            "max_list_age": self.max_list_age,
            "map": words(&reading.map),
            "encoding": reading.encoding,
            "delimiter": reading.delimiter.map(|d| char::from(d).to_string()),
            "no_header": reading.no_header,
            "header_row": reading.header_row,
            "sheet": reading.sheet,
            "max_unpacked": reading.max_unpacked,
            "recursive": self.recursive,
            "header_sets": reading.header_sets.iter().map(set).collect::<Vec<_>>(),
        })
    }
}

/// Roles and headers as `--map` has them.
fn words(map: &[RoleHeader]) -> Vec<String> {
    map.iter().map(|(role, header)| format!("{role}={header}")).collect()
}

fn set(set: &HeaderSet) -> Value {
    json!({ "headers": set.headers, "map": words(&set.map) })
}

#[cfg(test)]
mod tests {
    use super::super::options::{FindingOptions, ListOptions, ReportOptions, RunOptions};
    use super::*;

    fn settings(options: Options) -> Result<Settings, Failure> {
        Settings::complete(options, "2026-11-24".parse().unwrap())
    }

    #[test]
    fn only_what_decides_the_answer_is_among_the_deciding_settings() -> Result<(), Failure> {
        let deciding = |options| settings(options).map(|s| s.deciding());
        let plain = deciding(Options::default())?;
        let other_run = Options {
            run: RunOptions { threads: Some(7), quiet: true, no_progress: true },
            report: ReportOptions { force: true, output: Some("x".into()), ..ReportOptions::default() },
            ..Options::default()
        };
        assert_eq!(deciding(other_run)?, plain);
        let findings = FindingOptions { min_score: Some(1), ..FindingOptions::default() };
        assert_ne!(deciding(Options { findings, ..Options::default() })?, plain);
        let lists = ListOptions { as_of: "2021-05-01".parse().ok(), ..ListOptions::default() };
        assert_ne!(deciding(Options { lists, ..Options::default() })?, plain);
        Ok(())
    }
}
