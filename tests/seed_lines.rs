//! One natural ledger row for each of the 79 lines of the seed document, and twins that must stay clear.
//!
//! The rows stand in `tests/data/seed_lines.csv`. `expected` is one of:
//! - `match`, `review`, `advisory`: exactly this verdict on the entry;
//! - `context`: no finding on the entry, but a finding at `review` or higher whose reason cites it;
//! - `clear`: nothing on the entry, and nothing at `review` or higher on any other;
//! - `absent`: nothing on the entry, whatever else the row raises.
//!
//! `reason_holds` stands in the reason of the finding.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tamis::model::{Finding, Lists, Role, Verdict};
use tamis::screener::Screener;

const TABLE: &str = include_str!("data/seed_lines.csv");

/// The ledger's columns, in the order of the table.
const ROLES: [Role; 7] =
    [Role::Name, Role::Address, Role::City, Role::Country, Role::Origin, Role::Product, Role::Title];

struct Case {
    line: String,
    cells: Vec<String>,
    as_of: String,
    entry: String,
    expected: String,
    reason_holds: String,
}

fn cases() -> Vec<Case> {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    let records = reader.records().map(|r| r.expect("a row of the table"));
    records
        .map(|r| {
            let cell = |at: usize| r.get(at).expect("a cell of the table").to_owned();
            Case {
                line: cell(0),
                cells: (1..8).map(cell).collect(),
                as_of: if cell(8).is_empty() { common::AS_OF.to_owned() } else { cell(8) },
                entry: cell(9),
                expected: cell(10),
                reason_holds: cell(11),
            }
        })
        .collect()
}

/// Whether the findings are what the case expects.
fn agrees(case: &Case, lists: &Lists, findings: &[Finding]) -> bool {
    let own = findings.iter().find(|f| *lists.entry(f.entry).id.0 == *case.entry);
    let quiet = findings.iter().all(|f| f.verdict < Verdict::Review);
    match case.expected.as_str() {
        "clear" => own.is_none() && quiet,
        "absent" => own.is_none(),
        "context" => {
            own.is_none()
                && findings.iter().any(|f| f.verdict >= Verdict::Review && f.reason.contains(&case.reason_holds))
        }
        verdict => own.is_some_and(|f| f.verdict.as_str() == verdict && f.reason.contains(&case.reason_holds)),
    }
}

#[test]
fn every_seed_line_raises_its_entry_and_every_twin_stays_clear() {
    let columns = common::columns(&ROLES);
    let mut screeners: BTreeMap<String, Screener> = BTreeMap::new();
    let cases = cases();
    let mut wrong = String::new();
    let mut count = 0;
    for case in &cases {
        let screener = screeners.entry(case.as_of.clone()).or_insert_with(|| common::screener(&case.as_of));
        let lists = screener.lists();
        let cells: Vec<&str> = case.cells.iter().map(String::as_str).collect();
        let findings = common::screen(screener, &columns, &cells, &mut screener.scratch());
        if agrees(case, lists, &findings) {
            continue;
        }
        count += 1;
        let filled: Vec<&str> = cells.iter().copied().filter(|c| !c.is_empty()).collect();
        let _ = writeln!(wrong, "\n{} (as of {})\n  row       {}", case.line, case.as_of, filled.join(" | "));
        let holds = if case.reason_holds.is_empty() {
            String::new()
        } else {
            format!(", with “{}” in the reason", case.reason_holds)
        };
        let _ = writeln!(wrong, "  expected  {} on {}{holds}", case.expected, case.entry);
        let _ = writeln!(wrong, "  got       {}", common::told(lists, &findings));
        for f in findings.iter().filter(|f| *lists.entry(f.entry).id.0 == *case.entry) {
            let _ = writeln!(wrong, "  reason    {}", f.reason);
        }
    }
    assert!(count == 0, "{count} of {} rows are not answered as expected:\n{wrong}", cases.len());
}

#[test]
fn the_table_holds_every_line_of_the_seed() {
    let ranges = [("GM-E", 2), ("GM-P", 8), ("WRO-", 11), ("EL-C", 31), ("EL-G", 21), ("VB-", 1), ("POL-", 5)];
    let wanted: BTreeSet<String> =
        ranges.iter().flat_map(|(stem, last)| (1..=*last).map(move |n| format!("{stem}{n}"))).collect();
    let raised = |c: &Case| !matches!(c.expected.as_str(), "clear" | "absent");
    let found: BTreeSet<String> = cases().into_iter().filter(raised).map(|c| c.entry).collect();
    assert_eq!(wanted.len(), 79);
    assert_eq!(found, wanted);
}

/// A measure that names nobody is found by a rule: beside each stands a row that the rule must leave alone.
#[test]
fn every_unnamed_measure_has_a_twin() {
    let cases = cases();
    for entry in ["WRO-1", "WRO-2", "WRO-4", "VB-1", "POL-1", "POL-2", "POL-3", "POL-4", "POL-5"] {
        let twin = cases.iter().any(|c| c.entry == entry && matches!(c.expected.as_str(), "clear" | "absent"));
        assert!(twin, "{entry} has no twin row that must stay clear");
    }
}
