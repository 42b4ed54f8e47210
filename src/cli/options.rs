//! Options as one source gives them: the flags of a command line, or `tamis.toml`. Both use the same words.
//!
//! [`Options::merge`] lays one source over another; [`Settings`](super::settings::Settings) is the complete and checked
//! result. Parsing opens nothing. The options are in groups, so that a command takes only those that it uses.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use serde::{Deserialize, Serialize};

use crate::ledger::HeaderSet;
use crate::model::{Day, Verdict};
use crate::screener::MOST_NEAR;

use super::values::{
    RoleHeader, bytes, bytes_key, day_key, delimiter, delimiter_key, header_sets_key, line_key, map_key, near_key,
    role_header, score_key, threads_key,
};

/// All options of one source.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct Options {
    #[command(flatten)]
    pub report: ReportOptions,
    #[command(flatten)]
    pub findings: FindingOptions,
    #[command(flatten)]
    pub lists: ListOptions,
    #[command(flatten)]
    pub reading: ReadingOptions,
    #[command(flatten)]
    pub config: ConfigOption,
    #[command(flatten)]
    pub run: RunOptions,
}

/// What is written, and where.
#[derive(Debug, Clone, Default, PartialEq, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[command(next_help_heading = "Report")]
pub struct ReportOptions {
    /// Report directory, or - for standard output [default: tamis-report]
    ///
    /// Standard output has the findings alone, in one form.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// Replace an existing report
    #[arg(long)]
    pub force: bool,
    /// Forms of the findings: csv, jsonl, html, xlsx [default: csv,jsonl]
    ///
    /// Several are separated by commas. html is report.html: one file to read, filter, search and print in a browser.
    /// xlsx is a workbook. With -o - there is one form, csv or jsonl.
    #[arg(long, value_name = "FORMS", value_delimiter = ',', hide_possible_values = true)]
    pub format: Option<Vec<Format>>,
    /// Begin CSV reports without a byte order mark; spreadsheets need it to show Chinese names
    #[arg(long, hide_short_help = true)]
    pub no_bom: bool,
    /// Form of the summary: text, json [default: text]
    ///
    /// It goes to standard output, and with -o - to standard error.
    #[arg(long, hide_short_help = true, value_name = "FORM", hide_possible_values = true)]
    pub summary: Option<SummaryForm>,
    /// Report priority-sector advisories row by row, not only once a party
    #[arg(long, hide_short_help = true)]
    pub sector_advisories: bool,
    /// Mark what is new since the report in DIR; gone.csv lists what is gone
    ///
    /// A finding is a party and an entry. Fills the columns `since` and `since_reason`; DIR may be the one that --force
    /// replaces.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub since: Option<PathBuf>,
    /// Sum this column of amounts for each party, in parties.csv
    ///
    /// Amounts are added whatever their currency. 1,250.00 and 1.250,00 are told apart ledger by ledger.
    #[arg(long, hide_short_help = true, value_name = "COLUMN", value_hint = ValueHint::Other)]
    pub sum: Option<String>,
    /// Also write near-misses.csv: the N best candidates of each party that stay under a threshold, 1 to 20
    ///
    /// For the review of thresholds: they are no findings and never counted.
    #[arg(long, hide_short_help = true, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST_NEAR)))]
    #[serde(deserialize_with = "near_key")]
    pub near: Option<u8>,
    /// Also write screened.csv.gz: one line for each row, clean ones too, as proof that it was screened
    ///
    /// File, row, line, key, a digest of the party's cells, and the outcome.
    #[arg(long, hide_short_help = true)]
    pub evidence: bool,
    /// Sign the report's manifest with this secret key of minisign
    ///
    /// Writes MANIFEST.sha256.minisig. The password of the key, if it has one, is in the variable TAMIS_SIGN_PASSWORD.
    #[arg(long, hide_short_help = true, value_name = "KEY", value_hint = ValueHint::FilePath)]
    pub sign: Option<PathBuf>,
}

/// Which findings count.
#[derive(Debug, Clone, Default, PartialEq, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[command(next_help_heading = "Report")]
pub struct FindingOptions {
    /// Leave out findings below this score, 0 to 100 [default: 0]
    #[arg(long, hide_short_help = true, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    #[serde(deserialize_with = "score_key")]
    pub min_score: Option<u8>,
    /// Exit with 1 on: match, review, advisory, new-match, new-review, stale
    ///
    /// Repeatable. Findings that are reported row by row count; for new-match and new-review those that are new since
    /// the report of --since; for stale, lists that are older than --max-list-age.
    #[arg(long, value_name = "VERDICT", hide_possible_values = true)]
    pub fail_on: Option<Vec<FailOn>>,
    /// A company of your own: where a row has another party, it is never taken for the maker (repeatable)
    #[arg(long, hide_short_help = true, value_name = "NAME")]
    #[serde(alias = "own_firm")]
    pub own_firm: Option<Vec<String>>,
}

