//! `tamis validate`: recall over the lists in force, by kind of change.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::ledger::Ledger;
use crate::model::Day;
use crate::report::{clip, counted, wrap};
use crate::screener::Screener;
use crate::validate::{
    CleanLedger, Counts, DEFAULT_SEED, KINDS, Kind, Options, Record, Tally, Thresholds, Validation, screen_clean,
    validate,
};

use super::failure::Failure;
use super::options::{ConfigOption, FindingOptions, ListOptions, Options as SettingsOptions, RunOptions};
use super::settings::Settings;
use super::values::word;
use super::{load_lists_with_notes, print, replace_file, start_threads, terminal};

pub(super) const EXAMPLES: &str = include_str!("help/validate.txt");

pub(super) const SHORT_EXAMPLES: &str = "Examples:\n  tamis validate\n  tamis validate --kind case --misses";

pub(super) const NOTES: &str = include_str!("help/validate-notes.txt");

/// `tamis validate`
#[derive(Debug, Args)]
pub struct ValidateArgs {
    /// Try this kind of change, or this group of kinds, only (repeatable) [default: every kind; --kinds prints them]
    #[arg(long, value_name = "KIND", value_parser = parse_kind, value_hint = clap::ValueHint::Other)]
    #[arg(help_heading = "Trial")]
    pub kind: Vec<Chosen>,
    /// Where the draws begin
    #[arg(long, hide_short_help = true, value_name = "N", default_value_t = DEFAULT_SEED, help_heading = "Trial")]
    pub seed: u64,
    /// Rows of the bare name, without country and city
    #[arg(long, hide_short_help = true, help_heading = "Trial")]
    pub bare: bool,
    /// Screen an ordinary ledger without listed parties as well, and count the rows sent to a person without cause
    /// (repeatable)
    #[arg(long, value_name = "LEDGER", help_heading = "Trial")]
    pub clean: Vec<PathBuf>,
    /// Screen an ordinary ledger without listed parties as well, and print what each least score (--min-score) would
    /// flag of it and still find of the changed names (repeatable)
    #[arg(long, value_name = "LEDGER", help_heading = "Trial")]
    pub thresholds: Vec<PathBuf>,
    /// Print the kinds of change with their rules, and do nothing
    #[arg(long, help_heading = "Trial")]
    pub kinds: bool,
    /// List every changed name that was not found (JSON always does)
    #[arg(long, hide_short_help = true, help_heading = "Record")]
    pub misses: bool,
    /// Form of the record
    #[arg(long, value_name = "FORM", default_value = "table", help_heading = "Record")]
    pub format: RecordFormat,
    /// Write the record to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, help_heading = "Record")]
    pub output: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "output", help_heading = "Record")]
    pub force: bool,
    /// Exit with 1 if a kind finds less than this share of the names that keep a distinctive word, in per cent
    #[arg(long, value_name = "PCT", value_parser = parse_percent, help_heading = "Record")]
    pub fail_under: Option<f64>,
    #[command(flatten)]
    pub lists: ListOptions,
    #[command(flatten)]
    pub config: ConfigOption,
    /// Workers; the record is the same at any number [default: the machine's cores]
    #[arg(long, hide_short_help = true, value_name = "N", help_heading = "Run")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
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

/// One kind of change, or all kinds of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen(Vec<&'static str>);

fn parse_kind(id: &str) -> Result<Chosen, String> {
    if let Some(kind) = Kind::find(id) {
        return Ok(Chosen(vec![kind.id]));
    }
    let group: Vec<&str> = KINDS.iter().filter(|kind| kind.theme == id).map(|kind| kind.id).collect();
    if !group.is_empty() {
        return Ok(Chosen(group));
    }
    let mut text = format!("unknown kind of change `{id}`; the kinds, by group (or name a group):");
    for kinds in KINDS.chunk_by(|a, b| a.theme == b.theme) {
        let ids: Vec<&str> = kinds.iter().map(|kind| kind.id).collect();
        let line = format!("  {}: {}", kinds.first().map_or("", |kind| kind.theme), ids.join(", "));
        wrap(&line, terminal::error_columns(), 4).iter().for_each(|line| _ = write!(text, "\n{line}"));
    }
    Err(text)
}

fn parse_percent(text: &str) -> Result<f64, String> {
    let share = text.trim_end_matches('%').trim().parse::<f64>().ok().filter(|p| (0.0..=100.0).contains(p));
    share.ok_or_else(|| format!("`{text}` is no percentage; write a number from 0 to 100"))
}

