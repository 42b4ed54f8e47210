//! `tamis eval`: the quality of the screen on labelled rows.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::eval::{Flip, Scorecard, Tally, evaluate, read_cases};
use crate::model::{Day, Lists};
use crate::report::clip;
use crate::screener::Screener;

use super::failure::Failure;
use super::options::{ConfigOption, FindingOptions, ListOptions, Options};
use super::settings::Settings;
use super::{load_lists_with_notes, print, replace_file};

pub(super) const EXAMPLES: &str = include_str!("help/eval.txt");

/// `tamis eval`
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Labelled cases: tab-separated, with case_id, ledger_name, ledger_address, ledger_country, ledger_product,
    /// expected, expected_entry, category
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
    pub lists: ListOptions,
    #[command(flatten)]
    pub config: ConfigOption,
}

/// Prints the scores. Status 1 where a case became worse than the baseline.
pub fn run(args: EvalArgs, today: Day) -> Result<u8, Failure> {
    let findings = FindingOptions { min_score: args.min_score, ..FindingOptions::default() };
    let options = Options { findings, lists: args.lists, config: args.config, ..Options::default() };
    let settings = Settings::new(options, today)?;
    let cases = read_cases(&args.cases)?;
    let screener = Screener::new(load_lists_with_notes(&settings)?, settings.config());
    let card = evaluate(&screener, cases);
    let mut text = String::new();
    if !args.json {
        text.push_str(&table(&card));
    }
    if args.misses {
        text.push_str(&misses(&card, screener.lists()));
    }
    let mut worse = 0;
    if let Some(path) = &args.baseline
        && let Some(baseline) = read_baseline(path, args.write_baseline)?
    {
        let flips = card.flips(&baseline, path)?;
        worse = flips.iter().filter(|f| f.direction == Ordering::Less).count();
        text.push_str(&flip_list(&flips));
    }
    text.push_str(&serde_json::to_string(&card.figures()).map_err(std::io::Error::from)?);
    text.push('\n');
    if let Some(path) = args.baseline.as_ref().filter(|_| args.write_baseline) {
        replace_file("writing the baseline", path, &card.baseline())?;
    }
    print(&text)?;
    Ok(u8::from(worse > 0 && !args.write_baseline))
}

/// A baseline that is about to be written need not be there yet.
fn read_baseline(path: &Path, writing: bool) -> Result<Option<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if writing && e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Failure::io("reading the baseline", path, e)),
    }
}

fn table(card: &Scorecard) -> String {
    let mut text = format!(
        "{:16} {:>4} {:>4} {:>5} {:>5} {:>4} {:>4} {:>4} {:>4} {:>4}\n",
        "category", "n", "hit", "any", "match", "rev", "ok", "neg", "fpM", "fpR"
    );
    let (by_category, total) = card.tallies();
    let mut line = |name: &str, t: &Tally| {
        let _ = writeln!(
            text,
            "{name:16} {:4} {:4} {:5} {:5} {:4} {:4} {:4} {:4} {:4}",
            t.cases,
            t.hits,
            t.hit_any,
            t.hit_match,
            t.reviews,
            t.review_any_entry,
            t.clean,
            t.false_match,
            t.false_review
        );
    };
    for (category, tally) in &by_category {
        line(category, tally);
    }
    line("all", &total);
    text
}

fn misses(card: &Scorecard, lists: &Lists) -> String {
    let mut text = String::new();
    for (miss, case, outcome) in card.misses() {
        let got: Vec<String> = outcome
            .findings
            .iter()
            .take(2)
            .map(|f| format!("{} {} {} by {}", f.verdict, f.score, lists.entry(f.entry).name, f.method))
            .collect();
        let got = if got.is_empty() { "nothing".to_owned() } else { got.join("; ") };
        let _ = writeln!(
            text,
            "{} {} {} | {} | {} | {} | want: {} | got: {got}",
            miss.as_str(),
            case.case_id,
            case.category,
            case.ledger_name,
            case.ledger_address,
            case.ledger_product,
            case.expected_entry
        );
    }
    text
}

fn flip_list(flips: &[Flip]) -> String {
    let mut text = String::new();
    for (direction, label) in [(Ordering::Less, "worse"), (Ordering::Greater, "better"), (Ordering::Equal, "other")] {
        for flip in flips.iter().filter(|f| f.direction == direction) {
            let _ = writeln!(
                text,
                "{label:<6} {} {}: {} → {}  {}",
                flip.case_id,
                flip.category,
                flip.before,
                flip.now,
                clip(&flip.name, 60)
            );
        }
    }
    let count = |direction| flips.iter().filter(|f| f.direction == direction).count();
    let _ = writeln!(
        text,
        "against the baseline: {} worse, {} better (top/right verdict)",
        count(Ordering::Less),
        count(Ordering::Greater)
    );
    text
}
