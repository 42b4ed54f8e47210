//! Settings: validated and complete. A flag wins over `tamis.toml`, which wins over the default.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ledger::{HeaderSet, ReadOptions};
use crate::model::{Day, Role, Score, Verdict};
use crate::report::hex;
use crate::screener::Config;

use super::args::{
    CheckArgs, ColumnsArgs, ConfigArgs, EvalArgs, ListArgs, ListsArgs, ReadArgs, ScreenArgs, ValidateArgs,
};
use super::config_file;
use super::failure::Failure;

/// The forms that flagged findings are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// flagged.csv
    Csv,
    /// flagged.jsonl
    Jsonl,
}

/// What makes the exit status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum FailOn {
    /// A match
    Match,
    /// A match or a review
    Review,
    /// Any finding that is reported row by row
    Advisory,
}

impl FailOn {
    /// The verdict it starts at.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Match => Verdict::Match,
            Self::Review => Verdict::Review,
            Self::Advisory => Verdict::Advisory,
        }
    }
}

/// Settings of one source, flags or file, as far as it gives them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    pub list: Option<Vec<PathBuf>>,
    pub only_list: Option<Vec<String>>,
    pub no_bundled: Option<bool>,
    pub as_of: Option<Day>,
    pub min_score: Option<u8>,
    pub map: Option<Vec<(Role, String)>>,
    pub encoding: Option<String>,
    pub delimiter: Option<u8>,
    pub no_header: Option<bool>,
    pub header_row: Option<u64>,
    pub sheet: Option<String>,
    pub max_unpacked: Option<u64>,
    /// Roles for the ledgers that have certain headers; from the file only.
    pub header_sets: Option<Vec<HeaderSet>>,
    pub output: Option<PathBuf>,
    pub force: Option<bool>,
    pub format: Option<Vec<Format>>,
    pub sector_advisories: Option<bool>,
    pub fail_on: Option<Vec<FailOn>>,
    pub threads: Option<u16>,
    pub quiet: Option<bool>,
    pub no_progress: Option<bool>,
}

/// Everything a command needs to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What decides the report's bytes.
    pub answer: Answer,
    /// Lists of the user's.
    pub own_lists: Vec<PathBuf>,
    /// How ledgers are read.
    pub read: ReadOptionsOf,
    /// The day whose state of the lists counts.
    pub as_of: Day,
    /// The report directory; `None` is standard output.
    pub output: Option<PathBuf>,
    /// Replace an existing report.
    pub force: bool,
    /// What makes the exit status 1, as far as given.
    pub fail_on: Vec<FailOn>,
    /// Workers.
    pub threads: usize,
    /// No summary, no notes.
    pub quiet: bool,
    /// Show progress on a terminal.
    pub progress: bool,
    /// The settings file that was read.
    pub file: Option<PathBuf>,
}

/// How ledgers are read, comparable and printable.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadOptionsOf {
    map: Vec<(Role, String)>,
    encoding: Option<String>,
    delimiter: Option<u8>,
    no_header: bool,
    header_row: Option<u64>,
    sheet: Option<String>,
    max_unpacked: Option<u64>,
    header_sets: Vec<HeaderSet>,
}

/// The settings that decide what a report says; printed in `run.json`, and their digest with them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    as_of: String,
    min_score: u8,
    sector_advisories: bool,
    formats: Vec<Format>,
    bundled_lists: bool,
    only_lists: Vec<String>,
    map: Vec<String>,
    encoding: Option<String>,
    delimiter: Option<String>,
    no_header: bool,
    header_row: Option<u64>,
    sheet: Option<String>,
    max_unpacked: Option<u64>,
    header_sets: Vec<String>,
}

impl Answer {
    /// The bundled lists are used.
    pub fn bundled(&self) -> bool {
        self.bundled_lists
    }

    /// Ids of the lists that are used alone; empty for all.
    pub fn only(&self) -> &[String] {
        &self.only_lists
    }

    /// Forms of the flagged findings.
    pub fn formats(&self) -> &[Format] {
        &self.formats
    }

    /// Programme-wide advisories are reported row by row.
    pub fn sector_advisories(&self) -> bool {
        self.sector_advisories
    }

    /// As printed in `run.json`.
    pub fn value(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// SHA-256 of the compact JSON form, in hex.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.value().to_string().as_bytes()))
    }
}

