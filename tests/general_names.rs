//! Names of a general list against cells of names: the kinds of error that lists of all countries brought, with rows on
//! both sides of the line.
//!
//! The rows are in `tests/data/general_names.tsv`. `want`: `match`; `found` (match or review); `not a match`; `silent`
//! (at most an advisory). All listed names stand on one list without countries.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tamis::model::{Role, Verdict};
use tamis::watchlist;

const TABLE: &str = include_str!("data/general_names.tsv");

/// Rows that each kind has at least.
const LEAST: usize = 8;

fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    let lines = TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
    lines.map(|l| l.split('\t').collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("four cells in `{l}`")))
}

#[test]
fn every_row_gets_what_the_table_wants() {
    let listed: Vec<&str> = rows().map(|[_, listed, ..]| listed).collect::<BTreeSet<_>>().into_iter().collect();
    let mut text = String::from("id,name\n");
    for (number, name) in listed.iter().enumerate() {
        let _ = writeln!(text, "X{number},\"{name}\"");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("general.csv");
    std::fs::write(&path, text).expect("written");
    let own = watchlist::load_path(&path).expect("a plain list");
    let lists = watchlist::compose(None, own, &[]).expect("one list");
    let screener = common::screener_of(lists, common::AS_OF);
    let mut scratch = screener.scratch();
    let mut wrong = String::new();
    for [kind, name, cell, want] in rows() {
        let findings = common::screen(&screener, &common::columns(&[Role::Name]), &[cell], &mut scratch);
        let number = listed.binary_search(&name).expect("a listed name");
        let verdict = common::verdict_on(screener.lists(), &findings, &format!("X{number}"));
        let holds = match want {
            "match" => verdict == Some(Verdict::Match),
            "found" => verdict >= Some(Verdict::Review),
            "not a match" => verdict != Some(Verdict::Match),
            "silent" => verdict < Some(Verdict::Review),
            _ => panic!("`{want}` is no outcome"),
        };
        if !holds {
            let found = common::told(screener.lists(), &findings);
            let _ = writeln!(wrong, "{kind}: {name} <- {cell}: want {want}, got {verdict:?}: {found}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_kind_has_rows_on_both_sides_of_its_line() {
    let mut kinds: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for [kind, _, _, want] in rows() {
        kinds.entry(kind).or_default()[usize::from(matches!(want, "match" | "found"))] += 1;
    }
    let short: Vec<_> = kinds.iter().filter(|(_, n)| n[0] + n[1] < LEAST || n.contains(&0)).collect();
    assert!(short.is_empty(), "kind, rows not found and found: {short:?}");
}
