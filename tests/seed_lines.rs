//! One natural ledger row for each of the 79 lines of the seed document, and twins that must stay clear.
//!
//! The rows are in `tests/data/seed_lines.csv`; a column that is headed by a role holds cells. `expected` is one of:
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

/// A row of the table by its headers.
struct Case(BTreeMap<String, String>);

impl Case {
    fn get(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    fn is_twin(&self) -> bool {
        matches!(self.get("expected"), "clear" | "absent")
    }

    /// True where the findings are what the case expects.
    fn agrees(&self, lists: &Lists, findings: &[Finding]) -> bool {
        let own = findings.iter().find(|f| *lists.entry(f.entry).id.0 == *self.get("entry"));
        let mut flagged = findings.iter().filter(|f| f.verdict >= Verdict::Review);
        let says = |f: &Finding| f.reason.contains(self.get("reason_holds"));
        match self.get("expected") {
            "clear" => own.is_none() && flagged.next().is_none(),
            "absent" => own.is_none(),
            "context" => own.is_none() && flagged.any(says),
            verdict => own.is_some_and(|f| f.verdict.as_str() == verdict && says(f)),
        }
    }
}

fn cases() -> Vec<Case> {
    let mut reader = csv::Reader::from_reader(include_str!("data/seed_lines.csv").as_bytes());
    reader.deserialize().map(|r| Case(r.expect("a row of the table"))).collect()
}

#[test]
fn every_seed_line_raises_its_entry_and_every_twin_stays_clear() {
    let mut screeners: BTreeMap<String, Screener> = BTreeMap::new();
    let mut wrong = String::new();
    for case in cases() {
        let as_of = if case.get("as_of").is_empty() { common::AS_OF } else { case.get("as_of") };
        let screener = screeners.entry(as_of.to_owned()).or_insert_with(|| common::screener(as_of));
        let mut columns: Vec<(Role, &str)> = Vec::new();
        for (header, cell) in &case.0 {
            columns.extend(header.parse().map(|role| (role, cell.as_str())));
        }
        columns.sort_unstable();
        let (roles, cells): (Vec<Role>, Vec<&str>) = columns.into_iter().unzip();
        let findings = common::screen(screener, &common::columns(&roles), &cells, &mut screener.scratch());
        if !case.agrees(screener.lists(), &findings) {
            let [line, expected, entry, holds] = ["line", "expected", "entry", "reason_holds"].map(|c| case.get(c));
            let filled: Vec<&str> = cells.iter().copied().filter(|c| !c.is_empty()).collect();
            let _ = writeln!(wrong, "\n{line} (as of {as_of})\n  row       {}", filled.join(" | "));
            let _ = writeln!(wrong, "  expected  {expected} on {entry}, and “{holds}” in the reason");
            let _ = writeln!(wrong, "  got       {}", common::told(screener.lists(), &findings));
            for f in findings.iter().filter(|f| *screener.lists().entry(f.entry).id.0 == *entry) {
                let _ = writeln!(wrong, "  reason    {}", f.reason);
            }
        }
    }
    assert!(wrong.is_empty(), "rows that are not answered as expected:\n{wrong}");
}

#[test]
fn the_table_holds_every_line_of_the_seed() {
    let ranges = [("GM-E", 2), ("GM-P", 8), ("WRO-", 11), ("EL-C", 31), ("EL-G", 21), ("VB-", 1), ("POL-", 5)];
    let wanted: BTreeSet<String> =
        ranges.iter().flat_map(|(stem, last)| (1..=*last).map(move |n| format!("{stem}{n}"))).collect();
    let found: BTreeSet<String> = cases().iter().filter(|c| !c.is_twin()).map(|c| c.get("entry").to_owned()).collect();
    assert_eq!(wanted.len(), 79);
    assert_eq!(found, wanted);
}

/// A measure that names no party is found by a rule: each has a row that the rule must leave alone.
#[test]
fn every_unnamed_measure_has_a_twin() {
    let cases = cases();
    for entry in ["WRO-1", "WRO-2", "WRO-4", "VB-1", "POL-1", "POL-2", "POL-3", "POL-4", "POL-5"] {
        let twin = cases.iter().any(|c| c.get("entry") == entry && c.is_twin());
        assert!(twin, "{entry} has no twin row that must stay clear");
    }
}
