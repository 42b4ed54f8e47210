//! Laws that hold for every ledger: what a row's answer may depend on, and what it may not.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use common::{Rng, one, shuffle, write, write_numbered};
use tamis::model::{Finding, Lists, Role, Verdict};
use tamis::screener::{Scratch, Screener};
use tamis::watchlist::{self, InForce};

/// A finding without the numbers that belong to one set of lists only.
fn told(lists: &Lists, f: &Finding) -> String {
    let entry = lists.entry(f.entry);
    format!(
        "{} {} {} {} {} “{}” {} {} {:?} {}",
        entry.id, f.id, f.verdict, f.score, f.method, f.quoted, f.matched_name, f.column, f.steps, f.reason
    )
}

/// All findings of each row, screened in this order by one worker.
fn answers(screener: &Screener, rows: &[[String; 5]]) -> Vec<Vec<String>> {
    let columns = common::ledger_columns();
    let mut scratch = screener.scratch();
    rows.iter()
        .map(|row| {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            let findings = common::screen(screener, &columns, &cells, &mut scratch);
            findings.iter().map(|f| told(screener.lists(), f)).collect()
        })
        .collect()
}

/// Screens a ledger of a directory by the command line.
fn screen(directory: &Path, ledger: &str, report: &str, threads: &str) {
    cargo_bin_cmd!("tamis")
        .current_dir(directory)
        .args(["screen", ledger, "-o", report, "--threads", threads, "--as-of", common::AS_OF, "--quiet"])
        .assert()
        .success();
}

/// The lines of `flagged.csv` by vendor number, without the place in the ledger.
fn flagged(report: &Path) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_path(report.join("flagged.csv")).expect("flagged.csv");
    let headers = reader.headers().expect("a header").clone();
    let at = |name: &str| {
        headers
            .iter()
            .position(|h| h == name)
            .unwrap_or_else(|| panic!("flagged.csv has no column {name}: {headers:?}"))
    };
    let (key, place) = (at("ledger.vendor_id"), [at("source_file"), at("row"), at("line")]);
    let mut by_vendor: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reader.records().map(|r| r.expect("a line of flagged.csv")) {
        let rest: Vec<&str> = record.iter().enumerate().filter(|(i, _)| !place.contains(i)).map(|(_, c)| c).collect();
        by_vendor.entry(record[key].to_owned()).or_default().push(rest.join("|"));
    }
    by_vendor
}

