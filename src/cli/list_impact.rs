//! `tamis lists impact`: which parties of ledgers a change of a list touches. Only the changed entries are screened.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::json;

use crate::ledger::Ledger;
use crate::model::{EntryId, Finding, Lists, Watchlist};
use crate::report::{BOLD, CsvFile, ReportFile, counted, plain, wrap};
use crate::screener::Screener;
use crate::validate::screen_all;
use crate::watchlist::{EntryChange, Listed, compose, diff};

use super::failure::Failure;
use super::list_diff::{ChangeFormat, counts, state_of};
use super::settings::Settings;
use super::{print, terminal};

/// What `tamis lists impact` is given.
pub(super) struct Asked<'a> {
    pub(super) old: &'a str,
    pub(super) new: &'a str,
    pub(super) ledgers: &'a [PathBuf],
    pub(super) format: ChangeFormat,
}

/// How a party stands against a changed entry, before or after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Standing {
    verdict: &'static str,
    score: u8,
    reason: String,
    rows: u64,
    first_row: Option<u64>,
}

/// A party that a changed entry touches.
#[derive(Debug, Serialize)]
struct Touched {
    /// `new`, `gone` or `changed`.
    impact: &'static str,
    ledger: String,
    party: String,
    /// What became of the entry: `added`, `removed`, `renamed`, `changed`.
    entry_change: &'static str,
    entry_id: String,
    entry: String,
    old: Option<Standing>,
    new: Option<Standing>,
}

impl Touched {
    /// The standing that counts now, else the one that no longer does.
    fn last(&self) -> Option<&Standing> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// Prints what the change touches; 3 where rows of a ledger could not be read.
pub(super) fn run(asked: &Asked<'_>, settings: &Settings) -> Result<u8, Failure> {
    let (before, after) = (state_of(asked.old)?, state_of(asked.new)?);
    let changes = diff(&before, &after);
    let sides = [Side::of(&before, &changes, |c| c.old, settings)?, Side::of(&after, &changes, |c| c.new, settings)?];
    let mut parties: BTreeMap<(String, String, usize), [Option<Standing>; 2]> = BTreeMap::new();
    let (mut rows, mut unreadable) = (0, 0);
    for path in asked.ledgers {
        for (at, side) in sides.iter().enumerate() {
            for ledger in Ledger::open(path, &settings.reading)? {
                let (name, screened) = side.screen(ledger)?;
                if at == 0 {
                    (rows, unreadable) = (rows + screened.rows, unreadable + screened.unreadable);
                }
                for (party, change, standing) in screened.found {
                    let of_party = parties.entry((name.clone(), party, change)).or_default();
                    add(&mut of_party[at], standing);
                }
            }
        }
    }
    let touched = touched(parties, &changes);
    match asked.format {
        ChangeFormat::Table => {
            let screened = counted(rows, "row", "rows");
            let entries = counted(changes.len() as u64, "changed entry", "changed entries");
            let mut text = format!("{screened} screened against {entries}: {}\n", counts(&changes));
            text.push_str(&table(&touched, terminal::columns()));
            if unreadable > 0 {
                let _ = writeln!(text, "INCOMPLETE: {} could not be read", counted(unreadable, "row", "rows"));
            }
            terminal::show(&text)?;
        }
        ChangeFormat::Json => {
            let all =
                json!({"rows": rows, "rows_unreadable": unreadable, "entries": changes.len(), "parties": touched});
            print(&(serde_json::to_string_pretty(&all).map_err(io::Error::from)? + "\n"))?;
        }
        ChangeFormat::Csv => as_csv(&touched)?,
    }
    Ok(if unreadable > 0 { 3 } else { 0 })
}

/// One state of the changed entries, ready to screen; nothing where it has none of them.
struct Side {
    screener: Option<Screener>,
    /// The change of each entry.
    change_of: FxHashMap<EntryId, usize>,
}

/// What a ledger gave: each finding with its party and the place of the change.
#[derive(Default)]
struct Found {
    rows: u64,
    unreadable: u64,
    found: Vec<(String, usize, Standing)>,
}

impl Side {
    fn of(
        lists: &[Watchlist],
        changes: &[EntryChange<'_>],
        state: for<'l> fn(&EntryChange<'l>) -> Option<Listed<'l>>,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let entries = changes.iter().enumerate().filter_map(|(at, c)| Some((state(c)?.entry.id.clone(), at)));
        let change_of: FxHashMap<EntryId, usize> = entries.collect();
        let part = |list: &Watchlist| Watchlist {
            entries: list.entries.iter().filter(|e| change_of.contains_key(&e.id)).cloned().collect(),
            ..list.clone()
        };
        let parts: Vec<Watchlist> = lists.iter().map(part).filter(|list| !list.entries.is_empty()).collect();
        let lists: Option<Lists> = if parts.is_empty() { None } else { Some(compose(None, parts, &[])?) };
        Ok(Self { screener: lists.map(|lists| Screener::new(lists, settings.config())), change_of })
    }

