//! The rebuttable presumption: any goods of Xinjiang.
//!
//! - **Flags:** a maker or an origin in Xinjiang, whatever the goods → `review` (in force since 2022-06-21; `advisory`
//!   as of an earlier day, and for the letters of a maker's code that a few other towns share); a party in Xinjiang
//!   that is not the maker → `advisory`.
//! - **Weaker:** a title line is an `advisory` (`Xinjiang cotton questionnaire`); a telephone area or a bare region
//!   code alone is an `advisory` where the row names no goods.
//! - **Why:** goods made wholly or in part in Xinjiang are presumed made with forced labour.
//! - **Example:** `Polysilicon plant | Shihezi, Xinjiang | CN | polysilicon chunks`.
//! - **Clears it:** a street or building elsewhere named after a place of Xinjiang, another country, another
//!   province in the address, a dish or a book. Another stated origin clears nothing: most shipments that CBP detains
//!   come from third countries.
//! - **Source:** Public Law 117-78, section 3.

use crate::cells::row::{RowFacts, says_goods};
use crate::lexicon::countries::Country;
use crate::model::{EntryIx, Evidence, Method, Role};
use crate::text::mid::Mid;

use super::input::{RuleInput, evidence};
use super::mid_codes::{MidCity, city_of_xinjiang};
use super::scores;
use super::signs::XinjiangSign;
use super::wording::phrases;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let in_force = input.in_force;
    let Some(entry) = in_force.targets.presumption else { return };
    let Some(sign) = input.row.sign else { return shared_city(input, entry, out) };
    let rating = if in_force.lists.entry(entry).effective.is_some_and(|day| day > in_force.as_of) {
        scores::NOT_YET_PRESUMED
    } else if input.row.facts.row.cells.row.is_none() {
        scores::PLACE_IN_TITLE
    } else if !input.row.is_of_goods(sign) {
        scores::OTHER_PARTY_IN_XINJIANG
    } else if sign.origin_elsewhere.is_some() {
        scores::TRANSSHIPMENT
    } else if sign.kind.is_weak() {
        if states_goods(&input.row.facts) { scores::PRESUMED_WITH_WEAK_SIGN } else { scores::WEAK_SIGN_ALONE }
    } else if sign.plain {
        scores::PRESUMED_OF_STATED_ORIGIN
    } else {
        scores::PRESUMED_WITH_SIGN
    };
    let facts = &input.row.facts;
    // A person's title says where an office is, and nothing of goods.
    if facts.row.columns.role(sign.quote.column) == Role::Title && !states_goods(facts) {
        return;
    }
    let goods = phrases::any_goods(facts).unwrap_or_else(|| "the row names no goods".to_owned());
    let presumed = if rating == scores::NOT_YET_PRESUMED {
        "From 2022-06-21 on, goods made in Xinjiang are presumed made with forced labour (UFLPA)"
    } else {
        "Goods made in Xinjiang are presumed made with forced labour and may not enter unless the importer rebuts it \
         (UFLPA)"
    };
    let sign_phrase = phrases::capitalized(&phrases::sign(facts, sign));
    let because = format!("{sign_phrase}; {goods}{}. {presumed}", origin_note(input, sign));
    out.push(evidence(entry, Method::Region, rating, sign.quote, because));
}

/// What a reviewer must know of the goods' origin where the sign is of a party.
pub(super) fn origin_note(input: &RuleInput<'_>, sign: XinjiangSign<'_>) -> String {
    if !input.row.is_of_goods(sign) {
        "; this party is not the maker that the row names".to_owned()
    } else if let Some(origin) = sign.origin_elsewhere {
        let party = phrases::party(&input.row.facts);
        format!(
            "; this {party} is in Xinjiang, but the row states the origin {}: check for transshipment",
            origin.name()
        )
    } else if let Some(origin) = stated_elsewhere(input) {
        format!("; the stated origin of the goods is {}, so look what part of them is meant", origin.name())
    } else {
        String::new()
    }
}

/// The stated origin of goods that a description says are of Xinjiang.
fn stated_elsewhere(input: &RuleInput<'_>) -> Option<Country> {
    let row = &input.row.facts;
    row.origin.filter(|c| *c != Country::CHINA && phrases::states_origin(row))
}

/// A manufacturer code with city letters that a few other towns of China share.
fn shared_city(input: &RuleInput<'_>, entry: EntryIx, out: &mut Vec<Evidence>) {
    let row = &input.row.facts;
    if row.origin.is_some_and(|c| c != Country::CHINA) {
        return;
    }
    for quote in &row.mids {
        let Some(MidCity::Shared(place)) = Mid::of_cell(quote.text).and_then(|mid| city_of_xinjiang(&mid)) else {
            continue;
        };
        let because = format!(
            "The city letters of the manufacturer code {} fit {place} in Xinjiang and a few other towns",
            phrases::quoted(row, *quote)
        );
        out.push(evidence(entry, Method::Region, scores::PRESUMED_OF_SHARED_CITY, *quote, because));
    }
}

/// Goods in a column of their own, not only in the firm's name (`Sunny Garment Factory`).
fn states_goods(row: &RowFacts<'_>) -> bool {
    let in_name = |column| row.cells.iter().any(|c| c.column == column && !says_goods(c.role));
    row.names_goods || row.goods.iter().any(|(_, quote)| !in_name(quote.column))
}
