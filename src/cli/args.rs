//! Flags as typed. Parsing does no work and opens nothing: what is typed becomes a [`Layer`](super::settings::Layer).
//!
//! An option stands only with the commands in which it does something.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::{Day, Role};
use crate::validate::{DEFAULT_SEED, KINDS, Kind};

use super::settings::{FailOn, Format};

const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

const EXAMPLES: &str = "\
Examples:
  tamis screen vendors.csv                        write the report to tamis-report/
  tamis screen vendors.csv --fail-on match        exit status 1 if a match was found
  tamis screen 'ledgers/*.csv' --list ours.csv    several ledgers, a list of your own as well
  tamis columns vendors.csv                       what each column is taken for
  tamis check \"Hetian Taida Apparel\"              one party, every step explained
  tamis lists search taida                        what the lists say

Findings are possible matches for a person to look at, never violations. No legal advice.

";

const EXIT: &str = "\
Exit status:
  0  the run is complete
  1  complete, and something at or above --fail-on was found
  2  nothing was written: bad usage, an unreadable file, a bad list
  3  a report was written, but part of the input could not be read; the report says which
  130  interrupted; nothing was written";

/// Screens supplier ledgers against forced-labour and human-rights watchlists, and explains every finding
#[derive(Debug, Parser)]
#[command(name = "tamis", version, before_help = EXAMPLES, after_help = EXIT, help_template = TEMPLATE, args_override_self = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Screen ledgers and write a report directory
    #[command(help_template = TEMPLATE, before_help = SCREEN_EXAMPLES, after_help = EXIT)]
    Screen(ScreenArgs),
    /// Show what each column of a ledger is taken for, and why; nothing is screened
    #[command(help_template = TEMPLATE, before_help = COLUMNS_EXAMPLES)]
    Columns(ColumnsArgs),
    /// Screen one party and print every step, through the same code as `screen`
    #[command(help_template = TEMPLATE, before_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Show the lists in force; search, print, export or verify them
    #[command(help_template = TEMPLATE, before_help = LISTS_EXAMPLES, args_conflicts_with_subcommands = true)]
    Lists(ListsArgs),
    /// Measure the quality of the screen on labelled rows
    #[command(help_template = TEMPLATE, before_help = EVAL_EXAMPLES)]
    Eval(EvalArgs),
    /// Prove that the screen works: every listed name, changed in named ways, screened; recall by kind of change
    #[command(help_template = TEMPLATE, before_help = VALIDATE_EXAMPLES, after_help = VALIDATE_NOTES)]
    Validate(ValidateArgs),
    /// Write a commented tamis.toml into the working directory
    #[command(help_template = TEMPLATE, before_help = INIT_EXAMPLES)]
    Init(InitArgs),
    /// Print the completion script of a shell
    #[command(help_template = TEMPLATE, before_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(help_template = TEMPLATE, before_help = MAN_EXAMPLES)]
    Man {
        /// The page of one command; without it, the page of tamis itself
        command: Option<String>,
    },
}

const SCREEN_EXAMPLES: &str = "\
Examples:
  tamis screen vendors.csv
  tamis screen vendors.csv payments.csv -o q3 --force
  tamis screen export.txt --encoding gb18030 --map name=供应商 --map product=品名
  tamis screen book.xlsx --sheet Kreditoren --header-row 4
  tamis screen vendors.csv --as-of 2021-05-01 --only-list us-cbp-wro
  tamis screen vendors.csv -o - --format jsonl | jq .reason
  ssh erp cat vendors.csv | tamis screen - -o q3

";

const COLUMNS_EXAMPLES: &str = "\
Examples:
  tamis columns vendors.csv
  tamis columns vendors.csv --map name=\"Vendor Nm\"

";

const CHECK_EXAMPLES: &str = "\
Examples:
  tamis check \"Hetian Taida Apparel\" --country CN
  tamis check 和田浩林发饰 --product \"hair extensions\"
  tamis check \"Zhang Wei\" --title \"Party Secretary of XUAR\"

";

const LISTS_EXAMPLES: &str = "\
Examples:
  tamis lists
  tamis lists show WRO-1
  tamis lists search bingtuan
  tamis lists export --format jsonl > lists.jsonl
  tamis lists verify --list ours.csv

";

