//! The summary: what was screened against what, what was found, what could not be read, and where the report is.
//!
//! Nothing that a reader must know is cut: texts are broken at blanks to the width of the terminal. Only examples are
//! limited in number, and each limit says how many there are more.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use anstyle::Style;
use serde_json::{Value, json};

use crate::model::{Day, Lists, Role, Verdict};

use super::page::{Page, Styled, WARNING, clip, verdict_style};
use super::run_record::{by_verdict, input_counts, list_state};
use super::words::{barred, counted, coverage, problems, stale_lists, state, thousands};
use super::{Counts, LedgerOutcome, LeftOut, Parties, SinceCounts};

/// Ledgers described one by one; the table below names all with findings.
const LEDGERS_SHOWN: usize = 2;
/// Lines of the table of ledgers with findings.
const TABLE_SHOWN: usize = 10;
/// Parties shown.
const PARTIES_SHOWN: usize = 8;
/// Notes shown; `run.json` has all.
const NOTES_SHOWN: usize = 8;
const VERDICTS: [Verdict; 3] = [Verdict::Match, Verdict::Review, Verdict::Advisory];

/// What the summary prints.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The lists in force.
    pub lists: &'a Lists,
    /// The day whose state counts.
    pub as_of: Day,
    /// The ledgers in order.
    pub ledgers: &'a [LedgerOutcome],
    /// What folders hold besides ledgers.
    pub left_out: &'a [LeftOut],
    /// Parties and counts.
    pub parties: &'a Parties<'a>,
    /// Problems by kind.
    pub problems: &'a BTreeMap<String, u64>,
    /// What is new since an earlier report, where there is one.
    pub since: Option<&'a SinceCounts>,
    /// Notes for the reader.
    pub notes: &'a [String],
    /// The report's directory, or nothing where it went to standard output.
    pub report: Option<String>,
    /// Seconds the screening took; `None` leaves the speed out (tests).
    pub seconds: Option<f64>,
}

