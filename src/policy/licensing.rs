//! Licensing policy for crime-control items (POL-3, § 742.7 of the EAR).
//!
//! - **Flags:** surveillance or crime-control goods together with a listed body, or with the police of Xinjiang →
//!   `advisory`.
//! - **Why:** licences for such goods are judged by the risk of human-rights abuse, private end users included.
//! - **Example:** `Urumqi Public Security Bureau | face recognition terminals`.
//! - **Clears it:** such goods with a party that is on no list.
//! - **Source:** 85 FR 63007 (document 2020-21815), 2020-10-06.

use crate::model::{Evidence, Method, Verdict};

use super::measures::{Given, evidence};

pub(super) fn run(given: &Given<'_>, out: &mut Vec<Evidence>) {
    let Some(entry) = given.targets.licensing else { return };
    let Some(listed) = given.named.iter().find(|e| e.verdict >= Verdict::Review) else { return };
    let goods = given.row.cells.iter().find_map(|r| r.cell.mentions().surveillance.first().map(|w| (r.column, w)));
    if let Some((column, word)) = goods
        && column != listed.column
    {
        let because =
            format!("surveillance goods (“{word}”) with a listed party ({})", given.lists.entry(listed.entry).name);
        out.push(evidence(entry, Method::Licensing, (Verdict::Advisory, 36), (column, word), because));
    }
}
