//! Rows about names of companies and bureaus, each beside rows that must stay clear: one table over every way to read a row.
//!
//! The rows stand in `tests/data/name_rows.csv`. `expected` is one of:
//! - `match`, `review`: exactly this verdict on the entry;
//! - `clear`: nothing on the entry, and nothing at `review` or higher on any other;
//! - `absent`: nothing on the entry, whatever else the row raises.

mod common;

use std::fmt::Write as _;

use tamis::model::Role;

const TABLE: &str = include_str!("data/name_rows.csv");
const ROLES: [Role; 4] = [Role::Name, Role::Address, Role::Country, Role::Product];

/// The ways: cells as they stand, in capitals, in another order of columns, the name in a column of parents, with memory of
/// the rows before, and as `check` shows it step by step.
const WAYS: [&str; 6] = ["as it stands", "capitals", "columns reversed", "parent column", "remembered", "shown"];

#[test]
fn every_row_is_answered_as_the_table_says_in_every_way() {
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let mut remembered = screener.scratch();
    let mut wrong = String::new();
    let mut count = 0;
    for record in csv::Reader::from_reader(TABLE.as_bytes()).records() {
        let record = record.expect("a row of the table");
        let cell = |at: usize| record.get(at).expect("a cell of the table");
        let (entry, expected) = (cell(4), cell(5));
        for way in WAYS {
            let mut cells: Vec<String> = (0..4).map(|at| cell(at).to_owned()).collect();
            let mut roles = ROLES;
            match way {
                // Escapes are written in small letters.
                "capitals" if !cells[0].contains('\\') => cells[0] = cells[0].to_uppercase(),
                "columns reversed" => {
                    cells.reverse();
                    roles.reverse();
                }
                "parent column" => roles[0] = Role::Parent,
                _ => {}
            }
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let mut fresh = screener.scratch();
            if way == "shown" {
                fresh.start_trace();
            }
            let scratch = if way == "remembered" { &mut remembered } else { &mut fresh };
            let findings = common::screen(&screener, &common::columns(&roles), &cells, scratch);
            if !common::is_answered(lists, &findings, entry, expected) {
                count += 1;
                let _ = writeln!(
                    wrong,
                    "{}, {way}\n  expected {expected} on {entry} ({})\n  got      {}",
                    cells.join(" | "),
                    cell(6),
                    common::told(lists, &findings)
                );
            }
        }
    }
    assert!(count == 0, "{count} answers are not as expected:\n{wrong}");
}
