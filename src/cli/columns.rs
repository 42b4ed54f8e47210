//! `tamis columns`: what each column is taken for, and why.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::ledger::{ColumnGuess, Ledger};
use crate::model::{ColumnMap, ColumnUse, Day, Role};
use crate::report::{clip, delimiter_name, width};

use super::failure::Failure;
use super::inputs::paths;
use super::options::{ConfigOption, Options, ReadingOptions};
use super::print;
use super::settings::Settings;

pub(super) const EXAMPLES: &str = include_str!("help/columns.txt");

/// `tamis columns`
#[derive(Debug, Args)]
pub struct ColumnsArgs {
    /// Ledgers: files, directories (the ledgers in them), quoted patterns, or - for standard input
    #[arg(required = true, value_name = "LEDGER")]
    pub ledgers: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingOptions,
    #[command(flatten)]
    pub config: ConfigOption,
}

/// Prints a table for each ledger. Status 0 if each file has a name column, else 2: `screen` would refuse it.
pub fn run(args: ColumnsArgs, today: Day) -> Result<u8, Failure> {
    let ColumnsArgs { ledgers, reading, config } = args;
    let settings = Settings::new(Options { reading, config, ..Options::default() }, today)?;
    let mut nameless = 0;
    for path in paths(&ledgers)? {
        let mut named = false;
        for ledger in Ledger::open_without_names(&path, &settings.reading)? {
            named |= ledger.tables().any(|(columns, _)| columns.of(Role::Name).next().is_some());
            print(&table(&ledger))?;
        }
        nameless += u8::from(!named);
    }
    Ok(if nameless > 0 { 2 } else { 0 })
}

fn table(ledger: &Ledger) -> String {
    let (encoding, ground) = ledger.encoding();
    let delimiter = ledger.delimiter().map(|d| format!(", {}", delimiter_name(d))).unwrap_or_default();
    let mut text = format!("{}: {encoding} ({ground}){delimiter}\n", ledger.name());
    let several = ledger.tables().count() > 1;
    for ((columns, guesses), number) in ledger.tables().zip(1..) {
        if several {
            let _ = writeln!(text, "  table {number}");
        }
        one_table(&mut text, columns, guesses);
    }
    text.push_str("  Every text cell is searched for listed names, whatever its column is taken for.\n\n");
    text
}

fn one_table(text: &mut String, columns: &ColumnMap, guesses: &[ColumnGuess]) {
    let widest = guesses.iter().map(|g| width(&g.header)).max().unwrap_or(0).clamp(6, 28);
    let _ = writeln!(text, "  {}  taken for   sure  why, and samples", pad("header", widest));
    for guess in guesses {
        let samples: Vec<String> = guess.samples.iter().filter(|s| !s.trim().is_empty()).map(|s| clip(s, 30)).collect();
        let samples = if samples.is_empty() { String::new() } else { format!("  [{}]", samples.join(" | ")) };
        let role = if guess.role == Role::Other { "-" } else { guess.role.as_str() };
        let _ = writeln!(
            text,
            "  {}  {role:<11} {:>3}%  {}{samples}",
            pad(&guess.header, widest),
            guess.confidence,
            guess.ground
        );
    }
    let named = |group: &[usize]| -> Vec<&str> {
        group.iter().filter_map(|c| columns.headers.get(*c)).map(String::as_str).collect()
    };
    for group in &columns.groups {
        let _ = writeln!(text, "  read singly and as one value: {}", named(group).join(" + "));
    }
    for party in &columns.parties {
        let common =
            if party.common.is_empty() { String::new() } else { format!(" (and {})", named(&party.common).join(", ")) };
        let _ = writeln!(text, "  party {}: {}{common}", party.kind, named(&party.own).join(", "));
    }
    if columns.of(Role::Name).next().is_none() {
        let first = guesses.first().map_or("HEADER", |g| g.header.as_str());
        let _ = writeln!(text, "  No column holds names; say which does: --map name=\"{first}\"");
    }
    let maps: Vec<String> = guesses
        .iter()
        .enumerate()
        .filter(|(_, g)| g.role != Role::Other)
        .map(|(place, g)| {
            let used = ColumnUse { role: g.role, party: g.party };
            format!("--map {used}={}", quoted(&g.header, place + 1))
        })
        .collect();
    if !maps.is_empty() {
        let _ = writeln!(text, "  The same by hand: {}", maps.join(" "));
    }
}

/// A header as a shell takes it; where quoting would be an art, the column's number, which `--map` takes as well.
fn quoted(header: &str, number: usize) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    // A header of digits alone would be taken for a number.
    if header.chars().all(plain) && !header.chars().all(|c| c.is_ascii_digit()) {
        header.to_owned()
    } else if header.contains(['"', '$', '`', '\\', '!', '%', '\n', '\r', '\t']) {
        number.to_string()
    } else {
        format!("\"{header}\"")
    }
}

fn pad(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let blanks = columns.saturating_sub(width(&text));
    text + &" ".repeat(blanks)
}