impl Layer {
    /// This layer where it speaks, the lower one where it does not.
    pub fn over(self, lower: Self) -> Self {
        Self {
            list: self.list.or(lower.list),
            only_list: self.only_list.or(lower.only_list),
            no_bundled: self.no_bundled.or(lower.no_bundled),
            as_of: self.as_of.or(lower.as_of),
            min_score: self.min_score.or(lower.min_score),
            map: self.map.or(lower.map),
            encoding: self.encoding.or(lower.encoding),
            delimiter: self.delimiter.or(lower.delimiter),
            no_header: self.no_header.or(lower.no_header),
            header_row: self.header_row.or(lower.header_row),
            sheet: self.sheet.or(lower.sheet),
            max_unpacked: self.max_unpacked.or(lower.max_unpacked),
            header_sets: self.header_sets.or(lower.header_sets),
            output: self.output.or(lower.output),
            force: self.force.or(lower.force),
            format: self.format.or(lower.format),
            sector_advisories: self.sector_advisories.or(lower.sector_advisories),
            fail_on: self.fail_on.or(lower.fail_on),
            threads: self.threads.or(lower.threads),
            quiet: self.quiet.or(lower.quiet),
            no_progress: self.no_progress.or(lower.no_progress),
        }
    }

    fn with_lists(mut self, args: ListArgs) -> Self {
        self.list = given(args.list);
        self.only_list = given(args.only_list);
        self.no_bundled = args.no_bundled.then_some(true);
        self.as_of = args.as_of;
        self
    }

    fn with_reading(mut self, args: ReadArgs) -> Self {
        self.map = given(args.map);
        self.encoding = args.encoding;
        self.delimiter = args.delimiter;
        self.no_header = args.no_header.then_some(true);
        self.header_row = args.header_row;
        self.sheet = args.sheet;
        self.max_unpacked = args.max_unpacked;
        self
    }
}

/// A repeatable flag that was not typed says nothing.
fn given<T>(values: Vec<T>) -> Option<Vec<T>> {
    (!values.is_empty()).then_some(values)
}

/// The machine's day, read once a run.
#[derive(Debug, Clone, Copy)]
pub struct Today(pub Day);

impl Today {
    /// Today in UTC.
    pub fn now() -> Self {
        Self(Day::from(jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()))
    }
}

impl Settings {
    /// Settings of `tamis screen`.
    ///
    /// # Errors
    /// An unreadable settings file, or settings that contradict each other.
    pub fn screen(args: ScreenArgs, today: Today) -> Result<Self, Failure> {
        let flags = Layer {
            output: args.output,
            force: args.force.then_some(true),
            format: given(args.format),
            sector_advisories: args.sector_advisories.then_some(true),
            min_score: args.min_score,
            fail_on: given(args.fail_on),
            threads: args.threads,
            quiet: args.quiet.then_some(true),
            no_progress: args.no_progress.then_some(true),
            ..Layer::default()
        };
        Self::build(flags.with_lists(args.lists).with_reading(args.read), &args.config, today)
    }

    /// Settings of `tamis columns`.
    ///
    /// # Errors
    /// An unreadable settings file.
    pub fn columns(args: ColumnsArgs, today: Today) -> Result<Self, Failure> {
        Self::build(Layer::default().with_reading(args.read), &args.config, today)
    }

    /// Settings of `tamis check`.
    ///
    /// # Errors
    /// An unreadable settings file.
    pub fn check(args: &CheckArgs, today: Today) -> Result<Self, Failure> {
        let flags = Layer { min_score: args.min_score, fail_on: given(args.fail_on.clone()), ..Layer::default() };
        Self::build(flags.with_lists(args.lists.clone()), &args.config, today)
    }

    /// Settings of `tamis lists`.
    ///
    /// # Errors
    /// An unreadable settings file.
    pub fn lists(args: &ListsArgs, today: Today) -> Result<Self, Failure> {
        Self::build(Layer::default().with_lists(args.lists.clone()), &args.config, today)
    }

    /// Settings of `tamis eval`.
    ///
    /// # Errors
    /// An unreadable settings file.
    pub fn eval(args: &EvalArgs, today: Today) -> Result<Self, Failure> {
        let flags = Layer { min_score: args.min_score, ..Layer::default() };
        Self::build(flags.with_lists(args.lists.clone()), &args.config, today)
    }

    /// Settings of `tamis validate`. A least score of the settings file does not count: found is what is found at all.
    ///
    /// # Errors
    /// An unreadable settings file.
    pub fn validate(args: &ValidateArgs, today: Today) -> Result<Self, Failure> {
        let flags = Layer { min_score: Some(0), threads: args.threads, ..Layer::default() };
        Self::build(flags.with_lists(args.lists.clone()), &args.config, today)
    }

    fn build(flags: Layer, config: &ConfigArgs, today: Today) -> Result<Self, Failure> {
        let (file, lower) = config_file::find(config.config.as_deref())?;
        let mut settings = Self::complete(flags.over(lower), today)?;
        settings.file = file;
        Ok(settings)
    }