#[test]
fn the_same_bytes_at_one_two_and_eight_threads() {
    let place = tempfile::tempdir().expect("a directory");
    let ledger = place.path().join("ledger.csv");
    write(&ledger, &common::ledger(11_000, 11));
    // Odd rows, so that the problems have an order to keep.
    let mut text = fs::read_to_string(&ledger).expect("the ledger");
    for n in 0..40 {
        let _ = writeln!(text, "X{n},,short row {n}");
        let _ = writeln!(text, "Y{n},Ordinary Vendor {n} Ltd,a,b,GB,bolts,one cell too many");
    }
    assert!(text.len() > 3 * 256 * 1024, "the ledger must fill several batches, it has {} bytes", text.len());
    fs::write(&ledger, text).expect("written");

    let reports = ["1", "2", "8"].map(|threads| {
        let name = format!("report-{threads}");
        screen(place.path(), "ledger.csv", &name, threads);
        place.path().join(name)
    });
    let names = |report: &Path| {
        let mut names: Vec<_> =
            fs::read_dir(report).expect("a report").map(|e| e.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    let first = &reports[0];
    for other in &reports[1..] {
        assert_eq!(names(first), names(other));
        for name in names(first) {
            let bytes = |report: &Path| fs::read(report.join(&name)).expect("a file of the report");
            let (a, b) = (bytes(first), bytes(other));
            match name.to_str() {
                Some("run.json") => assert_eq!(without_run(&a), without_run(&b)),
                // Its line on run.json differs with that file.
                Some("MANIFEST.sha256") => assert_eq!(without_run_line(&a), without_run_line(&b)),
                _ => assert!(a == b, "{} differs between {} and {}", name.display(), first.display(), other.display()),
            }
        }
    }
    let problems = fs::read_to_string(first.join("input-problems.csv")).expect("input-problems.csv");
    assert!(problems.lines().count() > 80, "the odd rows are missing among the problems");
}

fn without_run(bytes: &[u8]) -> serde_json::Value {
    let mut value: serde_json::Value = serde_json::from_slice(bytes).expect("run.json is JSON");
    assert!(value.as_object_mut().expect("an object").remove("run").is_some(), "run.json has no key `run`");
    value
}

fn without_run_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).lines().filter(|l| !l.ends_with("  run.json")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_shuffled_ledger_gives_each_row_the_same_findings() {
    let place = tempfile::tempdir().expect("a directory");
    let mut rows: Vec<_> = common::ledger(4_000, 23).into_iter().enumerate().collect();
    write_numbered(&place.path().join("ledger.csv"), &rows);
    shuffle(&mut Rng::from_state(5), &mut rows);
    write_numbered(&place.path().join("shuffled.csv"), &rows);
    screen(place.path(), "ledger.csv", "a", "2");
    screen(place.path(), "shuffled.csv", "b", "2");
    let (a, b) = (flagged(&place.path().join("a")), flagged(&place.path().join("b")));
    assert!(a.len() > 300, "only {} rows are flagged: the ledger proves little", a.len());
    for (vendor, findings) in &a {
        assert_eq!(Some(findings), b.get(vendor), "{vendor}");
    }
    assert_eq!(a.len(), b.len());
}

#[test]
fn copies_of_one_row_give_copies_of_its_findings() {
    let place = tempfile::tempdir().expect("a directory");
    write(&place.path().join("ledger.csv"), &vec![common::seed_rows()[0].clone(); 3_000]);
    screen(place.path(), "ledger.csv", "report", "2");
    let found = flagged(&place.path().join("report"));
    assert_eq!(found.len(), 3_000);
    let bare = |vendor: &str, findings: &[String]| findings.iter().map(|f| f.replace(vendor, "")).collect::<Vec<_>>();
    let (vendor, findings) = found.first_key_value().expect("3,000 rows");
    let first = bare(vendor, findings);
    assert!(!first.is_empty());
    for (vendor, findings) in &found {
        assert_eq!(first, bare(vendor, findings), "{vendor}");
    }
}

#[test]
fn a_row_alone_is_answered_as_in_its_ledger() {
    let screener = common::screener(common::AS_OF);
    let rows = common::ledger(1_500, 37);
    let together = answers(&screener, &rows);
    for (row, answer) in rows.iter().zip(&together) {
        let alone = answers(&screener, std::slice::from_ref(row));
        assert_eq!(answer, &alone[0], "{row:?}");
    }
}

/// What a worker remembers of a party is of its columns and its cells: the same text under other columns, or cut into
/// other cells, is another party.
#[test]
fn the_same_text_under_other_columns_or_cut_otherwise_is_read_anew() {
    use Role::{Address, City, Country, Name, Product};
    let screener = common::screener(common::AS_OF);
    let layouts = [
        [Name, City, Country],
        [Name, Name, Address],
        [City, Name, Country],
        [Product, Name, City],
        [Address, City, Name],
    ];
    let rows = [
        ["Hetian Taida Apparel", "Hotan", "CN"],
        ["Hetian Taida", " ApparelHotan", "CN"],
        ["Hotan", "Hetian Taida Apparel", "CN"],
        ["", "Hetian Taida ApparelHotan", "CN"],
        ["Hetian Taida ApparelHotan", "", "CN"],
    ];
    let mut kept = screener.scratch();
    let mut answers = BTreeSet::new();
    for _ in 0..2 {
        for (roles, row) in layouts.iter().flat_map(|l| rows.iter().map(move |r| (l, r))) {
            let columns = common::columns(roles);
            let screen = |scratch: &mut Scratch| -> Vec<String> {
                common::screen(&screener, &columns, row, scratch).iter().map(|f| told(screener.lists(), f)).collect()
            };
            let alone = screen(&mut screener.scratch());
            assert_eq!(screen(&mut kept), alone, "{roles:?} {row:?}");
            answers.insert(alone);
        }
    }
    assert!(answers.len() > 3, "columns and cells matter here");
}

/// What a longer list adds: firms that share words, places and lines of business with listed ones, one that
/// bears a listed name, and ordinary ones.
const MORE: &str = "\
name,aliases,id,country,city
Xinjiang Textile Trading Co.,Xinjiang Textile;新疆纺织,OWN-1,China,Urumqi
Hetian Taida Apparel Co. Ltd.,Taida,OWN-2,China,Hotan
Haolin Hair Accessories,浩林发饰,OWN-3,China,Hotan
Bitland Information,Bitland,OWN-4,China,Hefei
Dahua Hardware Ltd,,OWN-5,United Kingdom,Leeds
Public Security Bureau,公安局,OWN-6,China,
Hikvison Digital,,OWN-7,China,Hangzhou
Chen Quanguo Trading,,OWN-8,China,
Korla Jinfeng Ginning Factory,,OWN-9,China,Korla
Production and Construction Corps,,OWN-10,China,
";

#[test]
fn an_added_entry_removes_no_finding() {
    let place = tempfile::tempdir().expect("a directory");
    let path = place.path().join("more.csv");
    fs::write(&path, MORE).expect("written");
    let own = watchlist::load_path(&path).expect("a list of the test");
    let longer =
        watchlist::compose(Some(watchlist::bundled().expect("whole")), own, &[]).expect("the lists fit together");
    let (short, long) = (common::screener(common::AS_OF), common::screener_of(longer, common::AS_OF));
    let mut rows = common::ledger(600, 41);
    rows.extend(common::seed_rows());
    let names = short.lists().entries().flat_map(|(_, _, e)| &e.names);
    rows.extend(names.map(|n| [n.text.clone(), String::new(), String::new(), "China".to_owned(), String::new()]));
    let mut lost = String::new();
    let mut added = 0;
    for ((row, before), after) in rows.iter().zip(answers(&short, &rows)).zip(answers(&long, &rows)) {
        added += after.iter().filter(|f| f.starts_with("OWN-")).count();
        for finding in before.iter().filter(|f| !after.contains(f)) {
            let id = finding.split(' ').next().unwrap_or_default();
            let now = after.iter().find(|f| f.split(' ').next() == Some(id)).map_or("nothing", String::as_str);
            let _ = writeln!(lost, "{}\n  before {finding}\n  after  {now}", row.join(" | "));
        }
    }
    assert!(added > 10, "the longer list finds {added} rows: it proves little");
    assert!(lost.is_empty(), "findings changed by entries that were added:\n{lost}");
}

/// Spellings one letter off, at places that numbers choose.
fn misspelt(name: &str, numbers: &mut Rng) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let places: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|&i| letters[i].is_ascii_alphabetic() && letters[i + 1].is_ascii_alphabetic())
        .collect();
    if places.is_empty() {
        return Vec::new();
    }
    let spell = |at: usize, change: fn(&mut Vec<char>, usize)| {
        let mut spelt = letters.clone();
        change(&mut spelt, at);
        spelt.into_iter().collect::<String>()
    };
    vec![
        spell(one(numbers, &places), |s, at| s.swap(at, at + 1)),
        spell(one(numbers, &places), |s, at| {
            s.remove(at);
        }),
        spell(one(numbers, &places), |s, at| s[at] = 'q'),
        spell(one(numbers, &places), |s, at| s.insert(at, s[at])),
    ]
}

