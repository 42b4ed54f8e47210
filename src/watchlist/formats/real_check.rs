//! Reads every file of the folder that `TAMIS_REAL_LISTS` names and prints its counts; then screens each name of each
//! file as a vendor against that file.

use std::path::PathBuf;

use crate::model::{ColumnMap, Role, Row, RowBatch, Verdict};
use crate::screener::{Config, Screener};
use crate::watchlist::{compose, load_path};

#[test]
#[ignore = "needs a folder of publishers' files"]
fn every_name_of_real_files_is_found() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::var("TAMIS_REAL_LISTS")?;
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let lists = match load_path(&path) {
            Ok(lists) => lists,
            Err(error) => {
                println!("{}: {error}", path.display());
                continue;
            }
        };
        for list in &lists {
            println!(
                "   list {} {} entries {} bars {:?} as of {}",
                list.id,
                list.title,
                list.entries.len(),
                list.bars,
                list.state()
            );
            for e in list.entries.iter().take(2) {
                println!(
                    "      {} {:?} {:?}",
                    e.id,
                    e.kind,
                    e.names
                        .iter()
                        .map(|n| format!("{}{}", n.text, if n.weak { " (w)" } else { "" }))
                        .collect::<Vec<_>>()
                );
                println!(
                    "         {:?} {:?} {:?}",
                    e.addresses
                        .iter()
                        .map(|a| format!("{}|{}|{}|{}|{}", a.street, a.city, a.region, a.postal_code, a.country))
                        .collect::<Vec<_>>(),
                    e.identifiers.iter().map(|i| format!("{} {}", i.scheme, i.value)).collect::<Vec<_>>(),
                    e.notes
                );
            }
            for w in list.warnings.iter().take(12) {
                println!("      warning {w}");
            }
            println!(
                "      warnings {} refused {} unused {:?}",
                list.warnings.len(),
                list.refused,
                list.unused_columns().collect::<Vec<_>>()
            );
        }
        let sum = |of: fn(&crate::model::Entry) -> usize| lists.iter().flat_map(|l| &l.entries).map(of).sum::<usize>();
        let counts = [sum(|_| 1), sum(|e| e.names.len()), sum(|e| e.addresses.len()), sum(|e| e.identifiers.len())];
        let refused: usize = lists.iter().map(|l| l.refused).sum();
        let lists = compose(None, lists, &[])?;
        let screener = Screener::new(lists, Config::new("2026-11-24".parse()?));
        let columns = ColumnMap::new([("vendor", Role::Name), ("country", Role::Country)]);
        let mut scratch = screener.scratch();
        let (mut all, mut missed) = (0, Vec::new());
        for (ix, _, entry) in screener.lists().entries() {
            for name in &entry.names {
                let country = entry.addresses.iter().map(|a| a.country.as_str()).find(|c| !c.is_empty()).unwrap_or("");
                let mut batch = RowBatch::default();
                batch.push(1, 2, [name.text.as_str(), if name.weak { country } else { "" }]);
                let Some(row) = batch.get(0) else { continue };
                all += 1;
                let found = screener.screen(Row::new(row, &columns), &mut scratch);
                let own = found.iter().any(|f| {
                    f.verdict >= Verdict::Review
                        && (f.entry == ix
                            || screener.lists().bodies().first(f.entry) == screener.lists().bodies().first(ix))
                });
                if !own {
                    missed.push(format!(
                        "{} {:?} {} weak {} got {}",
                        entry.id,
                        entry.kind,
                        name.text,
                        name.weak,
                        found.len()
                    ));
                }
            }
        }
        println!("{} | {counts:?} refused {refused} | names {all} missed {}", path.display(), missed.len());
        missed.iter().take(25).for_each(|m| println!("      MISSED {m}"));
    }
    Ok(())
}
