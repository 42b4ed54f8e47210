//! Licensing policy for crime-control items (POL-3, § 742.7 of the EAR).
//!
//! - **Flags:** surveillance or crime-control goods together with a listed body, or with the police of Xinjiang →
//!   `advisory`.
//! - **Why:** licences for such goods are judged by the risk of human-rights abuse, private end users included.
//! - **Example:** `Urumqi Public Security Bureau | face recognition terminals`.
//! - **Clears it:** such goods with a party that is on no list.
//! - **Source:** 85 FR 63007 (document 2020-21815), 2020-10-06.

use crate::cells::row::Quote;
use crate::model::{Evidence, Method, Verdict};

use super::input::{RuleInput, evidence};
use super::scores;
use super::wording::phrases;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let in_force = input.in_force;
    let Some(entry) = in_force.targets.licensing else { return };
    let Some(listed) = input.named.iter().find(|e| e.verdict >= Verdict::Review) else { return };
    let first = input.row.facts.cells.iter().find(|r| !r.cell.mentions().surveillance.is_empty());
    // A word in the cell of the listed name says nothing of its goods.
    if let Some((r, word)) = first.and_then(|r| Some((r, r.cell.mentions().surveillance.first()?)))
        && r.column != listed.column
    {
        let quote = Quote { column: r.column, text: word };
        let party = &in_force.lists.entry(listed.entry).name;
        let goods = phrases::quoted(&input.row.facts, quote);
        let because = format!(
            "Surveillance goods ({goods}) together with the listed party “{party}”: exports to it may need a licence, \
             buying from it needs none"
        );
        out.push(evidence(entry, Method::Licensing, scores::SURVEILLANCE_GOODS, quote, because));
    }
}
