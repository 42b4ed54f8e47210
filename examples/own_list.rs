//! Screens against a list of one's own, together with the bundled ones: a CSV with a `name` column, and what else is
//! known.
//!
//! Run it with `cargo run --example own_list`. On the command line the same is
//! `tamis screen vendors.csv --list blocked.csv`.

use std::error::Error;
use std::fs;

use tamis::model::{ColumnMap, Role, Row, RowBatch};
use tamis::screener::{Config, Screener};
use tamis::watchlist;

/// Aliases are separated by semicolons; `id`, `country` and `city` are optional.
const BLOCKED: &str = "\
name,aliases,id,country,city
Brightwater Garment Works,BGW Textiles;Brightwater Clothing,BLOCK-1,Bangladesh,Dhaka
Northline Packaging GmbH,,BLOCK-2,Germany,Kassel
";

fn main() -> Result<(), Box<dyn Error>> {
    // A file of the user's. It is checked when it is read: an empty name or an id given twice stops here, with the
    // line.
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("blocked.csv");
    fs::write(&path, BLOCKED)?;
    let own = watchlist::load_path(&path)?;
    for list in &own {
        println!("{}: {} entries", list.id, list.entries.len());
    }

    // Both in force together. An entry that is added never removes another's finding.
    let lists = watchlist::compose(Some(watchlist::bundled()?), own, &[])?;
    let screener = Screener::new(lists, Config::new("2026-11-24".parse()?));

    let columns = ColumnMap::new([("vendor", Role::Name), ("country", Role::Country)]);
    let mut batch = RowBatch::default();
    batch.push(1, 2, ["BRIGHTWATER GARMENT WORKS LTD.", "BD"]);
    batch.push(2, 3, ["Northlyne Packaging GmbH", "DE"]);
    batch.push(3, 4, ["Brightwater Marine Insurance", "GB"]);

    let mut scratch = screener.scratch();
    let mut seen = Vec::new();
    for row in batch.iter() {
        for f in screener.screen(Row::new(row, &columns), &mut scratch) {
            let entry = screener.lists().entry(f.entry);
            println!(
                "line {} {}: {} on {} by {} (score {})",
                row.line,
                row.cell(0),
                f.verdict,
                entry.id,
                f.method,
                f.score
            );
            seen.push((row.row.unwrap_or(0), entry.id.to_string()));
        }
    }
    // The listed firm in capitals, the other one misspelt; the insurer shares a word and nothing else.
    assert_eq!(seen, [(1, "BLOCK-1".to_owned()), (2, "BLOCK-2".to_owned())]);
    Ok(())
}
