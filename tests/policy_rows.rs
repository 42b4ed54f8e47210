//! The rules of the policy: for each, rows on both sides of its line, in every way to read a row.
//!
//! The rows are in `tests/data/policy_rows.tsv`. `listed` is the name or the id of an entry, `verdict` what the row is
//! on the entries so called (`none`: no finding on any; `clear`: nor any other finding at review or higher), `row` the
//! cells as `role: text`. No scores: they may be refitted.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tamis::model::{Entry, Finding, Lists, Role, Verdict};

const TABLE: &str = include_str!("data/policy_rows.tsv");

/// Rows that each rule has at least on either side of its line.
const LEAST: usize = 5;

/// The ways: cells as they are, names in capitals, in another order of columns, names in a column of parents, with a
/// cache filled by the rows before, and as `check` shows it step by step.
const WAYS: [&str; 6] = ["as it is", "capitals", "columns reversed", "parent column", "cached", "traced"];

/// The data lines: rule, listed, verdict, row, why.
fn rows() -> impl Iterator<Item = [&'static str; 5]> {
    let lines = TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
    lines.map(|l| {
        let cells: Vec<&str> = l.split('\t').collect();
        cells.try_into().unwrap_or_else(|_| panic!("five cells in `{l}`"))
    })
}

fn is_called(entry: &Entry, listed: &str) -> bool {
    entry.name.eq_ignore_ascii_case(listed) || *entry.id.0 == *listed
}

/// True where the highest verdict on the entries of that name or id is the expected one.
fn is_answered(lists: &Lists, findings: &[Finding], listed: &str, expected: &str) -> bool {
    let own = findings.iter().filter(|f| is_called(lists.entry(f.entry), listed)).map(|f| f.verdict).max();
    match expected {
        "none" => own.is_none(),
        "clear" => own.is_none() && findings.iter().all(|f| f.verdict < Verdict::Review),
        verdict => own.is_some_and(|v| v.as_str() == verdict),
    }
}

#[test]
fn every_row_gets_the_verdict_of_the_table_in_every_way() {
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let mut cached = screener.scratch();
    let mut wrong = String::new();
    for [rule, listed, expected, row, why] in rows() {
        assert!(lists.entries().any(|(_, _, e)| is_called(e, listed)), "{rule}: no entry is called `{listed}`");
        for way in WAYS {
            let mut cells: Vec<(Role, String)> = Vec::new();
            for cell in row.split(" | ") {
                let (role, text) = cell.split_once(": ").unwrap_or_else(|| panic!("`role: text` in `{row}`"));
                let role: Role = role.parse().expect("a role");
                cells.push(match way {
                    // Escapes are written in small letters.
                    "capitals" if role == Role::Name && !text.contains('\\') => (role, text.to_uppercase()),
                    "parent column" if role == Role::Name => (Role::Parent, text.to_owned()),
                    _ => (role, text.to_owned()),
                });
            }
            if way == "columns reversed" {
                cells.reverse();
            }
            let (roles, cells): (Vec<Role>, Vec<&str>) = cells.iter().map(|(r, c)| (*r, c.as_str())).unzip();
            let mut fresh = screener.scratch();
            if way == "traced" {
                fresh.start_trace();
            }
            let scratch = if way == "cached" { &mut cached } else { &mut fresh };
            let findings = common::screen(&screener, &common::columns(&roles), &cells, scratch);
            if !is_answered(lists, &findings, listed, expected) {
                let _ = writeln!(wrong, "{rule}, {way}: {listed} <- {row} ({why})\n  expected {expected}");
                let _ = writeln!(wrong, "  findings {}", common::told(lists, &findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_rows_on_both_sides_of_its_line() {
    let mut sides: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for [rule, _, verdict, ..] in rows() {
        sides.entry(rule).or_default()[usize::from(matches!(verdict, "none" | "clear"))] += 1;
    }
    let short: Vec<_> = sides.iter().filter(|(_, sides)| sides.iter().any(|n| *n < LEAST)).collect();
    assert!(short.is_empty(), "rows found and not found: {short:?}");
}
