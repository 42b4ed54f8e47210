//! Screens rows that a program already holds in memory: no files, no report, findings as values.
//!
//! Run it with `cargo run --example screen_rows`.

use std::error::Error;

use tamis::model::{ColumnMap, Role, Row, RowBatch, Verdict};
use tamis::screener::{Config, Screener};
use tamis::watchlist;

fn main() -> Result<(), Box<dyn Error>> {
    // 1. The lists in force: here the bundled ones, none of our own, none left out.
    let lists = watchlist::compose(Some(watchlist::bundled()?), Vec::new(), &[])?;

    // 2. The screener: built once, shared by all threads. The day decides which state of the lists counts.
    let config = Config::new("2026-11-24".parse()?);
    let screener = Screener::new(lists, config);

    // 3. What our columns mean. A role decides where a word may count: a place in an address is not one in a product.
    let columns = ColumnMap::new([
        ("vendor", Role::Name),
        ("city", Role::City),
        ("country", Role::Country),
        ("goods", Role::Product),
    ]);

    // 4. The rows. A batch holds their text in one buffer; each row has its number and its line in the source.
    let mut batch = RowBatch::default();
    batch.push(1, 2, ["Hotan Taida Apparel Co., Ltd.", "Hotan", "CN", "baby rompers"]);
    batch.push(2, 3, ["Korla Jinfeng Ginning Factory", "Korla", "CN", "cotton linters"]);
    batch.push(3, 4, ["Leeds Fasteners Ltd", "Leeds", "GB", "hex bolts M8"]);

    // 5. Screening: one scratch a thread, any number of rows. A row's answer depends on that row alone.
    let mut scratch = screener.scratch();
    let mut flagged = 0;
    for row in batch.iter() {
        let findings = screener.screen(Row::new(row, &columns), &mut scratch);
        println!("line {}: {}", row.line, row.cell(0));
        for f in &findings {
            let entry = screener.lists().entry(f.entry);
            println!("  {} {:>3}  {} {}", f.verdict, f.score, entry.id, entry.name);
            println!("             {}", f.reason);
        }
        // An advisory names no listed party: only the two upper verdicts are for a person to look at.
        if findings.iter().any(|f| f.verdict >= Verdict::Review) {
            flagged += 1;
        }
    }
    println!("{flagged} of {} rows are for a person to look at", batch.len());
    assert_eq!(flagged, 2);
    Ok(())
}
