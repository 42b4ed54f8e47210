//! The rules of the policy: for each, rows on both sides of its line.
//!
//! The rows stand in `tests/data/policy_rows.tsv`. `listed` is the name or the id of an entry, `verdict` what the row is
//! on the entries so called (`none`: no finding on any), `row` the cells as `role: text`. No scores: they may be refitted.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tamis::model::{Finding, Lists, Role};

const TABLE: &str = include_str!("data/policy_rows.tsv");

/// Rows that each rule has at least on either side of its line.
const LEAST: usize = 5;

/// The data lines: rule, listed, verdict, row, why.
fn rows() -> impl Iterator<Item = [&'static str; 5]> {
    let lines = TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
    lines.map(|l| {
        let cells: Vec<&str> = l.split('\t').collect();
        cells.try_into().unwrap_or_else(|_| panic!("five cells in `{l}`"))
    })
}

/// The highest verdict on the entries of that name or id.
fn verdict(lists: &Lists, findings: &[Finding], listed: &str) -> &'static str {
    let is_listed = |f: &&Finding| {
        let entry = lists.entry(f.entry);
        entry.name.eq_ignore_ascii_case(listed) || *entry.id.0 == *listed
    };
    findings.iter().filter(is_listed).map(|f| f.verdict).max().map_or("none", |v| v.as_str())
}

#[test]
fn every_row_gets_the_verdict_of_the_table() {
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let mut wrong = String::new();
    for [rule, listed, expected, row, why] in rows() {
        let known = lists.entries().any(|(_, _, e)| e.name.eq_ignore_ascii_case(listed) || *e.id.0 == *listed);
        assert!(known, "{rule}: no entry is called `{listed}`");
        let cells = row.split(" | ").map(|c| c.split_once(": ").unwrap_or_else(|| panic!("`role: text` in `{row}`")));
        let (roles, cells): (Vec<Role>, Vec<&str>) =
            cells.map(|(r, c)| (r.parse::<Role>().expect("a role"), c)).unzip();
        let findings = common::screen(&screener, &common::columns(&roles), &cells, &mut screener.scratch());
        let got = verdict(lists, &findings, listed);
        if got != expected {
            let _ = writeln!(wrong, "{rule}: {listed} <- {row} ({why})\n  expected {expected}, got {got}");
            let _ = writeln!(wrong, "  findings {}", common::told(lists, &findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_rows_on_both_sides_of_its_line() {
    let mut sides: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for [rule, _, verdict, ..] in rows() {
        sides.entry(rule).or_default()[usize::from(verdict == "none")] += 1;
    }
    let short: Vec<_> = sides.iter().filter(|(_, sides)| sides.iter().any(|n| *n < LEAST)).collect();
    assert!(short.is_empty(), "rows found and not found: {short:?}");
}