impl Summary<'_> {
    /// The text for a terminal of this width, with styles.
    pub fn text(&self, columns: usize) -> String {
        let mut page = Page::new(columns);
        self.ledgers_part(&mut page);
        self.lists_part(&mut page);
        self.counts_part(&mut page);
        self.since_part(&mut page);
        self.table_part(&mut page);
        self.parties_part(&mut page, columns);
        self.end_part(&mut page);
        page.into_text()
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let ledgers = self.ledgers.iter().map(|l| {
            json!({
                "name": l.name,
                "rows_read": l.rows_read,
                "rows": by_verdict(l.rows_by_verdict),
                "titles_flagged": l.titles_flagged,
                "error": l.error,
            })
        });
        let lists = self.lists.lists().iter().map(|list| {
            let mut value = json!({ "id": list.id, "entries": list.entries.len() });
            if let (Some(value), Value::Object(state)) = (value.as_object_mut(), list_state(list, self.as_of)) {
                value.extend(state);
            }
            value
        });
        json!({
            "tool": "tamis",
            "version": env!("CARGO_PKG_VERSION"),
            "as_of": self.as_of.to_string(),
            "complete": self.ledgers.iter().all(LedgerOutcome::is_complete),
            "counts": input_counts(self.ledgers, self.parties.counts(), self.problems),
            "ledgers": ledgers.collect::<Vec<_>>(),
            "lists": lists.collect::<Vec<_>>(),
            "left_out": self.left_out,
            "since": self.since.map(SinceCounts::json),
            "notes": self.notes,
            "report": self.report,
        })
    }

    fn ledgers_part(&self, out: &mut Page) {
        let total: u64 = self.ledgers.iter().map(|l| l.rows_read).sum();
        let rows = |rows: u64| counted(rows, "row", "rows");
        let speed = match self.seconds {
            Some(seconds) if seconds > 0.0 => {
                format!(" in {seconds:.2} s, {} a second", thousands((total as f64 / seconds) as u64))
            }
            _ => String::new(),
        };
        // Ledgers that could not be read at all have their place under INCOMPLETE.
        let read: Vec<_> = self.ledgers.iter().filter(|l| !l.is_unread()).collect();
        for (place, ledger) in read.iter().take(LEDGERS_SHOWN).enumerate() {
            let delimiter = ledger.delimiter.map(|d| format!(", {}", delimiter_name(d))).unwrap_or_default();
            let state = if ledger.is_cut_short() { "NOT READ TO ITS END, " } else { "" };
            let (name, encoding) = (&ledger.name, &ledger.encoding.0);
            let text = format!("{name}: {state}{}, {encoding}{delimiter}", rows(ledger.rows_read));
            out.line(if place == 0 { "Screened" } else { "" }, &text);
            let named = ledger.columns.iter().filter(|column| !matches!(column.role, Role::Other | Role::Key));
            let roles: Vec<String> = named.map(|column| format!("{}={}", column.role, column.header)).collect();
            out.items("", "  columns ", &roles, if read.len() == 1 { 2 } else { 1 });
        }
        let more = read.len().saturating_sub(LEDGERS_SHOWN) as u64;
        if more > 0 {
            out.line("", &format!("and {}", counted(more, "more ledger", "more ledgers")));
        }
        if self.ledgers.len() > 1 || !speed.is_empty() {
            let ledgers = counted(self.ledgers.len() as u64, "ledger", "ledgers");
            let ledgers = if self.ledgers.len() > 1 { format!("{ledgers}, ") } else { String::new() };
            out.line("", &format!("{ledgers}{}{speed}", rows(total)));
        }
        let mut label = "Left out";
        for sentence in self.left_out.iter().flat_map(LeftOut::sentences) {
            out.line(label, &sentence);
            label = "";
        }
    }

    fn lists_part(&self, out: &mut Page) {
        let lists = self.lists.lists();
        let count = counted(lists.len() as u64, "list", "lists");
        out.line("Against", &format!("{count}, as of {} (UTC)", self.as_of));
        let sentence =
            |list: &crate::model::Watchlist| format!("{}: {}, {}", list.id, coverage(list), state(list, self.as_of));
        out.items("", "  ", &lists.iter().map(sentence).collect::<Vec<_>>(), usize::MAX);
        if let Some(stale) = stale_lists(lists, self.as_of) {
            let text = format!(": {stale}; listings since then are not looked for");
            out.marked("", Styled { text: "STALE", style: WARNING }, &text);
        }
    }

    fn counts_part(&self, out: &mut Page) {
        let Counts { findings, rows, parties, sector_parties, sector_rows } = self.parties.counts();
        if findings.iter().all(|n| *n == 0) {
            out.line("Findings", "none");
        } else {
            out.line("Findings", &format!("{:<10}{:>10}{:>12}{:>12}", "", "parties", "rows", "findings"));
            for (place, verdict) in VERDICTS.into_iter().enumerate() {
                let cell = |of: &[u64; 3]| thousands(of[place]);
                let style = if findings[place] > 0 { verdict_style(verdict) } else { Style::new() };
                let numbers = format!("{:>10}{:>12}{:>12}", cell(&parties), cell(&rows), cell(&findings));
                let word = format!("{:<10}", verdict.as_str());
                out.marked("", Styled { text: &word, style }, &numbers);
            }
            let titles: u64 = self.ledgers.iter().map(|l| l.titles_flagged).sum();
            if titles > 0 {
                out.line("", &format!("of these in title lines, which are no rows: {}", thousands(titles)));
            }
        }
        if sector_parties > 0 {
            let parties = counted(sector_parties, "party", "parties");
            let rows = counted(sector_rows, "row", "rows");
            out.line("", &format!("and priority-sector advisories for {parties} on {rows}, in sector-advisories.csv"));
        }
    }

    /// What is new.
    fn since_part(&self, out: &mut Page) {
        let Some(since) = self.since else { return };
        let new = |verdict: Verdict| format!("{} {}", thousands(since.new[Counts::place(verdict)]), verdict.as_str());
        let all = counted(since.new.iter().sum(), "new finding", "new findings");
        let text = format!("{all} since {}: {}", since.name, VERDICTS.map(new).join(", "));
        out.line("Since", &text);
        let place = if self.report.is_some() && since.gone > 0 { ", in gone.csv" } else { "" };
        out.line(
            "",
            &format!(
                "{} known, {} gone{place}; one party and entry is one",
                thousands(since.known),
                thousands(since.gone)
            ),
        );
    }

    /// Which ledger has the findings, worst first.
    fn table_part(&self, out: &mut Page) {
        if self.ledgers.len() < 2 {
            return;
        }
        let has_findings = |l: &&LedgerOutcome| l.rows_flagged + l.titles_flagged > 0;
        let mut ledgers: Vec<&LedgerOutcome> = self.ledgers.iter().filter(has_findings).collect();
        if ledgers.is_empty() {
            return;
        }
        ledgers.sort_by_key(|l| Reverse((l.rows_by_verdict, l.titles_flagged)));
        let line = |[a, b, c]: [&str; 3], rows: &str, name: &str| format!("{a:>8}{b:>8}{c:>10}{rows:>12}  {name}");
        out.line("By ledger", &line(["match", "review", "advisory"], "of rows", "ledger"));
        for ledger in ledgers.iter().take(TABLE_SHOWN) {
            let numbers = ledger.rows_by_verdict.map(thousands);
            let titles = match ledger.titles_flagged {
                0 => String::new(),
                n => format!(" (and {})", counted(n, "title line", "title lines")),
            };
            let name = format!("{}{titles}", ledger.name);
            out.line("", &line(numbers.each_ref().map(String::as_str), &thousands(ledger.rows_read), &name));
        }
        let more = ledgers.len().saturating_sub(TABLE_SHOWN) as u64;
        if more > 0 {
            out.line("", &format!("and {} with findings, in run.json", counted(more, "more ledger", "more ledgers")));
        }
        let without = self.ledgers.iter().filter(|l| !has_findings(l) && l.error.is_none()).count() as u64;
        if without > 0 {
            out.line("", &format!("{} without a finding", counted(without, "ledger", "ledgers")));
        }
    }

    /// The parties to look at first, one line each, worst first.
    fn parties_part(&self, out: &mut Page, columns: usize) {
        let (parties, all) = self.parties.top(PARTIES_SHOWN);
        for (place, party) in parties.iter().enumerate() {
            let line = party.line;
            let (list, entry) = (self.lists.list_of(line.entry), self.lists.entry(line.entry));
            let measure = if entry.measure.is_empty() { &list.title } else { &entry.measure };
            // The clauses of a law come after a comma.
            let measure = measure.split_once(", ").map_or(measure.as_str(), |(measure, _)| measure);
            let more = match party.measures - 1 {
                0 => String::new(),
                n => format!(" (+{})", counted(n, "more measure", "more measures")),
            };
            let rows =
                if line.seen.rows == 0 { "in a title line".to_owned() } else { counted(line.seen.rows, "row", "rows") };
            // A party's name is a cell of the ledger, of any length: half of a line shows who it is.
            let name = clip(&line.party, (columns / 2).max(30));
            // A row that names a listed body is no listed party: a broker of the Corps' cotton.
            let own = line.party.contains(&*line.quoted) || line.matched_name.is_empty();
            let name =
                if own { name } else { format!("row of {name}: names {}", clip(&line.matched_name, columns / 3)) };
            let text = format!(" {} – {measure}, {}{more}, {rows}", name, barred(self.lists.bars(line.entry)));
            let mark = format!("{:<8} {:>3}", line.verdict.as_str(), line.score.0);
            let mark = Styled { text: &mark, style: verdict_style(line.verdict) };
            out.marked(if place == 0 { "Look first" } else { "" }, mark, &text);
        }
        let more = all.saturating_sub(parties.len()) as u64;
        if more > 0 {
            let place = if self.report.is_some() { "; parties.csv has all, worst first" } else { "" };
            out.line("", &format!("and {}{place}", counted(more, "more party", "more parties")));
        }
    }

    fn end_part(&self, out: &mut Page) {
        let clean: u64 = self.ledgers.iter().map(|l| l.rows_clean).sum();
        let watched = if self.parties.counts().sector_rows > 0 { " (some in sector-advisories.csv)" } else { "" };
        out.line("Clean", &format!("{}{watched}, of the lists above only", counted(clean, "row", "rows")));
        for (place, text) in incomplete(self.ledgers).iter().enumerate() {
            out.alarm(if place == 0 { "INCOMPLETE" } else { "" }, text);
        }
        if !self.problems.is_empty() {
            let kinds: Vec<String> = self.problems.iter().map(|(kind, n)| problems(kind, *n)).collect();
            let place = if self.report.is_some() { "; see input-problems.csv" } else { "" };
            out.line("Problems", &format!("{}{place}", kinds.join(", ")));
        }
        for note in self.notes.iter().take(NOTES_SHOWN) {
            out.line("Note", note);
        }
        let more = self.notes.len().saturating_sub(NOTES_SHOWN) as u64;
        if more > 0 {
            out.line("", &format!("and {}, in run.json", counted(more, "more note", "more notes")));
        }
        if let Some(report) = &self.report {
            out.line("Report", report);
        }
        out.line("", "Possible matches for a person to look at, never violations. No legal advice.");
    }
}

