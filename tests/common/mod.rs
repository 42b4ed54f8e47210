//! What the tests share: the bundled lists, one fixed day, rows by role, and made ledgers.

#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

use std::fmt::Write as _;

use tamis::model::{ColumnMap, Finding, Lists, Role, Row, RowBatch, Score, Verdict};
use tamis::screener::{Config, Scratch, Screener};
use tamis::watchlist;

mod data;

pub use data::*;

/// The day as of which the tests screen, so that they give the same answer in every year. It lies after the newest
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
    Screener::new(lists, Config::new(as_of.parse().expect("a day of the test")))
}

/// Columns by their roles; each is headed by its role's word.
pub fn columns(roles: &[Role]) -> ColumnMap {
    ColumnMap::new(roles.iter().map(|r| (r.as_str(), *r)))
}

/// The columns of [`ledger`], without the number.
pub fn ledger_columns() -> ColumnMap {
    columns(&[Role::Name, Role::Address, Role::City, Role::Country, Role::Product])
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
    let mut text = if findings.is_empty() { "nothing".to_owned() } else { String::new() };
    for (n, f) in findings.iter().enumerate() {
        let comma = if n == 0 { "" } else { ", " };
        let _ = write!(text, "{comma}{} {} {} by {}", lists.entry(f.entry).id, f.verdict, f.score, f.method);
    }
    text
}