#[test]
fn an_exact_name_never_scores_below_a_misspelt_one() {
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let columns = common::columns(&[Role::Name, Role::Country]);
    let mut scratch = screener.scratch();
    let mut numbers = Rng::from_state(53);
    let mut wrong = String::new();
    let mut compared = 0;
    for (ix, _, entry) in lists.entries() {
        // A weak alias is capped, and a slip in it may be nearer to the name that is not (Yuxin, Yxin, Yixin).
        for name in entry.names.iter().filter(|n| n.text.is_ascii() && !n.weak) {
            // In another country names of a general list have two scales, for the name as it is and for its slips.
            let countries: &[&str] = if lists.list_of(ix).is_general() { &[""] } else { &["", "China"] };
            for country in countries {
                let mut best = |text: &str| {
                    let findings = common::screen(&screener, &columns, &[text, country], &mut scratch);
                    findings.iter().find(|f| f.entry == ix).map(|f| (f.verdict, f.score))
                };
                let exact = best(&name.text);
                for spelling in misspelt(&name.text, &mut numbers) {
                    let fuzzy = best(&spelling);
                    compared += usize::from(fuzzy.is_some());
                    if fuzzy > exact {
                        let _ = writeln!(
                            wrong,
                            "{} {:?} in {country:?}: exact {exact:?}, as {spelling:?} {fuzzy:?}",
                            entry.id, name.text
                        );
                    }
                }
            }
        }
    }
    assert!(compared > 1_000, "only {compared} misspelt names were found: they prove little");
    assert!(wrong.is_empty(), "misspelt names above the exact ones:\n{wrong}");
}