/// What was not screened, and why, with every name; nothing where the run is complete.
pub fn incomplete(ledgers: &[LedgerOutcome]) -> Vec<String> {
    let mut lines = Vec::new();
    let all = counted(ledgers.len() as u64, "ledger", "ledgers");
    // The reason names the file already, as a rule.
    let reason = |ledger: &LedgerOutcome, after: &str| {
        let error = ledger.error.as_deref().or(ledger.broken_off.as_deref()).unwrap_or_default();
        match error.strip_prefix(ledger.name.as_str()) {
            Some(rest) => format!("  {}{after}{rest}", ledger.name),
            None => format!("  {}{after}: {error}", ledger.name),
        }
    };
    let unread: Vec<&LedgerOutcome> = ledgers.iter().filter(|l| l.is_unread()).collect();
    if !unread.is_empty() {
        lines.push(format!("{} of {all} could not be read:", thousands(unread.len() as u64)));
        lines.extend(unread.iter().map(|ledger| reason(ledger, "")));
    }
    let cut: Vec<&LedgerOutcome> = ledgers.iter().filter(|l| l.is_cut_short()).collect();
    if !cut.is_empty() {
        lines.push(format!(
            "{} of {all} not read to the end; the rows before it were screened:",
            thousands(cut.len() as u64)
        ));
        let after = |ledger: &LedgerOutcome| {
            format!(" (after {})", counted(ledger.rows_read - ledger.rows_unreadable, "row", "rows"))
        };
        lines.extend(cut.iter().map(|ledger| reason(ledger, &after(ledger))));
    }
    // The row at which reading broke off is no row of its own.
    let unreadable = |l: &LedgerOutcome| l.rows_unreadable - u64::from(l.broken_off.is_some() && l.rows_unreadable > 0);
    let rows: Vec<&LedgerOutcome> = ledgers.iter().filter(|l| unreadable(l) > 0).collect();
    if !rows.is_empty() {
        let total = rows.iter().map(|l| unreadable(l)).sum();
        lines.push(format!("{} could not be screened:", counted(total, "row", "rows")));
        let line = |l: &&LedgerOutcome| format!("  {}: {}", l.name, counted(unreadable(l), "row", "rows"));
        lines.extend(rows.iter().map(line));
    }
    lines
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
