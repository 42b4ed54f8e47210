//! CBP's withhold release orders and findings: a row and a twin for each, and the goods of the orders on a country.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tamis::model::{Role, Verdict};

const TABLE: &str = include_str!("data/cbp_orders.tsv");

#[test]
fn each_order_has_a_row_and_a_twin() {
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let columns = common::columns(&[Role::Name, Role::Country, Role::Origin, Role::Product]);
    let mut scratch = screener.scratch();
    let (mut wrong, mut found, mut twins) = (String::new(), BTreeSet::new(), BTreeSet::new());
    for line in TABLE.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (entry, verdict) = (cells[0], cells[1]);
        let findings = common::screen(&screener, &columns, &cells[2..], &mut scratch);
        let own = common::verdict_on(lists, &findings, entry);
        let quiet = own.is_none() && findings.iter().all(|f| f.verdict != Verdict::Match);
        if own.map_or("none", Verdict::as_str) != verdict || verdict == "none" && !quiet {
            let _ = writeln!(wrong, "{line}\n  found {}", common::told(lists, &findings));
        }
        if verdict == "none" { &mut twins } else { &mut found }.insert(entry);
    }
    assert!(wrong.is_empty(), "{wrong}");
    let orders: BTreeSet<&str> = lists
        .entries()
        .filter(|(_, list, e)| &*list.id.0 == "us-cbp-wro" && !e.id.0.starts_with("WRO-"))
        .map(|(_, _, e)| &*e.id.0)
        .collect();
    assert_eq!((&found, &twins), (&orders, &orders));
}
