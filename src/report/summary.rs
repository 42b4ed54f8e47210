//! The summary: one screen (24 lines of 100 columns) that says what was screened against what, what was found, what
//! could not be read, and where the report is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::{Coverage, Day, Lists, Role};

use super::{Counts, LedgerOutcome, Parties};

/// Columns of the narrowest terminal that the summary is laid out for.
pub const COLUMNS: usize = 100;
/// Ledgers named one by one; more are summed, so that the screen holds.
const LEDGERS_SHOWN: usize = 3;
/// Parties shown: with the rest this fills a screen of 24 lines.
const PARTIES_SHOWN: usize = 5;

/// What the summary prints.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The lists in force.
    pub lists: &'a Lists,
    /// The day whose state counts.
    pub as_of: Day,
    /// The ledgers in order.
    pub ledgers: &'a [LedgerOutcome],
    /// Parties and counts.
    pub parties: &'a Parties<'a>,
    /// Problems by kind.
    pub problems: &'a BTreeMap<String, u64>,
    /// What the reader should know besides.
    pub notes: &'a [String],
    /// The report's directory, or nothing where it went to standard output.
    pub report: Option<String>,
    /// Seconds the screening took; `None` leaves the speed out (tests).
    pub seconds: Option<f64>,
}

impl Summary<'_> {
    /// The text, with a line feed at the end of every line.
    pub fn text(&self) -> String {
        let mut out = Page::default();
        self.ledgers_part(&mut out);
        self.lists_part(&mut out);
        self.findings_part(&mut out);
        self.end_part(&mut out);
        out.0
    }

    fn ledgers_part(&self, out: &mut Page) {
        let total: u64 = self.ledgers.iter().map(|l| l.rows_read).sum();
        for ledger in self.ledgers.iter().take(LEDGERS_SHOWN) {
            let delimiter = ledger.delimiter.map(|d| format!(", {}", delimiter_name(d))).unwrap_or_default();
            let state = if ledger.error.is_some() { ", NOT READ TO ITS END" } else { "" };
            out.line("Screened", &format!("{}: {} rows, {}{delimiter}{state}", ledger.name, thousands(ledger.rows_read), ledger.encoding.0));
            let roles: Vec<String> = ledger
                .columns
                .iter()
                .filter(|(_, role, ..)| !matches!(role, Role::Other | Role::Key))
                .map(|(header, role, ..)| format!("{role}={header}"))
                .collect();
            if !roles.is_empty() {
                out.line("", &format!("columns {}", roles.join(", ")));
            }
        }
        if self.ledgers.len() > LEDGERS_SHOWN {
            out.line("", &format!("and {} more ledgers: {} rows in all", self.ledgers.len() - LEDGERS_SHOWN, thousands(total)));
        }
        if let Some(seconds) = self.seconds.filter(|s| *s > 0.0) {
            let speed = (total as f64 / seconds) as u64;
            out.line("", &format!("in {seconds:.1} s, {} rows a second", thousands(speed)));
        }
    }

    fn lists_part(&self, out: &mut Page) {
        let lists: Vec<String> = self
            .lists
            .lists()
            .iter()
            .map(|list| {
                let coverage = match list.coverage {
                    Coverage::Complete => list.entries.len().to_string(),
                    Coverage::Partial { have, of: Some(of) } => format!("{have} of {of}"),
                    Coverage::Partial { have, of: None } => format!("{have}, partial"),
                };
                format!("{} ({coverage}; {})", list.id, age(list.as_of, self.as_of))
            })
            .collect();
        out.wrapped("Against", &format!("as of {}: {}", self.as_of, lists.join(" · ")), 4);
    }

    fn findings_part(&self, out: &mut Page) {
        let Counts { findings, rows, parties, sector_parties, sector_rows } = self.parties.counts();
        if findings.iter().all(|n| *n == 0) {
            out.line("Findings", "none");
        } else {
            out.line("Findings", &format!("{:<10}{:>12}{:>12}{:>12}", "", "parties", "rows", "findings"));
            for (place, verdict) in ["match", "review", "advisory"].into_iter().enumerate() {
                let cell = |of: &[u64; 3]| thousands(of[place]);
                out.line("", &format!("{verdict:<10}{:>12}{:>12}{:>12}", cell(&parties), cell(&rows), cell(&findings)));
            }
        }
        if sector_parties > 0 {
            let parties = thousands(sector_parties);
            out.line("", &format!("and priority-sector advisories for {parties} parties ({} rows), in parties.csv", thousands(sector_rows)));
        }
        for (place, line) in self.parties.top(PARTIES_SHOWN).into_iter().enumerate() {
            let entry = self.lists.entry(line.entry);
            let rows = if line.rows == 1 { String::new() } else { format!(" ({} rows)", thousands(line.rows)) };
            let head = format!("{} {:>3}", line.verdict, line.score);
            let what = format!("{head:<13}{}{rows} → {} {}, {}: {}", clip(&line.party, 34), entry.id, clip(&entry.name, 34), line.method, line.reason);
            out.line(if place == 0 { "Look first" } else { "" }, &what);
        }
    }

    fn end_part(&self, out: &mut Page) {
        let sum = |of: fn(&LedgerOutcome) -> u64| -> u64 { self.ledgers.iter().map(of).sum() };
        let (clean, unreadable) = (sum(|l| l.rows_clean), sum(|l| l.rows_unreadable));
        out.line("Clean", &format!("{} rows, of the lists above only", thousands(clean)));
        let broken: Vec<&LedgerOutcome> = self.ledgers.iter().filter(|l| !l.is_complete()).collect();
        if !broken.is_empty() {
            let names: Vec<&str> = broken.iter().map(|l| l.name.as_str()).collect();
            out.line("INCOMPLETE", &format!("{} rows were NOT screened, in {}", thousands(unreadable), names.join(", ")));
            for error in broken.iter().filter_map(|l| l.error.as_deref()).take(2) {
                out.line("", error);
            }
        }
        if !self.problems.is_empty() {
            let kinds: Vec<String> = self.problems.iter().map(|(kind, n)| format!("{} {kind}", thousands(*n))).collect();
            out.line("Problems", &format!("{}; see input-problems.csv", kinds.join(", ")));
        }
        for note in self.notes.iter().take(2) {
            out.line("Note", note);
        }
        if let Some(report) = &self.report {
            out.line("Report", report);
        }
        out.line("", "Possible matches for a person to look at, never violations. No legal advice.");
    }
}

