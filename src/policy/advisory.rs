//! Words of labour programmes and camps (POL-4, Xinjiang Supply Chain Business Advisory).
//!
//! - **Flags:** programme words with what they need in the row (Xinjiang, Uyghurs, China) → `advisory`.
//! - **Why:** the advisory names these programmes as signs of forced labour in a supply chain.
//! - **Example:** `labour transfer programme, Hotan`; 富余劳动力 in an address of Xinjiang.
//! - **Clears it:** the same words without Xinjiang ("poverty alleviation fund, Guizhou").
//! - **Source:** State, Treasury, Commerce, DHS: advisory of 2020-07-01.

use crate::cells::row::{Quote, says_goods};
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::Needs;
use crate::model::{Evidence, Method};

use super::input::{RuleInput, evidence};
use super::scores;
use super::wording::phrases;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let Some(entry) = input.in_force.targets.advisory else { return };
    let row = &input.row.facts;
    let region = input.row.is_of_xinjiang() || row.cells.iter().any(|r| !r.cell.mentions().places.is_empty());
    let china = region || row.country == Some(Country::CHINA) || row.origin == Some(Country::CHINA);
    // Goods are said to be made so; a firm may be called so.
    let mut cells: Vec<_> = row.cells.iter().collect();
    cells.sort_by_key(|r| !says_goods(r.role));
    let found = cells.iter().find_map(|r| {
        let fits = |needs: &Needs| match needs {
            Needs::Nothing => true,
            Needs::China => china,
            Needs::Region => region,
        };
        r.cell
            .mentions()
            .programme
            .iter()
            .find(|(needs, _)| fits(needs))
            .map(|(_, w)| (*r, Quote { column: r.column, text: w }))
    });
    if let Some((cell, quote)) = found {
        let place = cell.cell.mentions().places.first();
        let beside = place.map_or(String::new(), |p| format!(", with “{}” beside it,", p.quoted));
        let because = format!(
            "{}{beside} may speak of a state labour programme, a camp or a prison: the tariff act bars such goods (19 \
             U.S.C. 1307)",
            phrases::quoted(row, quote)
        );
        out.push(evidence(entry, Method::Advisory, scores::PROGRAMME, quote, because));
    }
}
