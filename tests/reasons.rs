//! Sentences of the reasons: each kind that a reader found false or odd, with its twin on the other side of the line.
//!
//! The rows are in `tests/data/reasons.tsv`: `listed` is the id of an entry, `row` the cells as `role: text`, `says`
//! words that the reason has, after `NOT ` words that it has not; `-` where there is no finding on the entry.

mod common;

use std::fmt::Write as _;

use tamis::model::Role;

const TABLE: &str = include_str!("data/reasons.tsv");

#[test]
fn each_reason_says_what_the_row_says_and_no_more() {
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let mut wrong = String::new();
    for line in TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, listed, says, row] = cells[..] else { panic!("four cells in `{line}`") };
        let split = |cell: &'static str| cell.split_once(": ").unwrap_or_else(|| panic!("`role: text` in `{row}`"));
        let (roles, cells): (Vec<Role>, Vec<&str>) =
            row.split(" | ").map(split).map(|(r, c)| (r.parse::<Role>().expect("a role"), c)).unzip();
        let findings = common::screen(&screener, &common::columns(&roles), &cells, &mut screener.scratch());
        let reason = findings.iter().find(|f| *lists.entry(f.entry).id.0 == *listed).map(|f| f.reason.as_str());
        let holds = match (reason, says) {
            (None, says) => says == "-",
            (Some(_), "-") => false,
            (Some(reason), says) => says.split(" && ").all(|words| match words.strip_prefix("NOT ") {
                Some(words) => !reason.contains(words),
                None => reason.contains(words),
            }),
        };
        if !holds {
            let _ = writeln!(wrong, "{kind}: {listed} <- {row}\n  expected {says}\n  reason {reason:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
