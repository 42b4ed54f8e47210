//! Officials of Xinjiang under the visa ban (VB-1).
//!
//! - **Flags:** a title of office together with Xinjiang, the Corps or a listed bureau → `advisory`, always.
//! - **Why:** the ban covers a class of officials whom no list names; it touches entry, not trade.
//! - **Example:** `Zhang Wei | Deputy Party Secretary, Hotan Prefecture`.
//! - **Clears it:** a title without Xinjiang; a manager of a company.
//! - **Source:** State Department, 2019-10-08.

use crate::model::{EntryKind, Evidence, Method, Verdict};

use super::measures::{Given, evidence};

pub(super) fn run(given: &Given<'_>, out: &mut Vec<Evidence>) {
    let row = given.row;
    let (Some((column, title)), Some(entry)) = (&row.title, given.targets.visa_ban) else { return };
    let bureau = given
        .named
        .iter()
        .any(|e| e.verdict >= Verdict::Review && given.lists.entry(e.entry).kind == EntryKind::GovernmentBody);
    // The place must stand with the title: an office in the same cell, or the row's own place.
    let place = row.cells.iter().any(|r| !r.cell.mentions().titles.is_empty() && !r.cell.mentions().places.is_empty())
        || row.xinjiang.is_some();
    if bureau || place || row.units().next().is_some() {
        let because = format!("a title of office (“{title}”) together with Xinjiang: the ban names no person");
        out.push(evidence(entry, Method::Official, (Verdict::Advisory, 38), (*column, title), because));
    }
}
