//! Rows with the finding that each must have, next to rows that must stay clear: three tables under `tests/data`.
//!
//! - `seed_lines.csv`: a natural ledger row for each of the 79 lines of the seed document, and twins;
//! - `region_rows.csv`: places, goods, negations, units of the XPCC and persons;
//! - `name_rows.csv`: names of companies and bureaus, in six ways of reading a row.
//!
//! A column that is headed by a role holds cells of the row. `expected` is one of:
//! - `match`, `review`, `advisory`: exactly this verdict on the entry;
//! - `context`: no finding on the entry, but one at `review` or higher whose reason cites it;
//! - `clear`: nothing on the entry, and nothing at `review` or higher on any other;
//! - `absent`: nothing on the entry, whatever else the row raises.
//!
//! The reason of the finding contains `reason_holds`; `as_of` is the day, where it is not that of the other tests.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tamis::model::{Finding, Lists, Role, Verdict};
use tamis::screener::Screener;

const SEED_LINES: &str = include_str!("data/seed_lines.csv");
const REGION_ROWS: &str = include_str!("data/region_rows.csv");
const NAME_ROWS: &str = include_str!("data/name_rows.csv");

/// The ways to read a row: cells as they are, in capitals, in another order of columns, the name in a column of
/// parents, with a scratch that has seen other rows, and with each step recorded.
const WAYS: [&str; 6] = ["as it is", "capitals", "columns reversed", "parent column", "used scratch", "traced"];

/// A row of a table by its headers.
type Case = BTreeMap<String, String>;

fn cases(table: &str) -> Vec<Case> {
    csv::Reader::from_reader(table.as_bytes()).deserialize().map(|r| r.expect("a row of the table")).collect()
}

/// A cell of the table; empty where it has no such column.
fn cell<'c>(case: &'c Case, column: &str) -> &'c str {
    case.get(column).map_or("", String::as_str)
}

/// The row's cells with their roles, as the way has them.
fn row(case: &Case, way: &str) -> Vec<(Role, String)> {
    let cells = case.iter().filter_map(|(header, cell)| Some((header.parse::<Role>().ok()?, cell.clone())));
    let mut cells: Vec<(Role, String)> = cells.collect();
    // In the order of the manual: name, address, city, country, product.
    cells.sort_by_key(|(role, _)| *role);
    match way {
        // Escapes are written in small letters.
        "capitals" if !cells[0].1.contains('\\') => cells[0].1 = cells[0].1.to_uppercase(),
        "columns reversed" => cells.reverse(),
        "parent column" => cells[0].0 = Role::Parent,
        _ => {}
    }
    cells
}

/// True where the findings are what the case expects.
fn is_expected(case: &Case, lists: &Lists, findings: &[Finding]) -> bool {
    let own = findings.iter().find(|f| *lists.entry(f.entry).id.0 == *cell(case, "entry"));
    let mut flagged = findings.iter().filter(|f| f.verdict >= Verdict::Review);
    let says = |f: &Finding| f.reason.contains(cell(case, "reason_holds"));
    match cell(case, "expected") {
        "clear" => own.is_none() && flagged.next().is_none(),
        "absent" => own.is_none(),
        "context" => own.is_none() && flagged.any(says),
        verdict => own.is_some_and(|f| f.verdict.as_str() == verdict && says(f)),
    }
}

fn check(table: &str, ways: &[&str]) {
    let mut screeners: BTreeMap<String, Screener> = BTreeMap::new();
    let (mut wrong, mut count) = (String::new(), 0);
    for way in ways {
        let mut used = None;
        for case in cases(table) {
            let as_of = Some(cell(&case, "as_of")).filter(|day| !day.is_empty()).unwrap_or(common::AS_OF);
            let screener = screeners.entry(as_of.to_owned()).or_insert_with(|| common::screener(as_of));
            let (roles, cells): (Vec<Role>, Vec<String>) = row(&case, way).into_iter().unzip();
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let mut fresh = screener.scratch();
            if *way == "traced" {
                fresh.start_trace();
            }
            let scratch =
                if *way == "used scratch" { used.get_or_insert_with(|| screener.scratch()) } else { &mut fresh };
            let findings = common::screen(screener, &common::columns(&roles), &cells, scratch);
            if !is_expected(&case, screener.lists(), &findings) {
                count += 1;
                let [expected, entry, holds, why] =
                    ["expected", "entry", "reason_holds", "why"].map(|c| cell(&case, c));
                let _ = writeln!(wrong, "\n{} ({way}, as of {as_of})\n  because   {why}", cells.join(" | "));
                let _ = writeln!(wrong, "  expected  {expected} on {entry}, and “{holds}” in the reason");
                let _ = writeln!(wrong, "  got       {}", common::told(screener.lists(), &findings));
                for f in findings.iter().filter(|f| *screener.lists().entry(f.entry).id.0 == *entry) {
                    let _ = writeln!(wrong, "  reason    {}", f.reason);
                }
            }
        }
    }
    assert!(count == 0, "{count} rows are not answered as expected:\n{wrong}");
}

#[test]
fn every_seed_line_raises_its_entry_and_every_twin_stays_clear() {
    check(SEED_LINES, &WAYS[..1]);
}

#[test]
fn every_row_about_places_goods_and_units_is_answered_as_the_table_says() {
    check(REGION_ROWS, &WAYS[..1]);
}

#[test]
fn every_row_about_names_is_answered_as_the_table_says_in_every_way() {
    check(NAME_ROWS, &WAYS);
}

#[test]
fn the_table_holds_every_line_of_the_seed() {
    let ranges = [("GM-E", 2), ("GM-P", 8), ("WRO-", 11), ("EL-C", 31), ("EL-G", 21), ("VB-", 1), ("POL-", 5)];
    let wanted: BTreeSet<String> =
        ranges.iter().flat_map(|(stem, last)| (1..=*last).map(move |n| format!("{stem}{n}"))).collect();
    let raised = |c: &Case| !matches!(cell(c, "expected"), "clear" | "absent");
    let found: BTreeSet<String> =
        cases(SEED_LINES).iter().filter(|c| raised(c)).map(|c| cell(c, "entry").to_owned()).collect();
    assert_eq!(wanted.len(), 79);
    assert_eq!(found, wanted);
}

/// A measure that names no party is found by a rule: each has a row that the rule must leave alone.
#[test]
fn every_unnamed_measure_has_a_twin() {
    let cases = cases(SEED_LINES);
    for entry in ["WRO-1", "WRO-2", "WRO-4", "VB-1", "POL-1", "POL-2", "POL-3", "POL-4", "POL-5"] {
        let twin = |c: &Case| cell(c, "entry") == entry && matches!(cell(c, "expected"), "clear" | "absent");
        assert!(cases.iter().any(twin), "{entry} has no twin row that must stay clear");
    }
}
