//! Places of Xinjiang: every county-level division in every official spelling is a sign in a column of cities, and the
//! same words are none as streets or in other countries.
//!
//! The divisions are in `tests/data/xinjiang_divisions.tsv`, kept apart from the table that the program reads.

mod common;

use std::fmt::Write as _;

use tamis::model::{Role, Verdict};

const TABLE: &str = include_str!("data/xinjiang_divisions.tsv");

/// The entry of the presumption on goods of Xinjiang.
const PRESUMPTION: &str = "UF-PRESUMPTION";

/// `Yiwu` alone is the city in Zhejiang, where thousands of exporters are: the county in Hami is found by its Han name,
/// as `Yiwu County` and as Aratürük.
const ELSEWHERE: [&str; 1] = ["Yiwu"];

/// Code and spellings of each division.
fn divisions() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = TABLE.lines().filter(|l| !l.starts_with('#')).skip(1);
    lines.map(|l| {
        let mut cells = l.split('\t').filter(|c| !c.is_empty());
        (cells.next().unwrap_or(""), cells.filter(|c| !ELSEWHERE.contains(c)).collect())
    })
}

/// Screens rows of one name each and lists those whose answer is not the expected one.
fn wrong(roles: &[Role], rows: impl Iterator<Item = Vec<String>>, expected: Option<Verdict>) -> (usize, String) {
    let screener = common::screener(common::AS_OF);
    let (columns, mut scratch) = (common::columns(roles), screener.scratch());
    let (mut count, mut wrong) = (0, String::new());
    for row in rows {
        count += 1;
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        let findings = common::screen(&screener, &columns, &cells, &mut scratch);
        if common::verdict_on(screener.lists(), &findings, PRESUMPTION) != expected {
            let _ = writeln!(wrong, "{cells:?}");
        }
    }
    (count, wrong)
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}

const CITY: [Role; 4] = [Role::Name, Role::City, Role::Country, Role::Product];

#[test]
fn every_division_is_a_sign_in_a_column_of_cities() {
    let rows = divisions().flat_map(|(_, names)| {
        let classed = |name: &&str| name.chars().all(|c| c.is_ascii_alphabetic()).then(|| format!("{name} County"));
        let all: Vec<String> = names.iter().filter_map(classed).chain(names.iter().map(|n| (*n).to_owned())).collect();
        all.into_iter().map(|name| row(&["Blue Kite Garment Factory", &name, "CN", "socks"]))
    });
    let (count, wrong) = wrong(&CITY, rows, Some(Verdict::Review));
    assert!(count > 900 && wrong.is_empty(), "of {count}:\n{wrong}");
}

#[test]
fn every_division_code_is_a_sign_in_a_column_of_regions_only() {
    let coded = |columns: [Role; 4], expected| {
        let rows = divisions().map(|(code, _)| row(&["Blue Kite Garment Factory", code, "CN", "socks"]));
        let (count, wrong) = wrong(&columns, rows, expected);
        assert!(count == 108 && wrong.is_empty(), "{columns:?}:\n{wrong}");
    };
    coded([Role::Name, Role::Region, Role::Country, Role::Product], Some(Verdict::Review));
    for role in [Role::PostalCode, Role::Id, Role::Key, Role::Other, Role::Phone, Role::Hts] {
        coded([Role::Name, role, Role::Country, Role::Product], None);
    }
}

#[test]
fn a_division_in_another_country_is_no_sign() {
    let rows = divisions().flat_map(|(_, names)| {
        ["KZ", "US", "JP", "TR"].into_iter().flat_map(move |country| {
            names.clone().into_iter().map(move |name| row(&["Blue Kite Garment Factory", name, country, "socks"]))
        })
    });
    let (_, wrong) = wrong(&CITY, rows, None);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_street_named_after_a_division_is_no_sign() {
    let roles = [Role::Name, Role::Address, Role::City, Role::Country, Role::Product];
    let rows = divisions().flat_map(|(_, names)| {
        names.into_iter().filter_map(|name| {
            let latin = name.chars().all(|c| !c.is_alphabetic() || (c as u32) < 0x250);
            let bare = name.trim_end_matches(['县', '市', '区', '縣', '區']);
            let street = if latin {
                format!("No. 18 {name} Road")
            } else if name.contains(|c: char| ('\u{600}'..='\u{6ff}').contains(&c)) {
                return None;
            } else {
                format!("{bare}路18号")
            };
            Some(row(&["Blue Kite Garment Factory", &street, "Shanghai", "CN", "socks"]))
        })
    });
    let (count, wrong) = wrong(&roles, rows, None);
    assert!(count > 400 && wrong.is_empty(), "of {count}:\n{wrong}");
}
