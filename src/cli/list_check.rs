//! `tamis lists check`: all faults and warnings of lists of the user's; and what every command says of them.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::model::{Lists, Watchlist};
use crate::watchlist;

use super::failure::Failure;
use super::print;

/// Warnings of one list that a run prints.
const PRINTED: usize = 3;

/// Checks files, each by itself, and prints what is in them; 2 where one cannot be used.
pub(super) fn run(files: &[PathBuf]) -> Result<u8, Failure> {
    if files.is_empty() {
        return Err(Failure::usage("no list file is named; write `tamis lists check ours.csv`"));
    }
    let (mut text, mut faults, mut warnings) = (String::new(), 0, 0);
    for file in files {
        match watchlist::load_path(file) {
            Ok(lists) => {
                text.push_str(&of_file(&file.display().to_string(), &lists));
                lists.iter().for_each(|list| text.push_str(&details(list)));
                warnings += lists.iter().map(|list| list.warnings.len()).sum::<usize>();
            }
            Err(error) => {
                for fault in error.faults() {
                    let _ = writeln!(text, "FAULT {fault}");
                    faults += 1;
                }
            }
        }
    }
    let warned = match warnings {
        0 => String::new(),
        1 => ", with 1 warning".to_owned(),
        n => format!(", with {n} warnings"),
    };
    let _ = match faults {
        0 => writeln!(text, "The lists can be used{warned}."),
        1 => writeln!(text, "1 fault: a list cannot be used."),
        n => writeln!(text, "{n} faults: a list cannot be used."),
    };
    print(&text)?;
    Ok(if faults == 0 { 0 } else { 2 })
}

/// What is in a file: its counts, and those of each list where an official file holds them.
fn of_file(file: &str, lists: &[Watchlist]) -> String {
    let mut text = String::new();
    let sum = |of: fn(&Watchlist) -> usize| lists.iter().map(of).sum::<usize>();
    let Some(first) = lists.first() else { return text };
    let by = if first.dated_by.is_empty() { String::new() } else { format!(" ({})", first.dated_by) };
    let state = first.state();
    let _ = write!(text, "{file}  entries: {}, names: {}", sum(|l| l.entries.len()), sum(names));
    if first.form.is_empty() {
        let _ = writeln!(text, ", state of {state}{by}");
        return text;
    }
    let [addresses, identifiers] = [sum(addresses), sum(identifiers)];
    let refused = sum(|l| l.refused);
    let _ = writeln!(
        text,
        ", addresses: {addresses}, identifiers: {identifiers}, refused lines: {refused}, state of {state}{by}"
    );
    let _ = writeln!(text, "  form: {}", first.form);
    for list in lists {
        let (id, title, bars) = (&list.id, &list.title, list.bars.as_str().replace('_', " "));
        let (entries, names) = (list.entries.len(), names(list));
        let _ = writeln!(text, "  list {id}: {title}; entries: {entries}, names: {names}, bars: {bars}");
    }
    text
}

fn names(list: &Watchlist) -> usize {
    list.entries.iter().map(|e| e.names.len()).sum()
}

fn addresses(list: &Watchlist) -> usize {
    list.entries.iter().map(|e| e.addresses.len()).sum()
}

fn identifiers(list: &Watchlist) -> usize {
    list.entries.iter().map(|e| e.identifiers.len()).sum()
}

/// The columns of a list and its warnings, one a line.
pub(super) fn details(list: &Watchlist) -> String {
    let mut text = String::new();
    for column in list.columns.iter().filter(|c| !c.used_as.is_empty()) {
        let _ = writeln!(text, "  column `{}` is used as {}", column.header, column.used_as);
    }
    for header in list.unused_columns() {
        let _ = writeln!(text, "  column `{header}` is NOT used; its cells are notes of the entries");
    }
    for warning in &list.warnings {
        let _ = writeln!(text, "  warning: {warning}");
    }
    text
}

/// What a run says of the user's lists: columns that are not used, and the first warnings of each.
pub(super) fn notes(lists: &Lists) -> Vec<String> {
    let mut notes = Vec::new();
    for list in lists.lists().iter().filter(|l| !l.bundled) {
        let unused: Vec<&str> = list.unused_columns().collect();
        if !unused.is_empty() {
            notes.push(format!("list {}: columns not used: {}", list.id, unused.join(", ")));
        }
        notes.extend(list.warnings.iter().take(PRINTED).map(|warning| format!("list {}: {warning}", list.id)));
        let more = list.warnings.len().saturating_sub(PRINTED);
        if more > 0 {
            let file = &list.source;
            notes.push(format!("list {}: {more} more warnings; `tamis lists check {file}` prints all", list.id));
        }
    }
    notes
}
