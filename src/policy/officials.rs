//! Officials of Xinjiang under the visa ban (VB-1).
//!
//! - **Flags:** a title of office together with Xinjiang, the XPCC or a listed bureau → `advisory`, always.
//! - **Why:** the ban covers a class of officials whom no list names; it touches entry, not trade.
//! - **Example:** `Zhang Wei | Deputy Party Secretary, Hotan Prefecture`.
//! - **Clears it:** a title without Xinjiang; a manager of a company.
//! - **Source:** State Department, 2019-10-08.

use crate::model::{EntryKind, Evidence, Method, Verdict};

use super::input::{RuleInput, evidence};
use super::scores;
use super::wording::phrases;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let (row, in_force) = (&input.row.facts, input.in_force);
    let (Some(title), Some(entry)) = (row.title, in_force.targets.visa_ban) else { return };
    let is_body = |e: &Evidence| in_force.lists.entry(e.entry).kind == EntryKind::GovernmentBody;
    let bureau = input.named.iter().any(|e| e.verdict >= Verdict::Review && is_body(e));
    // An office of the region in the cell of the title, or a sign of the row.
    let place = row.cells.iter().any(|r| !r.cell.mentions().titles.is_empty() && !r.cell.mentions().places.is_empty());
    if bureau || place || input.row.is_of_xinjiang() {
        let title_phrase = phrases::quoted(row, title);
        let because = format!(
            "{title_phrase} may be a title of office, and the row names a place or body of Xinjiang. The visa ban \
             names no person"
        );
        out.push(evidence(entry, Method::Official, scores::OFFICIAL, title, because));
    }
}
