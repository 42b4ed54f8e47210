//! The summary: one screen (24 lines of 100 columns) that says what was screened against what, what was found, what
//! could not be read, and where the report is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::iter;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::{Coverage, Day, Lists, Role};

use super::{Counts, LedgerOutcome, Parties};

/// Columns of the narrowest terminal that the summary is laid out for.
const COLUMNS: usize = 100;
/// Lines of the smallest screen.
const LINES: usize = 24;
/// Ledgers named one by one; more are summed, so that the screen holds.
const LEDGERS_SHOWN: usize = 2;
/// Parties shown at most, two lines each; fewer where the rest leaves no room.
const PARTIES_SHOWN: usize = 5;
/// Lines that the lists may take: the bundled ones take three.
const LIST_LINES: usize = 5;

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
    /// Notes for the reader.
    pub notes: &'a [String],
    /// The report's directory, or nothing where it went to standard output.
    pub report: Option<String>,
    /// Seconds the screening took; `None` leaves the speed out (tests).
    pub seconds: Option<f64>,
}

impl Summary<'_> {
    /// The text, with a line feed at the end of every line; at most 24 lines of 100 columns.
    pub fn text(&self) -> String {
        let mut head = Page::default();
        self.ledgers_part(&mut head);
        self.lists_part(&mut head);
        self.counts_part(&mut head);
        let mut tail = Page::default();
        self.end_part(&mut tail);
        let room = LINES.saturating_sub(head.lines() + tail.lines()) / 2;
        self.parties_part(&mut head, room.min(PARTIES_SHOWN));
        head.0 + &tail.0
    }

    fn ledgers_part(&self, out: &mut Page) {
        let total: u64 = self.ledgers.iter().map(|l| l.rows_read).sum();
        for (place, ledger) in self.ledgers.iter().take(LEDGERS_SHOWN).enumerate() {
            let delimiter = ledger.delimiter.map(|d| format!(", {}", delimiter_name(d))).unwrap_or_default();
            let state = if ledger.error.is_some() { "NOT READ TO ITS END, " } else { "" };
            let rest = format!(": {state}{} rows, {}{delimiter}", thousands(ledger.rows_read), ledger.encoding.0);
            let name = clip_start(&ledger.name, (COLUMNS - LABEL).saturating_sub(width(&rest)));
            out.line(if place == 0 { "Screened" } else { "" }, &format!("{name}{rest}"));
            let roles: Vec<String> = ledger
                .columns
                .iter()
                .filter(|column| !matches!(column.role, Role::Other | Role::Key))
                .map(|column| format!("{}={}", column.role, column.header))
                .collect();
            if !roles.is_empty() {
                out.wrapped("", "  columns ", &roles, if self.ledgers.len() == 1 { 2 } else { 1 });
            }
        }
        if self.ledgers.len() > LEDGERS_SHOWN {
            out.line("", &format!("and {} more ledgers", self.ledgers.len() - LEDGERS_SHOWN));
        }
        let speed = match self.seconds {
            Some(seconds) if seconds > 0.0 => {
                format!(" in {seconds:.2} s, {} a second", thousands((total as f64 / seconds) as u64))
            }
            _ => String::new(),
        };
        if self.ledgers.len() > 1 || !speed.is_empty() {
            out.line("", &format!("{} rows{speed}", thousands(total)));
        }
    }

    fn lists_part(&self, out: &mut Page) {
        let lists: Vec<String> = self
            .lists
            .lists()
            .iter()
            .map(|list| {
                let coverage = match list.coverage {
                    Coverage::Complete => format!("all {}", list.entries.len()),
                    Coverage::Partial { have, of: Some(of) } => format!("{have} of {of}"),
                    Coverage::Partial { have, of: None } => format!("{have} partial"),
                };
                let age = match list.as_of.map(|day| self.as_of.days_since(day)) {
                    None => "undated".to_owned(),
                    Some(days) if days < 0 => "newer".to_owned(),
                    Some(days) => format!("{} d", thousands(u64::from(days.unsigned_abs()))),
                };
                format!("{} {coverage}, {age}", list.id)
            })
            .collect();
        out.line(
            "Against",
            &format!("{} lists as of {} (entries, and age of their state in days):", lists.len(), self.as_of),
        );
        out.wrapped("", "  ", &lists, LIST_LINES);
    }

    fn counts_part(&self, out: &mut Page) {
        let Counts { findings, rows, parties, sector_parties, sector_rows } = self.parties.counts();
        if findings.iter().all(|n| *n == 0) {
            out.line("Findings", "none");
        } else {
            out.line("Findings", &format!("{:<10}{:>10}{:>12}{:>12}", "", "parties", "rows", "findings"));
            for (place, verdict) in ["match", "review", "advisory"].into_iter().enumerate() {
                let cell = |of: &[u64; 3]| thousands(of[place]);
                out.line("", &format!("{verdict:<10}{:>10}{:>12}{:>12}", cell(&parties), cell(&rows), cell(&findings)));
            }
            let titles: u64 = self.ledgers.iter().map(|l| l.titles_flagged).sum();
            if titles > 0 {
                out.line("", &format!("of these in title lines, which are no rows: {}", thousands(titles)));
            }
        }
        if sector_parties > 0 {
            let (parties, rows) = (thousands(sector_parties), thousands(sector_rows));
            out.line(
                "",
                &format!(
                    "and priority-sector advisories for {parties} {} on {rows} {}, in sector-advisories.csv",
                    if sector_parties == 1 { "party" } else { "parties" },
                    if sector_rows == 1 { "row" } else { "rows" }
                ),
            );
        }
    }

    fn parties_part(&self, out: &mut Page, shown: usize) {
        for (place, line) in self.parties.top(shown).into_iter().enumerate() {
            let entry = self.lists.entry(line.entry);
            let rows = match line.rows {
                0 => " (title line)".to_owned(),
                1 => String::new(),
                rows => format!(" ({} rows)", thousands(rows)),
            };
            let what = format!(
                "{} {}  {}{rows} → {} {}",
                line.verdict,
                line.score,
                clip(&line.party, 38),
                entry.id,
                entry.name
            );
            out.line(if place == 0 { "Look first" } else { "" }, &what);
            out.line("", &format!("    {}: {}", line.method, line.reason));
        }
    }

    fn end_part(&self, out: &mut Page) {
        let sum = |of: fn(&LedgerOutcome) -> u64| -> u64 { self.ledgers.iter().map(of).sum() };
        let (clean, unreadable) = (sum(|l| l.rows_clean), sum(|l| l.rows_unreadable));
        out.line("Clean", &format!("{} rows, of the lists above only", thousands(clean)));
        let broken: Vec<&LedgerOutcome> = self.ledgers.iter().filter(|l| !l.is_complete()).collect();
        if !broken.is_empty() {
            let names: Vec<&str> = broken.iter().map(|l| l.name.as_str()).collect();
            out.line(
                "INCOMPLETE",
                &format!("{} rows were NOT screened, in {}", thousands(unreadable), names.join(", ")),
            );
            for error in broken.iter().filter_map(|l| l.error.as_deref()).take(2) {
                out.line("", error);
            }
        }
        if !self.problems.is_empty() {
            let kinds: Vec<String> =
                self.problems.iter().map(|(kind, n)| format!("{} {kind}", thousands(*n))).collect();
            out.line("Problems", &format!("{}; see input-problems.csv", kinds.join(", ")));
        }
        for note in self.notes.iter().take(2) {
            out.line("Note", note);
        }
        if let Some(report) = &self.report {
            out.line("Report", &clip_start(report, COLUMNS - LABEL));
        }
        out.line("", "Possible matches for a person to look at, never violations. No legal advice.");
    }
}