const EVAL_EXAMPLES: &str = "\
Examples:
  tamis eval cases.tsv
  tamis eval cases.tsv --misses
  tamis eval cases.tsv --baseline baseline.tsv --write-baseline

";

const VALIDATE_EXAMPLES: &str = "\
Examples:
  tamis validate                                   recall by kind of change, over the lists in force
  tamis validate --misses                          and every changed name that was not found
  tamis validate --format json -o proof.json       the whole record, to be filed
  tamis validate --kind ocr --kind cut-35 --seed 7 two kinds, other draws
  tamis validate --no-bundled --list ours.csv      a list of your own alone
  tamis validate --fail-under 99 --kind upper-case exit status 1 if less than 99 % are found
  tamis validate --clean vendors.csv               and false alarms per 1,000 rows of a ledger known to be clean
  tamis validate --kinds                           the kinds of change and their rules

";

const VALIDATE_NOTES: &str = "\
How it counts:
  A changed name is found if the screen says review or match of its entry, or of another
  entry of the same body.
  all          names that are not weak
  distinctive  those of them that keep a whole word which is no place, line of business, legal
               form or number; without one, nothing tells the party from others
  weak         names too common to count alone, with the entry's country and city beside them
  The same lists, seed and day give the same bytes.

Exit status:
  0  done
  1  done, and --fail-under was not met
  2  nothing was done: bad usage, a bad list, a ledger that cannot be read
  3  done, but a part of a --clean ledger could not be read";

const INIT_EXAMPLES: &str = "\
Example:
  tamis init

";

const COMPLETIONS_EXAMPLES: &str = "\
Example:
  tamis completions bash > ~/.local/share/bash-completion/completions/tamis

";

const MAN_EXAMPLES: &str = "\
Examples:
  tamis man > tamis.1
  tamis man screen > tamis-screen.1

";

/// Where settings come from.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigArgs {
    /// Settings file; a flag wins over it [default: tamis.toml of the working directory, if there is one]
    #[arg(long, value_name = "FILE", global = true, help_heading = "Settings")]
    pub config: Option<PathBuf>,
}

/// Which lists.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArgs {
    /// Add a list of your own: CSV with `name`, and as known `aliases` (separated by `;`), `id`, `country`, `address`, `city`
    /// (repeatable)
    #[arg(long, value_name = "PATH", global = true, help_heading = "Lists")]
    pub list: Vec<PathBuf>,
    /// Use this list only (repeatable)
    #[arg(long, value_name = "ID", global = true, help_heading = "Lists")]
    pub only_list: Vec<String>,
    /// Leave the bundled lists out
    #[arg(long, global = true, help_heading = "Lists")]
    pub no_bundled: bool,
    /// The day whose state of the lists counts, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", global = true, help_heading = "Lists")]
    pub as_of: Option<Day>,
}

/// How ledgers are read.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadArgs {
    /// Take a column for a role, whatever its header says (repeatable); roles: name, parent, address, city, region,
    /// postal_code, country, origin, product, hts, mid, id, key, title, phone, email, other
    #[arg(long, value_name = "ROLE=HEADER", value_parser = parse_map, help_heading = "Reading")]
    pub map: Vec<(Role, String)>,
    /// Encoding of text ledgers, such as utf-8, windows-1252, gb18030, big5, shift_jis [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub encoding: Option<String>,
    /// Delimiter: comma, semicolon, tab, pipe, or one character [default: detected]
    #[arg(long, value_name = "CHAR", value_parser = parse_delimiter, help_heading = "Reading")]
    pub delimiter: Option<u8>,
    /// The first row is data, not a header
    #[arg(long, conflicts_with = "header_row", help_heading = "Reading")]
    pub no_header: bool,
    /// Line of the header, from 1 (the sheet's row for workbooks) [default: found]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Reading")]
    pub header_row: Option<u64>,
    /// The one sheet of a workbook to read [default: every sheet with a header]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub sheet: Option<String>,
    /// What an archive or workbook may unpack to, in bytes, or with K, M or G behind the number [default: 400 times its
    /// size, 1G at least, for archives; 4G for workbooks]
    #[arg(long, value_name = "BYTES", value_parser = parse_size, help_heading = "Reading")]
    pub max_unpacked: Option<u64>,
}