/// Lines with a label in front, cut to the page.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, label: &str, text: &str) {
        let flat = text.replace(['\n', '\r', '\t'], " ");
        let _ = writeln!(self.0, "{label:<11}{}", clip(&flat, COLUMNS - 11));
    }

    /// Text broken at ` · ` into at most `lines` lines.
    fn wrapped(&mut self, label: &str, text: &str, lines: usize) {
        let room = COLUMNS - 11;
        let mut current = String::new();
        let mut done: Vec<String> = Vec::new();
        for part in text.split(" · ") {
            if !current.is_empty() && width(&current) + 3 + width(part) > room {
                done.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push_str(" · ");
            }
            current.push_str(part);
        }
        done.push(current);
        if done.len() > lines {
            let rest: usize = done[lines - 1..].iter().map(|l| l.split(" · ").count()).sum();
            done.truncate(lines - 1);
            done.push(format!("and {rest} more; see `tamis lists`"));
        }
        for (place, line) in done.iter().enumerate() {
            self.line(if place == 0 { label } else { "" }, line);
        }
    }
}

/// How old a list's state is on a day.
pub(crate) fn age(state: Day, on: Day) -> String {
    match on.days_since(state) {
        0 => "of the day".to_owned(),
        1 => "1 day old".to_owned(),
        days if days > 0 => format!("{days} days old"),
        _ => format!("of {state}"),
    }
}

/// The word for a delimiter.
pub(crate) fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b',' => "comma".to_owned(),
        b';' => "semicolon".to_owned(),
        b'\t' => "tab".to_owned(),
        b'|' => "pipe".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}

/// A number with commas between thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 6);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Columns that a terminal gives a character: two for the wide scripts, none for marks that sit on another.
fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F | 0xFEFF => 0,
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Columns that a terminal gives a text.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The text cut to a number of columns, with `…` where something is missing; control characters become blanks.
pub fn clip(text: &str, columns: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&text) <= columns {
        return text;
    }
    let mut kept = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += char_width(c);
        if used >= columns {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_by_columns_not_by_characters() {
        assert_eq!(clip("abcdef", 6), "abcdef");
        assert_eq!(clip("abcdefg", 6), "abcde…");
        assert_eq!(clip("和田浩林发饰", 7), "和田浩…");
        assert_eq!(width("和田 a"), 6);
        assert_eq!(clip("a\nb\u{1b}[2J", 10), "a b [2J", "no control character reaches the terminal");
    }

    #[test]
    fn groups_thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
    }
}
