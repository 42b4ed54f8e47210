//! Every name and alias of every bundled list, put into a ledger unchanged, is found at `review` or higher on its
//! own entry: 100.000 %, without a rounded figure.
//!
//! A weak name counts with its entry's country or city in the row, and must be found with either.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tamis::model::{Entry, EntryKind, Name, Role, Verdict};

/// A row: name, city, country.
struct Row<'l> {
    name: &'l str,
    city: &'l str,
    country: &'l str,
}

/// The rows that a name must be found on.
fn rows<'l>(entry: &'l Entry, name: &'l Name) -> Vec<Row<'l>> {
    let alone = Row { name: &name.text, city: "", country: "" };
    if !name.weak {
        return vec![alone];
    }
    let first = |part: fn(&Entry) -> Vec<&str>| part(entry).into_iter().find(|p| !p.is_empty());
    let country = first(|e| e.addresses.iter().map(|a| a.country.as_str()).collect());
    let city = first(|e| e.addresses.iter().map(|a| a.city.as_str()).collect());
    let mut rows: Vec<Row<'l>> = Vec::new();
    rows.extend(country.map(|country| Row { country, ..Row { name: &name.text, city: "", country: "" } }));
    rows.extend(city.map(|city| Row { city, ..alone }));
    // A ship has no place: its name counts as a whole cell.
    if rows.is_empty() && entry.kind == EntryKind::Vessel {
        rows.push(alone);
    }
    rows
}

#[test]
fn every_listed_name_is_found_on_its_own_entry() {
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let columns = common::columns(&[Role::Name, Role::City, Role::Country]);
    let mut scratch = screener.scratch();
    // By list: rows, misses.
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut misses = String::new();
    for (_, list, entry) in lists.entries() {
        for name in &entry.names {
            let rows = rows(entry, name);
            assert!(!rows.is_empty(), "{} has the weak name {:?} and neither country nor city", entry.id, name.text);
            for row in rows {
                let findings = common::screen(&screener, &columns, &[row.name, row.city, row.country], &mut scratch);
                let count = counts.entry(list.id.to_string()).or_default();
                count.0 += 1;
                if common::verdict_on(lists, &findings, &entry.id.0).is_none_or(|v| v < Verdict::Review) {
                    count.1 += 1;
                    let weak = if name.weak { ", weak" } else { "" };
                    let beside = [row.city, row.country].into_iter().find(|p| !p.is_empty()).unwrap_or("nothing");
                    let got = common::told(lists, &findings);
                    let _ = writeln!(
                        misses,
                        "{}\t{}\t{:?}{weak}\tbeside it: {beside}\tgot: {got}",
                        entry.id, name.text, name.kind
                    );
                }
            }
        }
    }
    let mut table = String::new();
    for (list, (rows, missed)) in &counts {
        let _ = writeln!(table, "  {list:<20} {rows:>5} rows, {missed} missed");
    }
    let (all, missed) = counts.values().fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
    println!("{table}  {all} rows of listed names, {missed} missed");
    assert!(
        missed == 0,
        "{missed} of {all} rows of listed names are not found at review or higher on their entry:\n{table}\n\
         entry\tname\tkind\trow\tfindings\n{misses}"
    );
}

/// The printed lists put several names, notes and addresses into one cell; each name stands alone in ours.
#[test]
fn no_listed_name_holds_another_name_a_note_or_an_address() {
    let screener = common::screener(common::AS_OF);
    /// A policy has a title, no name.
    const TITLED: [EntryKind; 2] = [EntryKind::Policy, EntryKind::ClassOfPersons];
    let mut faults = String::new();
    let parties = screener.lists().entries().filter(|(_, _, entry)| !TITLED.contains(&entry.kind));
    for (_, _, entry) in parties {
        for name in &entry.names {
            let text = name.text.as_str();
            let folded = text.to_lowercase();
            let marked = ["a.k.a", "f.k.a", "n.k.a", "also known as", "formerly known", "alternate address", "alias"];
            let open = text.matches('(').count() != text.matches(')').count();
            let torn = text.ends_with([';', ',', ':']) || folded.ends_with(" and") || folded.ends_with(" or");
            if open || torn || text.contains(';') || marked.iter().any(|word| folded.contains(word)) {
                let _ = writeln!(faults, "{}: {text}", entry.id);
            }
        }
    }
    assert!(faults.is_empty(), "names that hold more than a name:\n{faults}");
}
