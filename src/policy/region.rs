//! The rebuttable presumption: any goods of Xinjiang.
//!
//! - **Flags:** a maker or an origin in Xinjiang, whatever the goods → `review` (in force since 2022-06-21; `advisory`
//!   as of an earlier day).
//! - **Weaker:** a telephone area or a bare region code alone is an `advisory` where the row names no goods.
//! - **Why:** goods made wholly or in part in Xinjiang are presumed made with forced labour.
//! - **Example:** `Polysilicon plant | Shihezi, Xinjiang | CN | polysilicon chunks`.
//! - **Clears it:** a street or building elsewhere named after a place of Xinjiang, another country, another
//!   province in the address, an origin stated elsewhere, a dish or a book.
//! - **Source:** Public Law 117-78, section 3.

use crate::cells::row::{RowFacts, says_goods};
use crate::model::{Evidence, Method};

use super::input::{RuleInput, evidence};
use super::scores;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let in_force = input.in_force;
    let (Some(sign), Some(entry)) = (input.row.sign, in_force.targets.presumption) else { return };
    let rating = if in_force.lists.entry(entry).effective.is_some_and(|day| day > in_force.as_of) {
        scores::NOT_YET_PRESUMED
    } else if sign.kind.is_weak() {
        if states_goods(&input.row.facts) { scores::PRESUMED_WITH_WEAK_SIGN } else { scores::WEAK_SIGN_ALONE }
    } else if sign.plain {
        scores::PRESUMED_OF_STATED_ORIGIN
    } else {
        scores::PRESUMED_WITH_SIGN
    };
    let goods = if input.row.facts.names_goods { "goods" } else { "unnamed goods" };
    let because = format!("{goods} with a sign of Xinjiang: {} “{}”", sign.kind.as_str(), sign.quote.text);
    out.push(evidence(entry, Method::Region, rating, sign.quote, because));
}

/// Goods in a column of their own, not only in the firm's name (`Sunny Garment Factory`).
fn states_goods(row: &RowFacts<'_>) -> bool {
    let in_name = |column| row.cells.iter().any(|c| c.column == column && !says_goods(c.role));
    row.names_goods || row.goods.iter().any(|(_, quote)| !in_name(quote.column))
}