#[test]
fn an_earlier_day_knows_no_later_listing() {
    let lists = common::bundled();
    let names: Vec<[String; 5]> = lists
        .entries()
        .flat_map(|(_, _, e)| e.names.first())
        .map(|n| [n.text.clone(), String::new(), String::new(), "China".to_owned(), String::new()])
        .chain(common::seed_rows())
        .collect();
    let columns = common::ledger_columns();
    let mut dropped = Vec::new();
    for day in ["2019-01-01", "2019-11-01", "2020-08-15", "2021-05-01", "2022-06-20", "2023-12-01"] {
        let screener = common::screener(day);
        let as_of = day.parse().expect("a day of the test");
        let mut scratch = screener.scratch();
        for row in &names {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            for f in common::screen(&screener, &columns, &cells, &mut scratch) {
                let entry = screener.lists().entry(f.entry);
                // Before its day the presumption speaks as an advisory: exposure that is to come.
                let announced = &*entry.id.0 == "UF-PRESUMPTION" && f.verdict.as_str() == "advisory";
                assert!(
                    announced || watchlist::in_force(entry, as_of) != InForce::NotYet,
                    "{day}: {} on {row:?}",
                    told(screener.lists(), &f)
                );
            }
        }
        dropped.push(lists.entries().filter(|(_, _, e)| watchlist::in_force(e, as_of) == InForce::NotYet).count());
    }
    assert!(dropped.is_sorted_by(|a, b| a > b), "each later day knows more listings: {dropped:?}");
}

/// `第八师` is not `第一师`: a unit's number distinguishes it from its neighbours.
#[test]
fn a_numbered_unit_is_not_taken_for_another() {
    let screener = common::screener(common::AS_OF);
    let lists = screener.lists();
    let columns = common::columns(&[Role::Name, Role::Country]);
    let mut scratch = screener.scratch();
    let mut wrong = String::new();
    let unit = |id: &str| id.starts_with("xpcc-div") || id.starts_with("xpcc-reg");
    let kind = |id: &str| id.get(..8).map(str::to_owned);
    let mut rows = 0;
    for (ix, _, entry) in lists.entries().filter(|(_, _, e)| unit(&e.id.0)) {
        for name in &entry.names {
            rows += 1;
            let findings = common::screen(&screener, &columns, &[&name.text, "China"], &mut scratch);
            for f in findings.iter().filter(|f| f.entry != ix && f.verdict == Verdict::Match) {
                let other = &lists.entry(f.entry).id.0;
                // A regiment's name may hold its division's, and that is no other number.
                if kind(other) == kind(&entry.id.0) {
                    let _ = writeln!(wrong, "{} {:?}: {}", entry.id, name.text, told(lists, f));
                }
            }
        }
    }
    assert!(rows > 200, "only {rows} names of units");
    assert!(wrong.is_empty(), "units taken for others of another number:\n{wrong}");
}

/// A memo of any length is searched to its end, and a name is found wherever the reader's own stretches meet.
#[test]
fn a_name_is_found_anywhere_in_a_long_cell() {
    let screener = common::screener(common::AS_OF);
    let columns = common::columns(&[Role::Name, Role::Other]);
    let mut scratch = screener.scratch();
    for (filler, name, entry) in [
        ("lorem ipsum dolor ", "Hetian Taida Apparel Co Ltd ", "EL-C10"),
        ("a b ", "Hetian Taida Apparel Co Ltd ", "EL-C10"),
        ("普通的货物说明文字", "和田泰达服饰有限公司", "EL-C10"),
        ("Grüße aus Köln – ", "Hangzhou Hikvision Digital Technology Co. ", "EL-C25"),
    ] {
        // Steps of 97 bytes let the name fall on every part of the seams of several stretches.
        for before in (0..9_000).step_by(97).chain([40_000, 300_000]) {
            let memo = format!("{}{name}{}", filler.repeat(before / filler.len()), filler.repeat(600));
            let findings = common::screen(&screener, &columns, &["Acme Trading", &memo], &mut scratch);
            let verdict = common::verdict_on(screener.lists(), &findings, entry);
            assert_eq!(
                verdict,
                Some(Verdict::Match),
                "{name} behind {before} bytes of {filler:?}: {}",
                common::told(screener.lists(), &findings)
            );
            let filler_alone = filler.repeat(before / filler.len() + 600);
            let none = common::screen(&screener, &columns, &["Acme Trading", &filler_alone], &mut scratch);
            assert!(none.is_empty(), "{}", common::told(screener.lists(), &none));
        }
    }
}
