//! Why does a party raise a finding? Screens one row and prints every step on the way, recorded by the code that
//! screens, not by a second copy.
//!
//! Run it with `cargo run --example explain`. On the command line the same is
//! `tamis check "Changji Esquell Textle" --country CN`.

use std::error::Error;

use tamis::model::{ColumnMap, Role, Row, RowBatch};
use tamis::screener::{Config, Screener};
use tamis::watchlist;

fn main() -> Result<(), Box<dyn Error>> {
    let lists = watchlist::compose(Some(watchlist::bundled()?), Vec::new(), &[])?;
    let screener = Screener::new(lists, Config::new("2026-11-24".parse()?));
    let columns = ColumnMap::new([("vendor", Role::Name), ("country", Role::Country)]);

    // Two letters off: what was it taken for, and how sure is that?
    let mut batch = RowBatch::default();
    batch.push(1, 2, ["Changji Esquell Textle Co Ltd", "CN"]);
    let row = batch.get(0).ok_or("the row just pushed")?;

    // The scratch records while it screens the next rows; without `start_trace` it costs nothing.
    let mut scratch = screener.scratch();
    scratch.start_trace();
    let findings = screener.screen(Row::new(row, &columns), &mut scratch);
    let trace = scratch.take_trace().unwrap_or_default();

    println!("the steps");
    for (stage, what) in &trace.steps {
        println!("  {stage:<10} {what}");
    }
    println!("the findings");
    for f in &findings {
        let entry = screener.lists().entry(f.entry);
        println!("  {} {} on {} {}", f.verdict, f.score, entry.id, entry.name);
        println!("    {}", f.reason);
        // OFAC's steps: does the kind agree, how much of the name, do address, country and identifier agree?
        println!(
            "    kind {}, {} % of the name, address {}, country {}, identifier {}",
            f.steps.kind.as_str(),
            f.steps.name_share,
            f.steps.address.as_str(),
            f.steps.country.as_str(),
            f.steps.identifier.as_str()
        );
        println!("    {}", entry.consequence);
    }
    assert!(findings.iter().any(|f| &*screener.lists().entry(f.entry).id.0 == "EL-C6"), "the listed company is found");
    Ok(())
}