/// Tries every name and prints or writes the record. Status 1 where a kind finds less than `--fail-under`, 3 where rows
/// of a clean ledger could not be read.
pub fn run(args: ValidateArgs, today: Day) -> Result<u8, Failure> {
    if args.kinds {
        print(&kinds())?;
        return Ok(0);
    }
    let flags = SettingsOptions {
        // A least score of the settings file does not count: found is what is found at all.
        findings: FindingOptions { min_score: Some(0), ..FindingOptions::default() },
        lists: args.lists,
        config: args.config,
        run: RunOptions { threads: args.threads, ..RunOptions::default() },
        ..SettingsOptions::default()
    };
    let settings = Settings::new(flags, today)?;
    if let Some(path) = args.output.as_deref().filter(|path| !args.force && path.exists()) {
        let path = path.display();
        return Err(Failure::usage(format!("{path} exists; choose another file with -o, or replace it with --force")));
    }
    start_threads(settings.threads)?;
    let screener = Screener::new(load_lists_with_notes(&settings)?, settings.config());
    let mut options = Options { seed: args.seed, bare: args.bare, ..Options::default() };
    if !args.kind.is_empty() {
        // In the order of the manual, each once, however they were typed.
        options.kinds.retain(|k| args.kind.iter().any(|wanted| wanted.0.contains(&k.id)));
    }
    // Opened before the work, so that a wrong path costs no time.
    let open = |paths: &[PathBuf]| -> Result<Vec<Ledger>, Failure> {
        let mut ledgers = Vec::new();
        for path in paths {
            ledgers.extend(Ledger::open(path, &settings.reading)?);
        }
        Ok(ledgers)
    };
    let (ledgers, ordinary) = (open(&args.clean)?, open(&args.thresholds)?);
    let validation = validate(&screener, &options);
    let clean = ledgers.into_iter().map(|l| screen_clean(&screener, l)).collect::<Result<Vec<_>, _>>()?;
    let thresholds = ordinary.into_iter().map(|l| Thresholds::of(&screener, l)).collect::<Result<Vec<_>, _>>()?;
    let text = match args.format {
        RecordFormat::Json => {
            let record = Record::new(&screener, &options, &validation, &clean, &thresholds);
            serde_json::to_string_pretty(&record).map_err(io::Error::from)? + "\n"
        }
        RecordFormat::Table => {
            let mut text = head(&screener, &options, &validation) + &table(&validation);
            for ledger in &clean {
                text.push_str(&alarms(ledger));
            }
            for ledger in &thresholds {
                text.push_str(&levels(ledger, &validation));
            }
            if args.misses {
                text.push_str(&misses(&validation));
            }
            text
        }
    };
    match &args.output {
        Some(path) => replace_file("writing the record", path, &text)?,
        None => print(&text)?,
    }
    let unreadable = clean.iter().map(|l| l.rows_unreadable).chain(thresholds.iter().map(|l| l.rows_unreadable));
    if unreadable.sum::<u64>() > 0 {
        return Ok(3);
    }
    let under = |c: &Counts| c.distinctive.recall().zip(args.fail_under).is_some_and(|(recall, least)| recall < least);
    Ok(u8::from(validation.kinds.iter().any(|(_, c)| under(c))))
}

fn kinds() -> String {
    let widest = KINDS.iter().map(|k| k.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut theme = "";
    for kind in KINDS.iter() {
        if kind.theme != theme {
            theme = kind.theme;
            let _ = writeln!(text, "{theme}");
        }
        let _ = writeln!(text, "  {:<widest$}  {}", kind.id, kind.rule);
    }
    text
}

fn head(screener: &Screener, options: &Options, validation: &Validation) -> String {
    let mut text = format!(
        "{} {}, lists as of {}, seed {}{}\n",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
        screener.config().as_of,
        options.seed,
        if options.bare { ", bare names" } else { "" }
    );
    for list in screener.lists().lists() {
        let names: usize = list.entries.iter().map(|e| e.names.len()).sum();
        let _ = writeln!(
            text,
            "  {} state of {}, {}, {}, {}, sha256 {}",
            list.id,
            list.state(),
            counted(list.entries.len() as u64, "entry", "entries"),
            counted(names as u64, "name", "names"),
            list.coverage,
            list.digest
        );
    }
    let left = validation.left_out;
    let of = |number, noun: &str| counted(number, noun, &format!("{noun}s"));
    let _ = writeln!(text, "{} and {} tried", of(validation.names, "name"), of(validation.weak_names, "weak name"));
    if left.screened_by_rule > 0 {
        let _ = writeln!(
            text,
            "left out: {} of orders, sectors, regions and documents, which are screened by rule",
            of(left.screened_by_rule, "name")
        );
    }
    if left.not_yet_in_force > 0 {
        let _ =
            writeln!(text, "left out: {} of entries not yet in force on that day", of(left.not_yet_in_force, "name"));
    }
    text.push('\n');
    text
}

/// Shares are cut, not rounded: 99.97 % is not 100 %.
fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |p| format!("{:.1}", (10.0 * p).floor() / 10.0))
}

