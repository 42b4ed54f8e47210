//! Listed identifiers in a cell.

use crate::cells::row::Placed;
use crate::matching::identifier::Met;
use crate::model::{Evidence, Method, Score};

use super::input::InForce;
use super::scores;

/// Evidence of one listed identifier: a match, however the name is spelt.
pub(super) fn evidence(in_force: InForce<'_>, placed: &Placed<'_>, met: &Met, quoted: &str) -> Evidence {
    let (rating, because) = if met.damaged {
        (scores::DAMAGED_CODE, "a credit code one character off the listed one, whose check digit fails")
    } else {
        (scores::IDENTIFIER, "the listed identifier")
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
