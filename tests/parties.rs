//! The parties of a row: which party's place and country speak for a finding, who made the goods, and which party a
//! finding is about.
//!
//! The rows are in `tests/data/parties.tsv`; each is written to a CSV file with its header and read as a ledger, so
//! that roles and parties are those that the header gives. `expected`: findings separated by `; `, each an entry id, a
//! verdict or `none`, and optionally the party after `=`. `clear`: nothing at review or higher.

mod common;

use std::fmt::Write as _;

use tamis::ledger::{Ledger, ReadOptions};
use tamis::model::{Finding, Lists, Row, RowBatch, Verdict};
use tamis::screener::Screener;

const TABLE: &str = include_str!("data/parties.tsv");

fn split(cells: &str) -> Vec<&str> {
    cells.split('|').map(str::trim).collect()
}

/// The findings of a one-row ledger.
fn screen(screener: &Screener, header: &str, row: &str) -> Vec<Finding> {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    let mut csv = csv::Writer::from_path(file.path()).expect("the file just made");
    csv.write_record(split(header)).expect("a record");
    csv.write_record(split(row)).expect("a record");
    csv.flush().expect("room on the disk");
    let mut ledger = Ledger::open(file.path(), &ReadOptions::default()).expect("a ledger").remove(0);
    let (mut batch, mut problems) = (RowBatch::default(), Vec::new());
    ledger.next_batch(&mut batch, 1 << 20, &mut problems).expect("readable");
    let row = batch.get(0).expect("one row");
    screener.screen(Row::new(row, ledger.columns()), &mut screener.scratch())
}

fn holds(lists: &Lists, findings: &[Finding], expected: &str) -> bool {
    if expected == "clear" {
        return findings.iter().all(|f| f.verdict < Verdict::Review);
    }
    let (what, party) = expected.split_once('=').map_or((expected, None), |(what, party)| (what, Some(party.trim())));
    let (entry, verdict) = what.trim().split_once(' ').expect("an entry and a verdict");
    let found = findings.iter().find(|f| &*lists.entry(f.entry).id.0 == entry);
    let of_party = |f: &Finding| party.is_none_or(|party| &*f.party == party);
    match found {
        None => verdict == "none",
        Some(f) => f.verdict.as_str() == verdict && of_party(f),
    }
}

#[test]
fn every_party_speaks_for_itself() {
    let screener = common::screener(common::AS_OF);
    let mut wrong = String::new();
    let mut rows = 0;
    for line in TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [header, row, expected, why] = cells[..] else { panic!("four cells in `{line}`") };
        let findings = screen(&screener, header, row);
        if !expected.split("; ").all(|e| holds(screener.lists(), &findings, e)) {
            let parties: Vec<&str> = findings.iter().map(|f| &*f.party).collect();
            let found = common::told(screener.lists(), &findings);
            let _ = writeln!(wrong, "{why}\n  {header}\n  {row}\n  expected {expected}; found {found} of {parties:?}");
        }
        rows += 1;
    }
    assert!(rows >= 30 && wrong.is_empty(), "{rows} rows\n{wrong}");
}

#[test]
fn ones_own_firm_is_never_the_maker() {
    let config = tamis::screener::Config {
        own_firms: vec!["Dale Imports LLC".to_owned()],
        ..tamis::screener::Config::new(common::AS_OF.parse().expect("a day"))
    };
    let screener = Screener::new(common::bundled(), config);
    // Without a word for the part of each company, the first would be the vendor.
    let header = "Company|City|Country|Company|City|Country|Item";
    let row = "DALE IMPORTS, LLC|York|GB|Sunrise Garment|Urumqi|CN|garments";
    let findings = screen(&screener, header, row);
    let presumption = findings.iter().find(|f| &*screener.lists().entry(f.entry).id.0 == "UF-PRESUMPTION");
    assert_eq!(presumption.map(|f| (f.verdict, &*f.party)), Some((Verdict::Review, "Sunrise Garment")));
}

#[test]
fn one_maker_is_one_party_whatever_importer_is_on_the_row() {
    let screener = common::screener(common::AS_OF);
    let header = "Importer Name|Consignee Name|Manufacturer Name|Manufacturer ID|Country of Origin Code";
    let ids: Vec<_> = ["Dale LLC|Dale LLC", "Mill Imports Inc|Harbour Depot", "|"]
        .map(|own| screen(&screener, header, &format!("{own}|HETIAN TAIDA APPAREL CO LTD|CNHETTAI9HET|CN")))
        .iter()
        .map(|findings| findings.iter().map(|f| (f.id, f.party.to_string())).collect::<Vec<_>>())
        .collect();
    assert!(!ids[0].is_empty() && ids[0].iter().all(|(_, party)| party == "HETIAN TAIDA APPAREL CO LTD"), "{ids:?}");
    assert!(ids.iter().all(|of_row| *of_row == ids[0]), "{ids:?}");
}
