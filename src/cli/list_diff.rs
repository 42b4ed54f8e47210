//! `tamis lists diff`: what changed between two states of a list.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::model::Watchlist;
use crate::report::{BOLD, CsvFile, ReportFile, counted, plain, wrap};
use crate::watchlist::{self, Change, EntryChange, ListError, Listed, diff};

use super::failure::Failure;
use super::{print, terminal};

/// Forms of what `tamis lists diff` and `tamis lists impact` print.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ChangeFormat {
    /// For reading
    #[default]
    Table,
    /// For programs: one JSON object
    Json,
    /// For spreadsheets
    Csv,
}

/// A state of a list: a file, a folder of official files, or the id of a bundled list.
pub(super) fn state_of(named: &str) -> Result<Vec<Watchlist>, Failure> {
    let path = Path::new(named);
    if path.exists() {
        return Ok(watchlist::load_path(path)?);
    }
    let bundled = watchlist::bundled()?;
    let known: Vec<String> = bundled.iter().map(|list| list.id.to_string()).collect();
    let list: Vec<Watchlist> = bundled.into_iter().filter(|list| *list.id.0 == *named).collect();
    if list.is_empty() {
        let what = "is no file, no folder and no bundled list".to_owned();
        let remedy = format!("name a list file, or one of: {}", known.join(", "));
        return Err(ListError::new(named, None, what, remedy).into());
    }
    Ok(list)
}

/// Prints the changes from one state to the other.
pub(super) fn run(old: &str, new: &str, format: ChangeFormat) -> Result<(), Failure> {
    let (before, after) = (state_of(old)?, state_of(new)?);
    let changes = diff(&before, &after);
    match format {
        ChangeFormat::Table => {
            let mut text = head("old", old, &before) + &head("new", new, &after) + &format!("{}\n", counts(&changes));
            changes.iter().for_each(|change| text.push_str(&told(change, terminal::columns())));
            terminal::show(&text)
        }
        ChangeFormat::Json => {
            let state = |named: &str, lists: &[Watchlist]| {
                let lists = lists.iter().map(|l| json!({"list_id": l.id, "as_of": day(l), "sha256": l.digest}));
                json!({"given": named, "lists": lists.collect::<Vec<_>>()})
            };
            let changes: Vec<Value> = changes.iter().map(as_json).collect();
            let all = json!({"old": state(old, &before), "new": state(new, &after), "changes": changes});
            print(&(serde_json::to_string_pretty(&all).map_err(io::Error::from)? + "\n"))
        }
        ChangeFormat::Csv => as_csv(&changes),
    }
}

fn day(list: &Watchlist) -> Option<String> {
    list.as_of.map(|day| day.to_string())
}

fn head(which: &str, named: &str, lists: &[Watchlist]) -> String {
    let entries: usize = lists.iter().map(|list| list.entries.len()).sum();
    let mut states: Vec<String> = lists.iter().map(Watchlist::state).collect();
    states.dedup();
    let entries = counted(entries as u64, "entry", "entries");
    format!("{which}  {}  {entries}, state of {}\n", plain(named), states.join(", "))
}

/// `5 added, 3 removed, 4 renamed, 0 changed`.
pub(super) fn counts(changes: &[EntryChange<'_>]) -> String {
    let count = |change: Change| changes.iter().filter(|c| c.change == change).count();
    let each: Vec<String> = Change::ALL.iter().map(|c| format!("{} {}", count(*c), c.as_str())).collect();
    each.join(", ")
}

/// An entry and what became of it, for reading.
fn told(change: &EntryChange<'_>, columns: usize) -> String {
    let Some(Listed { list, entry }) = change.last() else { return String::new() };
    let mut text = String::new();
    let since = match (change.change, entry.effective.or(entry.announced), entry.removed) {
        (Change::Removed, _, Some(day)) => format!(", removed on {day}"),
        (Change::Added, Some(day), _) => format!(", in force since {day}"),
        _ => String::new(),
    };
    let line = format!("{:<8} {}  {}{since} ({})", change.change.as_str(), entry.id, plain(&entry.name), list.id);
    for (at, line) in wrap(&line, columns, 9).iter().enumerate() {
        let word = change.change.as_str();
        let _ = match line.strip_prefix(word).filter(|_| at == 0) {
            Some(rest) => writeln!(text, "{BOLD}{word}{BOLD:#}{rest}"),
            None => writeln!(text, "{line}"),
        };
    }
    for fact in &change.facts {
        let side = |text: &str| if text.is_empty() { "none".to_owned() } else { plain(text) };
        let line = format!("         {}: {} -> {}", fact.fact, side(&fact.old), side(&fact.new));
        wrap(&line, columns, 11).iter().for_each(|line| _ = writeln!(text, "{line}"));
    }
    text
}

fn as_json(change: &EntryChange<'_>) -> Value {
    let of = |it: Option<Listed<'_>>| {
        it.map(|it| {
            let day = |day: Option<crate::model::Day>| day.map(|d| d.to_string());
            let (effective, removed) = (day(it.entry.effective.or(it.entry.announced)), day(it.entry.removed));
            let (list, id, name) = (&it.list.id, &it.entry.id, &it.entry.name);
            json!({"list_id": list, "entry_id": id, "name": name, "effective": effective, "removed": removed})
        })
    };
    json!({"change": change.change, "old": of(change.old), "new": of(change.new), "facts": change.facts})
}

const COLUMNS: [&str; 11] =
    ["change", "list_id", "entry_id", "name", "old_entry_id", "old_name", "effective", "removed", "fact", "old", "new"];

/// A line for each fact that differs; one for an entry that is added or removed.
fn as_csv(changes: &[EntryChange<'_>]) -> Result<(), Failure> {
    let out = ReportFile::stream(io::stdout(), "standard output");
    let mut out = CsvFile::new(out, COLUMNS.into_iter().map(Cow::from))?;
    for change in changes {
        let Some(Listed { list, entry }) = change.last() else { continue };
        let old = change.old.map(|it| it.entry);
        let day = |day: Option<crate::model::Day>| day.map(|d| d.to_string()).unwrap_or_default();
        let mut line = |[fact, before, after]: [&str; 3]| {
            let cells = [
                change.change.as_str().to_owned(),
                list.id.to_string(),
                entry.id.to_string(),
                entry.name.clone(),
                old.map(|e| e.id.to_string()).unwrap_or_default(),
                old.map(|e| e.name.clone()).unwrap_or_default(),
                day(entry.effective.or(entry.announced)),
                day(entry.removed),
                fact.to_owned(),
                before.to_owned(),
                after.to_owned(),
            ];
            out.line(cells.into_iter().map(Cow::from))
        };
        if change.facts.is_empty() {
            line(["", "", ""])?;
        }
        for fact in &change.facts {
            line([fact.fact, &fact.old, &fact.new])?;
        }
    }
    out.finish()?;
    Ok(())
}
