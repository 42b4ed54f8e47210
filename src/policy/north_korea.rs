//! Goods made by North Koreans, presumed made with forced labour.
//!
//! - **Flags:** North Korea as the goods' origin, as the country of the maker's code or of the party → `review`.
//! - **Why:** such goods may not be imported unless it is shown that no forced labour was used.
//! - **Example:** `Pyongyang Garment Factory | KP | jackets`.
//! - **Clears it:** South Korea, in any of its names.
//! - **Source:** CAATSA, Public Law 115-44, section 321(b); 22 U.S.C. 9241a.

use crate::cells::row::says_goods;
use crate::lexicon::countries::{self, Country};
use crate::model::{Evidence, Method, Role};
use crate::text::mid::Mid;

use super::input::{RuleInput, evidence};
use super::scores;
use super::wording::phrases;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let Some(entry) = input.in_force.targets.north_korea else { return };
    let row = &input.row.facts;
    let country = |code: &str| Mid::of_cell(code).and_then(|mid| countries::of_cell(mid.country()));
    let code = row.mids.iter().find(|q| country(q.text) == Some(Country::NORTH_KOREA));
    let (quote, what) = match (row.north_korea, code) {
        (Some((Role::Origin, quote)), _) if says_goods(row.row.columns.role(quote.column)) => {
            (quote, "The goods are said to be of North Korea or made by North Koreans")
        }
        (Some((Role::Origin, quote)), _) => (quote, "The origin of the goods is North Korea"),
        (_, Some(code)) => (*code, "The manufacturer code is of North Korea"),
        // An address names another country where the country column says another.
        (Some((role, quote)), _) if role != Role::Address || row.country == Some(Country::NORTH_KOREA) => {
            (quote, "The party is in North Korea")
        }
        _ => return,
    };
    let where_said = phrases::quoted(row, quote);
    let because = format!("{what} ({where_said}). Goods made by North Koreans are presumed made with forced labour");
    out.push(evidence(entry, Method::Region, scores::NORTH_KOREAN, quote, because));
}