/// Which lists.
#[derive(Debug, Clone, Default, PartialEq, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[command(next_help_heading = "Lists")]
pub struct ListOptions {
    /// Add an official file, a folder of such, or a table of your own (repeatable)
    ///
    /// Recognised by content: the Consolidated Screening List (CSV, JSON), OFAC SDN and consolidated (sdn.csv with
    /// alt.csv, add.csv and sdn_comments.csv; XML; advanced XML), the Denied Persons List, supplements to 15 CFR part
    /// 744 (eCFR XML), CBP's withhold release orders (CSV), the UFLPA page of DHS (HTML), OpenSanctions
    /// (targets.simple.csv, FollowTheMoney). A table of your own has a column `name`, and as known `aliases` (separated
    /// by `;`), `id`, `country`, `address`, `city`: `tamis lists template` prints one.
    #[arg(long, value_name = "PATH", global = true, value_hint = ValueHint::FilePath)]
    pub list: Option<Vec<PathBuf>>,
    /// Leave a list out (repeatable)
    #[arg(long, hide_short_help = true, value_name = "ID", global = true, value_hint = ValueHint::Other)]
    pub without_list: Option<Vec<String>>,
    /// Use a bundled list that tamis.toml leaves out (repeatable)
    #[arg(long, hide_short_help = true, value_name = "ID", global = true, value_hint = ValueHint::Other)]
    pub bundled_list: Option<Vec<String>>,
    /// Use this list only (repeatable)
    #[arg(long, value_name = "ID", global = true, value_hint = ValueHint::Other)]
    pub only_list: Option<Vec<String>>,
    /// Leave the bundled lists out
    #[arg(long, hide_short_help = true, global = true)]
    pub no_bundled: bool,
    /// Also use the lists that `tamis lists update` keeps; no connection is opened
    #[arg(long, visible_alias = "updated", hide_short_help = true, global = true)]
    pub updated_lists: bool,
    /// The day whose state of the lists counts, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", global = true)]
    #[serde(deserialize_with = "day_key")]
    pub as_of: Option<Day>,
    /// Days from which a list is stale [default: 100 for official lists, none for lists of your own]
    #[arg(long, hide_short_help = true, value_name = "DAYS", global = true)]
    pub max_list_age: Option<u16>,
}

impl ListOptions {
    /// Ids of the lists that are left out.
    pub fn left_out(&self) -> Vec<String> {
        let back = self.bundled_list.as_deref().unwrap_or_default();
        self.without_list.iter().flatten().filter(|id| !back.contains(id)).cloned().collect()
    }
}

/// How ledgers are read.
#[derive(Debug, Clone, Default, PartialEq, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[command(next_help_heading = "Reading")]
pub struct ReadingOptions {
    /// Take a column for a role: name="Vendor Nm" (repeatable)
    ///
    /// Roles: name, parent, address, city, region, postal_code, country, origin, product, hts, mid, id, key, title,
    /// phone, email, date, other. Where a row has several parties, with the party before it: manufacturer.city.
    #[arg(long, value_name = "ROLE=HEADER", value_parser = role_header)]
    #[serde(deserialize_with = "map_key")]
    pub map: Option<Vec<RoleHeader>>,
    /// Encoding of text ledgers, such as gb18030 [default: detected]
    ///
    /// Names as browsers know them: utf-8, windows-1252, gb18030, big5, shift_jis.
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Other)]
    pub encoding: Option<String>,
    /// Delimiter: comma, semicolon, tab, pipe, or one character [default: detected]
    #[arg(long, hide_short_help = true, value_name = "CHAR", value_parser = delimiter)]
    #[serde(deserialize_with = "delimiter_key")]
    pub delimiter: Option<u8>,
    /// The first row is data, not a header
    #[arg(long, hide_short_help = true, conflicts_with = "header_row")]
    pub no_header: bool,
    /// Line of the header, from 1 (the sheet's row for workbooks) [default: found]
    #[arg(long, hide_short_help = true, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    #[serde(deserialize_with = "line_key")]
    pub header_row: Option<u64>,
    /// The one sheet of a workbook to read [default: every sheet]
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Other)]
    pub sheet: Option<String>,
    /// What an archive or workbook may unpack to, in bytes, or with K, M or G after the number [default: 400 times its
    /// size, 1G at least, for archives; 4G for workbooks]
    #[arg(long, hide_short_help = true, value_name = "BYTES", value_parser = bytes)]
    #[serde(deserialize_with = "bytes_key")]
    pub max_unpacked: Option<u64>,
    /// Read the sub-folders of directories as well
    ///
    /// Links to folders are not followed.
    #[arg(long)]
    pub recursive: bool,
    // Roles for the ledgers that have certain headers; in the file only.
    #[arg(skip)]
    #[serde(rename = "header-set", deserialize_with = "header_sets_key")]
    pub header_sets: Option<Vec<HeaderSet>>,
}

