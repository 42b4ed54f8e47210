//! Every name of publishers' own files, screened as a vendor against that file, is found. The files are not part of the
//! repository: `TAMIS_OFFICIAL_LISTS` names a folder of them. Prints what each file holds.
//!
//! Names without a letter are reported when a list is read: a vendor cell of figures is not read as a name.

mod common;

use std::path::PathBuf;

use tamis::model::{Entry, Role, Verdict};
use tamis::watchlist::{compose, load_path};

#[test]
#[ignore = "needs a folder of publishers' files"]
fn every_name_of_official_files_is_found() {
    let folder = std::env::var("TAMIS_OFFICIAL_LISTS").expect("the folder");
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).filter(|p| p.is_file()).collect();
    paths.sort();
    let mut missed_in_all = 0;
    for path in paths {
        let lists = match load_path(&path) {
            Ok(lists) => lists,
            Err(error) => {
                println!("{}: {error}", path.display());
                continue;
            }
        };
        let refused: usize = lists.iter().map(|l| l.refused).sum();
        let sum = |of: fn(&Entry) -> usize| lists.iter().flat_map(|l| &l.entries).map(of).sum::<usize>();
        let [count, names] = [sum(|_| 1), sum(|e| e.names.len())];
        let [addresses, identifiers] = [sum(|e| e.addresses.len()), sum(|e| e.identifiers.len())];
        println!(
            "{}\tentries {count}\tnames {names}\taddresses {addresses}\tidentifiers {identifiers}\trefused {refused}",
            path.display()
        );
        let lists = compose(None, lists, &[]).expect("lists of one file fit together");
        let screener = common::screener_of(lists, common::AS_OF);
        let columns = common::columns(&[Role::Name, Role::Country]);
        let mut scratch = screener.scratch();
        for (_, _, entry) in screener.lists().entries() {
            let country = entry.addresses.iter().map(|a| a.country.as_str()).find(|c| !c.is_empty()).unwrap_or("");
            for name in entry.names.iter().filter(|n| n.text.contains(char::is_alphabetic)) {
                let beside = if name.weak { country } else { "" };
                let findings = common::screen(&screener, &columns, &[&name.text, beside], &mut scratch);
                let verdict = common::verdict_on(screener.lists(), &findings, &entry.id.0);
                if verdict.is_none_or(|v| v < Verdict::Review) {
                    println!("  missed: {} {}", entry.id, name.text);
                    missed_in_all += 1;
                }
            }
        }
    }
    assert_eq!(missed_in_all, 0, "names that are not found on their own entry");
}
