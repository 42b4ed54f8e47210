//! Orders on goods of a country, whoever makes them: cotton of Turkmenistan, tobacco of Malawi.
//!
//! - **Flags:** such goods with the country as stated origin, or of a maker there → `match`; with another stated origin
//!   and a maker there, or the country named beside the goods (`denim made from Turkmen cotton`) → `review`.
//! - **Why:** the order names goods and a country, and no party.
//! - **Example:** `raw cotton | origin TM`.
//! - **Clears it:** another origin of another maker; goods of a party that was released from the order.
//! - **Source:** CBP, Withhold Release Orders and Findings, file of 2026-06-23.

use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::words;
use crate::model::{Evidence, Method};
use crate::text;

use super::input::{RuleInput, evidence};
use super::scores;
use super::wording::phrases;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let row = &input.row.facts;
    if !row.party.is_maker {
        return;
    }
    for order in &input.in_force.targets.regional {
        let Some((class, quote)) = row.goods.iter().find(|(class, _)| words().class_name(*class) == order.class) else {
            continue;
        };
        let states = |country: Option<Country>| country == Some(order.country);
        let (origin, maker) = (states(row.origin) || row.origins.contains(&order.country), states(row.country));
        let named = row.cells.iter().any(|p| p.column == quote.column && p.cell.says(order.country));
        let entry = input.in_force.lists.entry(order.entry);
        let released = entry.goods_of.iter().flat_map(|goods| &goods.except);
        if !(origin || maker || named)
            || released.map(|name| text::normalize(name).joined(" ")).any(|name| names(input, &name))
        {
            continue;
        }
        let country = order.country.name();
        let party = phrases::party(row);
        let (rating, whence) = if origin {
            (scores::GOODS_OF_ORDERED_ORIGIN, phrases::stated_origin(row, country))
        } else if !maker {
            (scores::TRANSSHIPPED_GOODS, format!("{country} is named beside them, and the row states no such origin"))
        } else if let Some(other) = row.origin {
            let text = format!("the {party} is in {country}, but the row states the origin {}: check it", other.name());
            (scores::TRANSSHIPPED_GOODS, text)
        } else {
            (scores::GOODS_OF_ORDERED_MAKER, format!("the {party} is in {country}, and the row states no origin"))
        };
        let goods = phrases::capitalized(&phrases::goods(row, *class));
        let because = format!("{goods}; {whence}. The order covers {}", entry.goods_scope);
        out.push(evidence(order.entry, Method::Goods, rating, *quote, because));
    }
}

/// A name cell of the party holds these normalized words.
fn names(input: &RuleInput<'_>, wanted: &str) -> bool {
    let holds = |cell: &str| format!(" {} ", text::normalize(cell).joined(" ")).contains(&format!(" {wanted} "));
    let facts = &input.row.facts;
    facts.party.names(facts.row).any(holds)
}