    /// Screens a ledger; without entries it is read all the same, since its rows count.
    fn screen(&self, mut ledger: Ledger) -> Result<(String, Found), Failure> {
        let name = ledger.name().to_owned();
        let Some(screener) = &self.screener else {
            let (mut batch, mut problems, mut rows) = Default::default();
            loop {
                let more = ledger.next_batch(&mut batch, 1 << 20, &mut problems)?;
                rows += batch.iter().filter(|row| row.row.is_some()).count() as u64;
                if !more {
                    return Ok((name, Found { rows, unreadable: ledger.rows_unreadable(), found: Vec::new() }));
                }
            }
        };
        let standing = |finding: Finding, row| {
            let change = self.change_of.get(&screener.lists().entry(finding.entry).id)?;
            let (verdict, score) = (finding.verdict.as_str(), finding.score.0);
            let standing = Standing { verdict, score, reason: finding.reason, rows: 1, first_row: row };
            Some((finding.party.to_string(), *change, standing))
        };
        let screened = screen_all(screener, ledger, |row, findings| {
            let counts = findings.into_iter().filter(|f| !f.sector);
            let found: Vec<_> = counts.filter_map(|f| standing(f, row.row)).collect();
            (!found.is_empty()).then_some(found)
        })?;
        let (rows, unreadable) = (screened.rows, screened.ledger.rows_unreadable());
        Ok((name, Found { rows, unreadable, found: screened.found.into_iter().flatten().collect() }))
    }
}

/// The strongest finding of a party against an entry stands for all its rows.
fn add(of_party: &mut Option<Standing>, next: Standing) {
    match of_party {
        None => *of_party = Some(next),
        Some(known) => {
            let (rows, first_row) = (known.rows + 1, known.first_row);
            if next.score > known.score {
                *known = next;
            }
            (known.rows, known.first_row) = (rows, first_row);
        }
    }
}

/// The parties whose standing is another now, the surest first.
fn touched(
    parties: BTreeMap<(String, String, usize), [Option<Standing>; 2]>,
    changes: &[EntryChange<'_>],
) -> Vec<Touched> {
    let of_party = |((ledger, party, change), [old, new]): ((String, String, usize), [Option<Standing>; 2])| {
        let impact = match (&old, &new) {
            (Some(old), Some(new)) if (old.verdict, old.score) == (new.verdict, new.score) => return None,
            (None, _) => "new",
            (_, None) => "gone",
            _ => "changed",
        };
        let change = changes.get(change)?;
        let Listed { entry, .. } = change.last()?;
        let (entry_id, entry) = (entry.id.to_string(), entry.name.clone());
        Some(Touched { impact, ledger, party, entry_change: change.change.as_str(), entry_id, entry, old, new })
    };
    let mut touched: Vec<Touched> = parties.into_iter().filter_map(of_party).collect();
    let order = ["new", "changed", "gone"];
    let place = |t: &Touched| order.iter().position(|impact| *impact == t.impact);
    touched.sort_by_key(|t| (place(t), Reverse(t.last().map(|s| s.score))));
    touched
}

fn table(touched: &[Touched], columns: usize) -> String {
    if touched.is_empty() {
        return "No party is touched by the change.\n".to_owned();
    }
    let mut text = String::new();
    for t in touched {
        let told = |s: &Standing| format!("{} {}", s.verdict, s.score);
        let standing = match (&t.old, &t.new) {
            (Some(old), Some(new)) => format!("{}, was {}", told(new), told(old)),
            (Some(old), None) => format!("was {}", told(old)),
            (None, new) => new.as_ref().map(told).unwrap_or_default(),
        };
        let Some(last) = t.last() else { continue };
        let rows = counted(last.rows, "row", "rows");
        let first = last.first_row.map(|row| format!(", first row {row}")).unwrap_or_default();
        let head = format!("{:<8} {}  {standing}  ({}, {rows}{first})", t.impact, plain(&t.party), plain(&t.ledger));
        for (at, line) in wrap(&head, columns, 9).iter().enumerate() {
            let _ = match line.strip_prefix(t.impact).filter(|_| at == 0) {
                Some(rest) => writeln!(text, "{BOLD}{}{BOLD:#}{rest}", t.impact),
                None => writeln!(text, "{line}"),
            };
        }
        let entry = format!("         {}: {}  {}", t.entry_change, t.entry_id, plain(&t.entry));
        let reason = format!("         {}", plain(&last.reason));
        let lines = wrap(&entry, columns, 11).into_iter().chain(wrap(&reason, columns, 9));
        lines.for_each(|line| _ = writeln!(text, "{line}"));
    }
    let count = |impact: &str| touched.iter().filter(|t| t.impact == impact).count();
    let _ = writeln!(text, "{} new, {} changed, {} gone", count("new"), count("changed"), count("gone"));
    text
}

const COLUMNS: [&str; 13] = [
    "impact",
    "ledger",
    "party",
    "entry_change",
    "entry_id",
    "entry",
    "verdict",
    "score",
    "old_verdict",
    "old_score",
    "rows",
    "first_row",
    "reason",
];

fn as_csv(touched: &[Touched]) -> Result<(), Failure> {
    let out = ReportFile::stream(io::stdout(), "standard output");
    let mut out = CsvFile::new(out, COLUMNS.into_iter().map(Cow::from))?;
    for t in touched {
        let verdict = |s: &Option<Standing>| s.as_ref().map(|s| s.verdict.to_owned()).unwrap_or_default();
        let score = |s: &Option<Standing>| s.as_ref().map(|s| s.score.to_string()).unwrap_or_default();
        let last = t.last();
        let cells = [
            t.impact.to_owned(),
            t.ledger.clone(),
            t.party.clone(),
            t.entry_change.to_owned(),
            t.entry_id.clone(),
            t.entry.clone(),
            verdict(&t.new),
            score(&t.new),
            verdict(&t.old),
            score(&t.old),
            last.map(|s| s.rows.to_string()).unwrap_or_default(),
            last.and_then(|s| s.first_row).map(|row| row.to_string()).unwrap_or_default(),
            last.map(|s| s.reason.clone()).unwrap_or_default(),
        ];
        out.line(cells.into_iter().map(Cow::from))?;
    }
    out.finish()?;
    Ok(())
}
