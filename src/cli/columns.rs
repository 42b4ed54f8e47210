//! `tamis columns`: what each column is taken for, and why.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::ledger::{ColumnGuess, Ledger};
use crate::model::{ColumnMap, ColumnUse, Day, Role};
use crate::report::{BOLD, clip, delimiter_name, pad, plain, width, wrap};

use super::failure::Failure;
use super::folders::Found;
use super::options::{ConfigOption, Options, ReadingOptions};
use super::settings::Settings;
use super::terminal;

pub(super) const EXAMPLES: &str = include_str!("help/columns.txt");

/// `tamis columns`
#[derive(Debug, Args)]
pub struct ColumnsArgs {
    /// Ledgers: files, directories (the ledgers in them), quoted patterns, or - for standard input
    #[arg(required = true, value_name = "LEDGER", value_hint = clap::ValueHint::AnyPath)]
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
    for path in Found::of(&ledgers, settings.recursive)?.files.into_iter().map(|input| input.path) {
        let mut named = false;
        for ledger in Ledger::open_without_names(&path, &settings.reading)? {
            named |= ledger.tables().any(|(columns, _)| columns.of(Role::Name).next().is_some());
            terminal::show(&table(&ledger, terminal::columns()))?;
        }
        nameless += u8::from(!named);
    }
    Ok(if nameless > 0 { 2 } else { 0 })
}

fn table(ledger: &Ledger, width: usize) -> String {
    let (encoding, ground) = ledger.encoding();
    let delimiter = ledger.delimiter().map(|d| format!(", {}", delimiter_name(d))).unwrap_or_default();
    let mut text = format!("{BOLD}{}{BOLD:#}: {encoding} ({ground}){delimiter}\n", plain(ledger.name()));
    let several = ledger.tables().count() > 1;
    for ((columns, guesses), number) in ledger.tables().zip(1..) {
        if several {
            let _ = writeln!(text, "  table {number}");
        }
        one_table(&mut text, width, columns, guesses);
    }
    let last = "  Every text cell is searched for listed names, whatever its column is taken for.";
    wrap(last, width, 2).iter().for_each(|line| _ = writeln!(text, "{line}"));
    text.push('\n');
    text
}

fn one_table(text: &mut String, room: usize, columns: &ColumnMap, guesses: &[ColumnGuess]) {
    let widest = guesses.iter().map(|g| width(&g.header)).max().unwrap_or(0).clamp(6, 28);
    let mut say = |line: &str, indent: usize| {
        wrap(&plain(line), room, indent).iter().for_each(|line| _ = writeln!(text, "{line}"));
    };
    say(&format!("  {}  taken for   sure  why, and samples", pad("header", widest)), 0);
    for guess in guesses {
        let samples: Vec<String> = guess.samples.iter().filter(|s| !s.trim().is_empty()).map(|s| clip(s, 30)).collect();
        let samples = if samples.is_empty() { String::new() } else { format!("  [{}]", samples.join(" | ")) };
        let role = if guess.role == Role::Other { "-" } else { guess.role.as_str() };
        let (header, sure, why) = (pad(&guess.header, widest), guess.confidence, &guess.ground);
        // What follows the figures stays under itself.
        say(&format!("  {header}  {role:<11} {sure:>3}%  {why}{samples}"), widest + 22);
    }
    let named = |group: &[usize]| -> Vec<&str> {
        group.iter().filter_map(|c| columns.headers.get(*c)).map(String::as_str).collect()
    };
    for group in &columns.groups {
        say(&format!("  read singly and as one value: {}", named(group).join(" + ")), 4);
    }
    for party in &columns.parties {
        let common =
            if party.common.is_empty() { String::new() } else { format!(" (and {})", named(&party.common).join(", ")) };
        say(&format!("  party {}: {}{common}", party.kind, named(&party.own).join(", ")), 4);
    }
    if columns.of(Role::Name).next().is_none() {
        let first = guesses.first().map_or("HEADER", |g| g.header.as_str());
        say(&format!("  No column holds names; say which does: --map name=\"{first}\""), 4);
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
        // One line, whatever its length: it is there to be copied.
        let _ = writeln!(text, "  The same by hand: {}", plain(&maps.join(" ")));
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