/// `tamis screen`
#[derive(Debug, Args)]
pub struct ScreenArgs {
    /// Ledgers: files, directories (the ledgers in them), quoted patterns, or - for standard input; CSV in any form, JSON
    /// Lines, workbooks (every sheet with a header), Parquet; text also packed as .gz or .zst
    #[arg(required = true, value_name = "LEDGER")]
    pub ledgers: Vec<PathBuf>,
    /// Report directory, or - to write the findings to standard output [default: tamis-report]
    #[arg(short, long, value_name = "DIR", help_heading = "Report")]
    pub output: Option<PathBuf>,
    /// Replace an existing report
    #[arg(long, help_heading = "Report")]
    pub force: bool,
    /// Forms of the flagged findings, separated by commas [default: csv,jsonl; with -o -: csv]
    #[arg(long, value_name = "FORMS", value_delimiter = ',', help_heading = "Report")]
    pub format: Vec<Format>,
    /// Report priority-sector advisories row by row, not only once a party
    #[arg(long, help_heading = "Report")]
    pub sector_advisories: bool,
    /// Leave out findings below this score, 0 to 100 [default: 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100), help_heading = "Report")]
    pub min_score: Option<u8>,
    /// Exit with 1 if a reported finding is at or above this verdict (repeatable)
    #[arg(long, value_name = "VERDICT", help_heading = "Report")]
    pub fail_on: Vec<FailOn>,
    #[command(flatten)]
    pub lists: ListArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Workers; the report is the same at any number [default: the machine's cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Run")]
    pub threads: Option<u16>,
    /// No summary and no notes; errors only
    #[arg(short, long, help_heading = "Run")]
    pub quiet: bool,
    /// No progress bar (there is none where standard error is no terminal)
    #[arg(long, help_heading = "Run")]
    pub no_progress: bool,
}

/// `tamis columns`
#[derive(Debug, Args)]
pub struct ColumnsArgs {
    /// Ledgers: files, directories (the ledgers in them), quoted patterns, or - for standard input
    #[arg(required = true, value_name = "LEDGER")]
    pub ledgers: Vec<PathBuf>,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// `tamis check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The party's name
    pub name: String,
    /// Its address
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub address: String,
    /// Its country
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub country: String,
    /// What it delivers
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub product: String,
    /// A registration number, such as a Unified Social Credit Code
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub id: String,
    /// A person's position
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub title: String,
    /// Leave out findings below this score, 0 to 100 [default: 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100), help_heading = "Report")]
    pub min_score: Option<u8>,
    /// Exit with 1 if a finding is at or above this verdict (repeatable)
    #[arg(long, value_name = "VERDICT", help_heading = "Report")]
    pub fail_on: Vec<FailOn>,
    #[command(flatten)]
    pub lists: ListArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// `tamis lists`
#[derive(Debug, Args)]
pub struct ListsArgs {
    #[command(subcommand)]
    pub command: Option<ListsCommand>,
    #[command(flatten)]
    pub lists: ListArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// The commands under `tamis lists`.
#[derive(Debug, Subcommand)]
pub enum ListsCommand {
    /// Print everything about one entry
    Show {
        /// The entry's id, such as WRO-1
        entry: String,
    },
    /// Find entries by id, name or alias
    Search {
        /// Part of an id, a name or an alias; case does not matter
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
    },
    /// Print all entries, one a line
    Export {
        /// Form of the lines
        #[arg(long, default_value = "jsonl")]
        format: ExportFormat,
    },
    /// Check the lists in force: digests, ids, links, dates, counts
    Verify,
}

/// Forms of `tamis lists export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One JSON object a line
    Jsonl,
    /// One entry a line, names joined by `; `
    Csv,
}

/// `tamis eval`
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Labelled cases: tab-separated, with case_id, ledger_name, ledger_address, ledger_country, ledger_product, expected,
    /// expected_entry, category
    pub cases: PathBuf,
    /// List every miss and every false alarm
    #[arg(long)]
    pub misses: bool,
    /// Print the figures as JSON only
    #[arg(long)]
    pub json: bool,
    /// Compare with the outcomes in this file, case by case; exit with 1 if a case became worse
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the outcomes to the baseline file
    #[arg(long, requires = "baseline")]
    pub write_baseline: bool,
    /// Leave out findings below this score, 0 to 100 [default: 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_score: Option<u8>,
    #[command(flatten)]
    pub lists: ListArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// `tamis validate`
#[derive(Debug, Args)]
pub struct ValidateArgs {
    /// Try this kind of change only (repeatable) [default: every kind; --kinds prints them]
    #[arg(long, value_name = "KIND", value_parser = parse_kind, help_heading = "Trial")]
    pub kind: Vec<&'static Kind>,
    /// Where the draws begin
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED, help_heading = "Trial")]
    pub seed: u64,
    /// Rows of the bare name, without country and city
    #[arg(long, help_heading = "Trial")]
    pub bare: bool,
    /// Screen an ordinary ledger without listed parties as well, and count the rows sent to a person without cause
    /// (repeatable)
    #[arg(long, value_name = "LEDGER", help_heading = "Trial")]
    pub clean: Vec<PathBuf>,
    /// Print the kinds of change with their rules, and do nothing
    #[arg(long, help_heading = "Trial")]
    pub kinds: bool,
    /// List every changed name that was not found (JSON always does)
    #[arg(long, help_heading = "Record")]
    pub misses: bool,
    /// Form of the record
    #[arg(long, value_name = "FORM", default_value = "table", help_heading = "Record")]
    pub format: RecordFormat,
    /// Write the record to a file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Record")]
    pub output: Option<PathBuf>,
    /// Exit with 1 if a kind finds less than this share of the names that keep a distinctive word, in per cent
    #[arg(long, value_name = "PCT", value_parser = parse_percent, help_heading = "Record")]
    pub fail_under: Option<f64>,
    #[command(flatten)]
    pub lists: ListArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Workers; the record is the same at any number [default: the machine's cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Run")]
    pub threads: Option<u16>,
}

/// Forms of the record of `tamis validate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RecordFormat {
    /// For reading
    Table,
    /// For programs: one JSON object
    Json,
}