fn row(name: &str, c: &Counts) -> String {
    let three = |t: Tally| format!("{:>6} {:>6} {:>6}", t.tried, t.found, percent(t.recall()));
    format!(
        "{name:<32} {} {:>6}  {}  {}\n",
        three(c.all),
        percent(c.all.at_match()),
        three(c.distinctive),
        three(c.weak)
    )
}

fn table(validation: &Validation) -> String {
    let part = format!("{:>6} {:>6} {:>6}", "tried", "found", "%");
    let mut text = format!("{:<32} {:^27}  {:^20}  {:^20}\n", "", "all", "distinctive", "weak");
    let _ = writeln!(text, "{:<32} {part} {:>6}  {part}  {part}", "kind of change", "match");
    for (theme, sum) in validation.themes() {
        text.push_str(&row(theme, &sum));
        for (kind, counts) in validation.kinds.iter().filter(|(k, _)| k.theme == theme) {
            text.push_str(&row(&format!("  {}", kind.id), counts));
        }
    }
    text.push_str(&row("total", &validation.total()));
    text.push_str("\nby list and kind of entry\n");
    for (list, counts) in &validation.lists {
        text.push_str(&row(list, counts));
    }
    for (kind, counts) in &validation.entry_kinds {
        text.push_str(&row(&word(kind), counts));
    }
    text.push_str(
        "\nfound: review or match; match: share found as match, in per cent; distinctive: names that keep a word \
         which\ntells the party from others; weak: names too common alone, with country and city beside them.\n",
    );
    text
}

fn alarms(ledger: &CleanLedger) -> String {
    let per_thousand = ledger.flagged_per_thousand.map_or_else(String::new, |n| format!(", {n:.2} in 1,000"));
    let mut text = format!(
        "\n{}: {}, {} flagged ({} as match{per_thousand}), {} unreadable, sha256 {}\n",
        ledger.ledger,
        counted(ledger.rows, "row", "rows"),
        ledger.flagged,
        ledger.matched,
        ledger.rows_unreadable,
        ledger.sha256
    );
    for a in &ledger.alarms {
        let _ = writeln!(
            text,
            "  {}  {} {} {}  {}  {}",
            a.row.map_or_else(|| "title line".to_owned(), |row| format!("row {row}")),
            a.verdict,
            a.score,
            a.entry,
            clip(&a.party, 60),
            a.reason
        );
    }
    text
}

/// What each least score flags of an ordinary ledger, and still finds of the changed names.
fn levels(ledger: &Thresholds, validation: &Validation) -> String {
    let [all, distinctive] = &validation.found_at;
    let mut text = format!(
        "\n{}: {}, {} unreadable, sha256 {}\nthreshold: rows flagged, each under its strongest verdict, and changed \
         names still found, in per cent\n{:>11} {:>8} {:>8} {:>8} {:>8}   {:>6} {:>11}\n",
        ledger.ledger,
        counted(ledger.rows, "row", "rows"),
        ledger.rows_unreadable,
        ledger.sha256,
        "--min-score",
        "match",
        "review",
        "advisory",
        "% rows",
        "all",
        "distinctive"
    );
    for level in ledger.telling() {
        let share = (ledger.rows > 0).then(|| 100.0 * level.flagged() as f64 / ledger.rows as f64);
        let _ = writeln!(
            text,
            "{:>11} {:>8} {:>8} {:>8} {:>8}   {:>6} {:>11}",
            level.min_score,
            level.matched,
            level.review,
            level.advisory,
            share.map_or_else(|| "-".to_owned(), |p| format!("{p:.2}")),
            percent(all.recall(level.min_score)),
            percent(distinctive.recall(level.min_score))
        );
    }
    let silent = ledger.silent_from().map_or_else(
        || "Some row is flagged at every least score.".to_owned(),
        |least| format!("No row is flagged from --min-score {least} on."),
    );
    text + &silent + "\n"
}

fn misses(validation: &Validation) -> String {
    let mut text = format!(
        "\nNot found: {}\nkind\tlist\tentry\tname\tchanged into\tweak\tdistinctive\tscreen said\n",
        validation.misses.len()
    );
    let yes = |b: bool| if b { "yes" } else { "" };
    for m in &validation.misses {
        // Invisible characters are printed as codes, since a miss may lie in them alone.
        let shown: String = m.manipulated.chars().map(visible).collect();
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{shown}\t{}\t{}\t{}",
            m.kind,
            m.list,
            m.entry,
            m.name,
            yes(m.weak),
            yes(m.distinctive),
            m.got
        );
    }
    text
}

fn visible(c: char) -> String {
    if c.is_control() || matches!(c as u32, 0xad | 0x200b..=0x200f | 0xfeff) {
        format!("\\u{{{:x}}}", c as u32)
    } else {
        c.to_string()
    }
}