/// Columns of the label before each line.
const LABEL: usize = 11;

/// Lines with a label in front, cut to the page.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, label: &str, text: &str) {
        let _ = writeln!(self.0, "{label:<LABEL$}{}", clip(text, COLUMNS - LABEL).trim_end());
    }

    fn lines(&self) -> usize {
        self.0.lines().count()
    }

    /// Items side by side on at most `lines` lines; what has no room is counted. `start` comes before the first.
    fn wrapped(&mut self, label: &str, start: &str, items: &[String], lines: usize) {
        const BETWEEN: &str = " · ";
        let room = COLUMNS - LABEL - width(start);
        let mut done: Vec<Vec<&str>> = Vec::new();
        let mut used = room + 1;
        for item in items {
            let more = width(BETWEEN) + width(item);
            if used + more > room {
                done.push(Vec::new());
                used = 0;
            }
            used += more;
            done.last_mut().into_iter().for_each(|line| line.push(item));
        }
        let left_out: usize = done.iter().skip(lines).map(Vec::len).sum();
        for (place, line) in done.iter().take(lines).enumerate() {
            let more = if left_out > 0 && place + 1 == lines { format!(" … {left_out} more") } else { String::new() };
            let text = clip(&line.join(BETWEEN), room - width(&more));
            let start = if place == 0 { start.to_owned() } else { " ".repeat(width(start)) };
            self.line(if place == 0 { label } else { "" }, &format!("{start}{text}{more}"));
        }
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
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1000), number % 1000),
    }
}

/// Columns that a terminal gives a text.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to a number of columns, with `…` where something is missing; control characters become blanks.
pub fn clip(text: &str, columns: usize) -> String {
    let text = without_controls(text);
    if width(&text) <= columns { text } else { head(text.chars(), columns).chain(['…']).collect() }
}

/// The text cut at its start, since the end of a path says most.
fn clip_start(text: &str, columns: usize) -> String {
    let text = without_controls(text);
    if width(&text) <= columns {
        return text;
    }
    let kept: Vec<char> = head(text.chars().rev(), columns).collect();
    iter::once('…').chain(kept.into_iter().rev()).collect()
}

/// The first characters, so many that one more column is free.
fn head(text: impl Iterator<Item = char>, columns: usize) -> impl Iterator<Item = char> {
    text.scan(1, move |used, c| {
        *used += c.width().unwrap_or(0);
        (*used <= columns).then_some(c)
    })
}

fn without_controls(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_by_columns_not_by_characters() {
        assert_eq!(clip("abcdef", 6), "abcdef");
        assert_eq!(clip("abcdefg", 6), "abcde…");
        assert_eq!(clip("和田浩林发饰", 7), "和田浩…");
        assert_eq!(clip_start("some/long/path.csv", 9), "…path.csv");
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