/// `tamis init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Where to write
    #[arg(long, value_name = "FILE", default_value = "tamis.toml")]
    pub output: PathBuf,
}

fn parse_kind(id: &str) -> Result<&'static Kind, String> {
    Kind::find(id).ok_or_else(|| {
        let all: Vec<&str> = KINDS.iter().map(|k| k.id).collect();
        format!("`{id}` is no kind of change; the kinds are {}", all.join(", "))
    })
}

fn parse_percent(text: &str) -> Result<f64, String> {
    let share = text.trim_end_matches('%').trim().parse::<f64>().ok().filter(|p| (0.0..=100.0).contains(p));
    share.ok_or_else(|| format!("`{text}` is no percentage; write a number from 0 to 100"))
}

pub(super) fn parse_map(text: &str) -> Result<(Role, String), String> {
    let (role, header) = text
        .split_once('=')
        .filter(|(_, header)| !header.is_empty())
        .ok_or_else(|| format!("`{text}` is not ROLE=HEADER; write for example name=\"Vendor Nm\""))?;
    Ok((role.trim().parse()?, header.to_owned()))
}

/// A number of bytes: 500000, 800M, 6G.
pub(super) fn parse_size(text: &str) -> Result<u64, String> {
    let bad = || format!("`{text}` is no number of bytes; write for example 500000, 800M or 6G");
    let (digits, shift) = match text.trim().strip_suffix(['K', 'k']).map(|d| (d, 10)) {
        Some(kilo) => kilo,
        None => match (text.trim().strip_suffix(['M', 'm']), text.trim().strip_suffix(['G', 'g'])) {
            (Some(mega), _) => (mega, 20),
            (None, Some(giga)) => (giga, 30),
            (None, None) => (text.trim(), 0),
        },
    };
    let number: u64 = digits.trim().parse().map_err(|_| bad())?;
    number.checked_mul(1 << shift).filter(|n| *n > 0).ok_or_else(bad)
}

pub(super) fn parse_delimiter(text: &str) -> Result<u8, String> {
    match text {
        "comma" => Ok(b','),
        "semicolon" => Ok(b';'),
        "tab" | "\\t" => Ok(b'\t'),
        "pipe" => Ok(b'|'),
        _ => match text.as_bytes() {
            [one] if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r') => Ok(*one),
            _ => Err(format!("`{text}` is no delimiter; write comma, semicolon, tab, pipe, or one ASCII character")),
        },
    }
}
