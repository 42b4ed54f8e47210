//! What the proofs share: the bundled lists, one fixed day, and rows by column name.

#![allow(dead_code, reason = "each test file uses its part")]

use std::fmt::Write as _;

use tamis::model::{ColumnMap, Finding, Lists, Role, RowBatch, Score, Verdict};
use tamis::screener::{Config, Screener, Scratch};
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
    ColumnMap { headers: roles.iter().map(|r| r.as_str().to_owned()).collect(), roles: roles.to_vec(), groups: Vec::new() }
}

/// Screens one row of cells.
pub fn screen(screener: &Screener, columns: &ColumnMap, cells: &[&str], scratch: &mut Scratch) -> Vec<Finding> {
    let mut batch = RowBatch::default();
    batch.push(1, 2, cells.iter().copied());
    let row = batch.get(0).expect("the row just pushed");
    screener.screen(row, columns, scratch)
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
