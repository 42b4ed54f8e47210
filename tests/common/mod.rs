//! What the proofs share: the bundled lists, one fixed day, and rows by column name.

#![allow(dead_code, reason = "each test file uses its part")]

use std::fmt::Write as _;

use tamis::model::{ColumnMap, Finding, Lists, Role, Row, RowBatch, Score, Verdict};
use tamis::screener::{Config, Scratch, Screener};
use tamis::watchlist;

/// The day as of which the proofs screen, so that they give the same answer in every year. It lies after the newest
/// bundled entry.
pub const AS_OF: &str = "2026-12-01";

/// The bundled lists.
pub fn bundled() -> Lists {
    let lists = watchlist::bundled().expect("the bundled lists are whole");
    watchlist::compose(Some(lists), Vec::new(), &[]).expect("the bundled lists fit together")
}

/// A screener over the bundled lists as of a day.
pub fn screener(as_of: &str) -> Screener {
    screener_of(bundled(), as_of)
}

/// A screener over these lists as of a day.
pub fn screener_of(lists: Lists, as_of: &str) -> Screener {
    Screener::new(lists, Config { as_of: as_of.parse().expect("a day of the test"), min_score: Score(0) })
}

/// Columns by their roles; each is headed by its role's word.
pub fn columns(roles: &[Role]) -> ColumnMap {
    ColumnMap {
        headers: roles.iter().map(|r| r.as_str().to_owned()).collect(),
        roles: roles.to_vec(),
        groups: Vec::new(),
    }
}

/// Screens one row of cells.
pub fn screen(screener: &Screener, columns: &ColumnMap, cells: &[&str], scratch: &mut Scratch) -> Vec<Finding> {
    let mut batch = RowBatch::default();
    batch.push(1, 2, cells.iter().copied());
    let row = batch.get(0).expect("the row just pushed");
    screener.screen(Row::new(row, columns), scratch)
}

/// The verdict on an entry, by its id.
pub fn verdict_on(lists: &Lists, findings: &[Finding], entry: &str) -> Option<Verdict> {
    findings.iter().find(|f| &*lists.entry(f.entry).id.0 == entry).map(|f| f.verdict)
}

/// Findings in one line, for a failure message.
pub fn told(lists: &Lists, findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "nothing".to_owned();
    }
    let mut text = String::new();
    for f in findings {
        let entry = lists.entry(f.entry);
        let comma = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{comma}{} {} {} by {}", entry.id, f.verdict, f.score, f.method);
    }
    text
}

/// Numbers that are the same on every machine: splitmix64, by its published constants.
pub struct Numbers(pub u64);

impl Numbers {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One of several.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

const SYLLABLES: [&str; 24] = [
    "bo", "ren", "tal", "mi", "vor", "sun", "del", "ka", "lin", "gro", "pe", "nor", "zhu", "wei", "hua", "feng", "tai",
    "jin", "ver", "ost", "ash", "ford", "ley", "mar",
];
const TRADES: [&str; 12] = [
    "Textile",
    "Trading",
    "Plastics",
    "Electronics",
    "Foods",
    "Hardware",
    "Apparel",
    "Logistics",
    "Tools",
    "Furniture",
    "Chemical",
    "Packaging",
];
const FORMS: [&str; 8] = ["Co., Ltd.", "GmbH", "Inc.", "Ltd", "S.A.", "Company Limited", "LLC", "Pty Ltd"];
const TOWNS: [(&str, &str); 10] = [
    ("Ningbo", "CN"),
    ("Shenzhen", "CN"),
    ("Dhaka", "BD"),
    ("Leeds", "GB"),
    ("Izmir", "TR"),
    ("Chicago", "US"),
    ("Urumqi", "CN"),
    ("Hamburg", "DE"),
    ("Hanoi", "VN"),
    ("Korla", "CN"),
];
const GOODS: [&str; 12] = [
    "cotton yarn Ne 32",
    "tomato paste 36/38 brix",
    "steel hinges",
    "LED drivers",
    "knitted gloves",
    "corrugated boxes",
    "polyester fabric, no cotton",
    "human hair wigs",
    "injection moulds",
    "raisins, bulk",
    "hex bolts M8",
    "PVC resin SG-5",
];

/// An ordinary vendor's cells: name, address, city, country, product.
pub fn vendor(numbers: &mut Numbers) -> [String; 5] {
    let mut word = String::new();
    for _ in 0..2 + numbers.below(2) {
        word.push_str(numbers.one(&SYLLABLES));
    }
    let head = word.remove(0).to_ascii_uppercase();
    let (town, country) = numbers.one(&TOWNS);
    let name = format!("{head}{word} {} {}", numbers.one(&TRADES), numbers.one(&FORMS));
    let address = format!("{} {} Road", 1 + numbers.below(400), numbers.one(&TOWNS).0);
    [name, address, town.to_owned(), country.to_owned(), numbers.one(&GOODS).to_owned()]
}

/// The rows of the seed table that its proof screens: name, address, city, country, product.
pub fn seed_rows() -> Vec<[String; 5]> {
    let mut reader = csv::Reader::from_reader(include_str!("../data/seed_lines.csv").as_bytes());
    let records = reader.records().map(|r| r.expect("a row of the table"));
    records.map(|r| [1, 2, 3, 4, 6].map(|at| r.get(at).expect("a cell of the table").to_owned())).collect()
}

/// A ledger of `rows` rows: ordinary vendors, one row in seven from the seed table.
pub fn ledger(rows: usize, seed: u64) -> Vec<[String; 5]> {
    let listed = seed_rows();
    let mut numbers = Numbers(seed);
    (0..rows)
        .map(|_| if numbers.below(7) == 0 { listed[numbers.below(listed.len())].clone() } else { vendor(&mut numbers) })
        .collect()
}

/// The header of [`ledger`], with the ledger's own number in front.
pub const HEADER: [&str; 6] = ["vendor_id", "vendor_name", "address", "city", "country", "product_description"];

/// The columns of [`ledger`].
pub fn ledger_columns() -> ColumnMap {
    columns(&[Role::Name, Role::Address, Role::City, Role::Country, Role::Product])
}
