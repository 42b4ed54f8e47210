//! Rows about places, goods, negations, units of the Corps and persons, each beside rows that must stay clear.
//!
//! The rows stand in `tests/data/region_rows.csv`. `expected` is one of:
//! - `match`, `review`: exactly this verdict on the entry;
//! - `clear`: nothing on the entry, and nothing at `review` or higher on any other;
//! - `absent`: nothing on the entry, whatever else the row raises.

mod common;

use std::fmt::Write as _;

use tamis::model::Role;

const TABLE: &str = include_str!("data/region_rows.csv");
const ROLES: [Role; 4] = [Role::Name, Role::Address, Role::Country, Role::Product];

#[test]
fn every_row_is_answered_as_the_table_says() {
    let columns = common::columns(&ROLES);
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let mut wrong = String::new();
    let mut count = 0;
    for record in csv::Reader::from_reader(TABLE.as_bytes()).records() {
        let record = record.expect("a row of the table");
        let cell = |at: usize| record.get(at).expect("a cell of the table");
        let cells: Vec<&str> = (0..4).map(cell).collect();
        let (entry, expected) = (cell(4), cell(5));
        let findings = common::screen(&screener, &columns, &cells, &mut screener.scratch());
        if !common::is_answered(lists, &findings, entry, expected) {
            count += 1;
            let _ = writeln!(
                wrong,
                "{}\n  expected {expected} on {entry} ({})\n  got      {}",
                cells.join(" | "),
                cell(6),
                common::told(lists, &findings)
            );
        }
    }
    assert!(count == 0, "{count} rows are not answered as expected:\n{wrong}");
}
