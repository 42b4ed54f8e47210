//! `tamis lists search`: entries that hold a text, and entries whose names are like it.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;

use crate::model::{ColumnMap, Entry, EntryIx, Role, Row, RowBatch};
use crate::report::{counted, pad, plain, width, wrap};
use crate::screener::Screener;

use super::values::word;

/// Case and width folded, for finding what a person types.
fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Only letters and figures: identifiers are written with blanks, hyphens and stops in any way.
fn bare(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// An entry and why it is shown.
struct Hit {
    entry: EntryIx,
    why: String,
}

/// The entries that hold a text in their id, names, addresses or identifiers, then those whose names the screen takes
/// for it (misspelt, in another script, in another order), best first.
pub fn search(screener: &Screener, wanted: &str, columns: usize) -> String {
    let lists = screener.lists();
    let holding = lists.entries().filter_map(|(entry, _, facts)| Some(Hit { entry, why: holds(facts, wanted)? }));
    let mut hits: Vec<Hit> = holding.collect();
    for (entry, why) in similar(screener, wanted) {
        if !hits.iter().any(|hit| hit.entry == entry) {
            hits.push(Hit { entry, why });
        }
    }
    let mut text = String::new();
    let ids = hits.iter().map(|hit| width(&lists.entry(hit.entry).id.0)).max().unwrap_or(0);
    let list_ids = hits.iter().map(|hit| width(&lists.list_of(hit.entry).id.0)).max().unwrap_or(0);
    for Hit { entry, why } in &hits {
        let (list, facts) = (lists.list_of(*entry), lists.entry(*entry));
        let line = format!("{}  {}  {}{why}", pad(&facts.id.0, ids), pad(&list.id.0, list_ids), facts.name);
        for line in wrap(&plain(&line), columns, ids + list_ids + 4) {
            let _ = writeln!(text, "{line}");
        }
    }
    let _ = writeln!(text, "{}", counted(hits.len() as u64, "entry", "entries"));
    if hits.is_empty() {
        for line in wrap(&next_step(wanted), columns, 0) {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// Where an entry holds the text; empty where that is its id or its main name.
fn holds(entry: &Entry, wanted: &str) -> Option<String> {
    let folded_wanted = folded(wanted);
    let has = |text: &str| folded(text).contains(&folded_wanted);
    if has(&entry.id.0) || has(&entry.name) {
        return Some(String::new());
    }
    if let Some(name) = entry.names.iter().find(|name| has(&name.text)) {
        return Some(format!("  ({}: {})", word(&name.kind), name.text));
    }
    let number = bare(wanted);
    // Short figures are in every address and number.
    let is_number = number.len() >= 4 && number.chars().any(|c| c.is_ascii_digit());
    let mut identifiers = entry.identifiers.iter().filter(|_| is_number);
    if let Some(id) = identifiers.find(|id| bare(&id.value).contains(&number)) {
        return Some(format!("  ({}: {})", id.scheme, id.value));
    }
    let addresses = entry.addresses.iter().map(|a| {
        let parts = [&a.street, &a.city, &a.region, &a.postal_code, &a.country];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
    });
    addresses.into_iter().find(|address| has(address)).map(|address| format!("  (address: {address})"))
}

/// Entries that a row with this name, or this number, would meet by a name or an identifier.
fn similar(screener: &Screener, wanted: &str) -> Vec<(EntryIx, String)> {
    let columns = ColumnMap::new([("name", Role::Name), ("id", Role::Id)]);
    let mut batch = RowBatch::default();
    batch.push(1, 1, [wanted, ""]);
    batch.push(2, 2, ["", wanted]);
    let mut scratch = screener.scratch();
    let mut found = Vec::new();
    for row in batch.iter() {
        for finding in screener.screen(Row::new(row, &columns), &mut scratch) {
            // Rules meet words of the row, and no name of the list.
            if !finding.matched_name.is_empty() {
                let why = format!("  (like “{}”: {}, {})", finding.matched_name, finding.method, finding.verdict);
                found.push((finding.entry, why));
            }
        }
    }
    found
}

/// What to do where nothing was found.
fn next_step(wanted: &str) -> String {
    format!(
        "No id, name, address or identifier holds or resembles this text. Try tamis check \"{}\", with --address, \
         --country and --product: places and goods count there too. `tamis lists` says what each list leaves out.",
        wanted.replace('"', "")
    )
}