    /// Fills in the defaults and checks what belongs together.
    fn complete(layer: Layer, today: Today) -> Result<Self, Failure> {
        let output = layer.output.unwrap_or_else(|| PathBuf::from("tamis-report"));
        let output = (output.as_os_str() != "-").then_some(output);
        let formats = match (layer.format, &output) {
            (Some(mut formats), _) => {
                formats.sort();
                formats.dedup();
                formats
            }
            (None, Some(_)) => vec![Format::Csv, Format::Jsonl],
            (None, None) => vec![Format::Csv],
        };
        if output.is_none() && formats.len() > 1 {
            return Err(Failure::usage("standard output holds one form only; choose --format csv or --format jsonl"));
        }
        let list = layer.list.unwrap_or_default();
        let bundled_lists = !layer.no_bundled.unwrap_or(false);
        if !bundled_lists && list.is_empty() {
            return Err(Failure::usage("--no-bundled leaves no list to screen against; add one with --list PATH"));
        }
        let as_of = layer.as_of.unwrap_or(today.0);
        let read = ReadOptionsOf {
            map: layer.map.unwrap_or_default(),
            encoding: layer.encoding,
            delimiter: layer.delimiter,
            no_header: layer.no_header.unwrap_or(false),
            header_row: layer.header_row,
            sheet: layer.sheet,
            max_unpacked: layer.max_unpacked,
            header_sets: layer.header_sets.unwrap_or_default(),
        };
        if read.no_header && read.header_row.is_some() {
            return Err(Failure::usage("no-header and header-row contradict each other; take one of them away"));
        }
        let answer = Answer {
            as_of: as_of.to_string(),
            min_score: layer.min_score.unwrap_or(0),
            sector_advisories: layer.sector_advisories.unwrap_or(false),
            formats,
            bundled_lists,
            only_lists: layer.only_list.unwrap_or_default(),
            map: read.map.iter().map(|(role, header)| format!("{role}={header}")).collect(),
            encoding: read.encoding.clone(),
            delimiter: read.delimiter.map(|d| char::from(d).to_string()),
            no_header: read.no_header,
            header_row: read.header_row,
            sheet: read.sheet.clone(),
            max_unpacked: read.max_unpacked,
            header_sets: read.header_sets.iter().map(HeaderSet::to_string).collect(),
        };
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            answer,
            own_lists: list,
            read,
            as_of,
            output,
            force: layer.force.unwrap_or(false),
            fail_on: layer.fail_on.unwrap_or_default(),
            threads: layer.threads.map_or_else(cores, usize::from),
            quiet: layer.quiet.unwrap_or(false),
            progress: !layer.no_progress.unwrap_or(false),
            file: None,
        })
    }

    /// What the screener needs to know.
    pub fn config(&self) -> Config {
        Config { as_of: self.as_of, min_score: Score(self.answer.min_score) }
    }

    /// What the ledger reader needs to know.
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions {
            encoding: self.read.encoding.clone(),
            delimiter: self.read.delimiter,
            no_header: self.read.no_header,
            map: self.read.map.clone(),
            header_row: self.read.header_row,
            sheet: self.read.sheet.clone(),
            max_unpacked: self.read.max_unpacked,
            header_sets: self.read.header_sets.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Today {
        Today("2026-11-24".parse().unwrap())
    }

    #[test]
    fn a_flag_wins_over_the_file_which_wins_over_the_default() -> Result<(), Failure> {
        let file =
            Layer { min_score: Some(40), threads: Some(3), only_list: Some(vec!["a".to_owned()]), ..Layer::default() };
        let flags = Layer { min_score: Some(70), ..Layer::default() };
        let settings = Settings::complete(flags.over(file), today())?;
        assert_eq!(settings.answer.min_score, 70);
        assert_eq!(settings.threads, 3);
        assert_eq!(settings.answer.only(), ["a"]);
        assert_eq!(settings.as_of, today().0, "neither gives a day: today");
        assert_eq!(settings.output, Some(PathBuf::from("tamis-report")));
        Ok(())
    }

    #[test]
    fn the_digest_depends_on_what_decides_the_answer_and_on_nothing_else() -> Result<(), Failure> {
        let digest = |layer: Layer| Settings::complete(layer, today()).map(|s| s.answer.digest());
        let plain = digest(Layer::default())?;
        let other_run = Layer {
            threads: Some(7),
            quiet: Some(true),
            force: Some(true),
            output: Some("x".into()),
            ..Layer::default()
        };
        assert_eq!(digest(other_run)?, plain);
        assert_ne!(digest(Layer { min_score: Some(1), ..Layer::default() })?, plain);
        assert_ne!(digest(Layer { as_of: "2021-05-01".parse().ok(), ..Layer::default() })?, plain);
        Ok(())
    }

    #[test]
    fn contradictions_are_refused() {
        let stdout_twice =
            Layer { output: Some("-".into()), format: Some(vec![Format::Csv, Format::Jsonl]), ..Layer::default() };
        assert!(Settings::complete(stdout_twice, today()).is_err());
        assert!(Settings::complete(Layer { no_bundled: Some(true), ..Layer::default() }, today()).is_err());
    }
}
