//! Listed identifiers in a cell.

use crate::cells::row::Placed;
use crate::matching::identifier::{Agreement, Met};
use crate::model::{Evidence, Method, Score};

use super::input::InForce;
use super::scores;

/// Evidence of one listed identifier: a match, however the name is spelt; a review where only a part of it is there.
pub(super) fn evidence(in_force: InForce<'_>, placed: &Placed<'_>, met: &Met, quoted: &str) -> Evidence {
    let (rating, because) = match met.how {
        Agreement::Whole => (scores::IDENTIFIER, "the listed identifier"),
        Agreement::Damaged => {
            (scores::DAMAGED_CODE, "a credit code one character off the listed one, whose check digit fails")
        }
        Agreement::Rounded => {
            (scores::ROUNDED_CODE, "a number that a program rounded, whose digits kept are those of the listed code")
        }
        Agreement::Organization => (scores::ORGANIZATION_CODE, "the organization code within the listed credit code"),
    };
    let rating = if in_force.is_lapsed(met.entry) { rating.at_most_review() } else { rating };
    Evidence {
        entry: met.entry,
        method: Method::Identifier,
        matched_name: met.value.clone(),
        column: placed.column,
        quoted: quoted.to_owned(),
        verdict: rating.verdict,
        score: Score(rating.score),
        name_share: 0,
        because: because.to_owned(),
    }
}