/// Where settings come from; on the command line only.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "Settings")]
pub struct ConfigOption {
    /// Settings file; a flag wins over it [default: tamis.toml of the working directory, if there is one]
    #[arg(long, hide_short_help = true, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

/// How the program runs; changes no answer.
#[derive(Debug, Clone, Default, PartialEq, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[command(next_help_heading = "Run")]
pub struct RunOptions {
    /// Workers; the report is the same at any number [default: the machine's cores]
    #[arg(long, hide_short_help = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    #[serde(deserialize_with = "threads_key")]
    pub threads: Option<u16>,
    /// No summary and no notes; errors only
    #[arg(short, long)]
    pub quiet: bool,
    /// No progress bar (there is none where standard error is no terminal)
    #[arg(long, hide_short_help = true)]
    pub no_progress: bool,
}

/// The forms that flagged findings are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// flagged.csv
    Csv,
    /// flagged.jsonl
    Jsonl,
    /// flagged.xlsx
    Xlsx,
    /// report.html
    Html,
}

/// Forms of the summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SummaryForm {
    /// For reading
    #[default]
    Text,
    /// For programs: one JSON object
    Json,
}

/// What makes the exit status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// A match
    Match,
    /// A match or a review
    Review,
    /// Any finding that is reported row by row
    Advisory,
    /// A match that is new since the report of --since
    NewMatch,
    /// A match or a review that is new since the report of --since
    NewReview,
    /// A list that is older than --max-list-age
    Stale,
}

impl FailOn {
    /// The least verdict; none where no finding is meant.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Match | Self::NewMatch => Some(Verdict::Match),
            Self::Review | Self::NewReview => Some(Verdict::Review),
            Self::Advisory => Some(Verdict::Advisory),
            Self::Stale => None,
        }
    }

    /// True where only new findings count.
    pub fn is_new(self) -> bool {
        matches!(self, Self::NewMatch | Self::NewReview)
    }

    /// The word of the flag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Review => "review",
            Self::Advisory => "advisory",
            Self::NewMatch => "new-match",
            Self::NewReview => "new-review",
            Self::Stale => "stale",
        }
    }
}

impl Options {
    /// These options where they say something, the lower ones where they do not.
    pub fn merge(self, lower: Self) -> Self {
        Self {
            report: ReportOptions {
                output: self.report.output.or(lower.report.output),
                force: self.report.force || lower.report.force,
                format: self.report.format.or(lower.report.format),
                no_bom: self.report.no_bom || lower.report.no_bom,
                summary: self.report.summary.or(lower.report.summary),
                sector_advisories: self.report.sector_advisories || lower.report.sector_advisories,
                since: self.report.since.or(lower.report.since),
                sum: self.report.sum.or(lower.report.sum),
                near: self.report.near.or(lower.report.near),
                evidence: self.report.evidence || lower.report.evidence,
                sign: self.report.sign.or(lower.report.sign),
            },
            findings: FindingOptions {
                min_score: self.findings.min_score.or(lower.findings.min_score),
                own_firm: self.findings.own_firm.or(lower.findings.own_firm),
                fail_on: self.findings.fail_on.or(lower.findings.fail_on),
            },
            lists: ListOptions {
                list: self.lists.list.or(lower.lists.list),
                without_list: self.lists.without_list.or(lower.lists.without_list),
                bundled_list: self.lists.bundled_list.or(lower.lists.bundled_list),
                only_list: self.lists.only_list.or(lower.lists.only_list),
                no_bundled: self.lists.no_bundled || lower.lists.no_bundled,
                updated_lists: self.lists.updated_lists || lower.lists.updated_lists,
                as_of: self.lists.as_of.or(lower.lists.as_of),
                max_list_age: self.lists.max_list_age.or(lower.lists.max_list_age),
            },
            reading: ReadingOptions {
                map: self.reading.map.or(lower.reading.map),
                encoding: self.reading.encoding.or(lower.reading.encoding),
                delimiter: self.reading.delimiter.or(lower.reading.delimiter),
                no_header: self.reading.no_header || lower.reading.no_header,
                header_row: self.reading.header_row.or(lower.reading.header_row),
                sheet: self.reading.sheet.or(lower.reading.sheet),
                max_unpacked: self.reading.max_unpacked.or(lower.reading.max_unpacked),
                recursive: self.reading.recursive || lower.reading.recursive,
                header_sets: self.reading.header_sets.or(lower.reading.header_sets),
            },
            config: ConfigOption { config: self.config.config.or(lower.config.config) },
            run: RunOptions {
                threads: self.run.threads.or(lower.run.threads),
                quiet: self.run.quiet || lower.run.quiet,
                no_progress: self.run.no_progress || lower.run.no_progress,
            },
        }
    }
}
