//! Listed identifiers in a cell.

use crate::cells::row::Placed;
use crate::matching::identifier::{Agreement, Met};
use crate::model::{Because, Evidence, Likeness, Listed, Method, Score};

use super::input::InForce;
use super::scores;

/// Evidence of one listed identifier: a match, however the name is spelt; a review where only a part of it is there.
pub(super) fn evidence(in_force: InForce<'_>, placed: &Placed<'_>, met: &Met, quoted: &str) -> Evidence {
    let (rating, verb, differences, caution) = match met.how {
        Agreement::Whole => (scores::IDENTIFIER, "is", "", ""),
        Agreement::Damaged => (
            scores::DAMAGED_CODE,
            "is close to",
            ": one character differs, and its check digit is wrong",
            "It may be a slip, or the code of another firm.",
        ),
        Agreement::Rounded => (
            scores::ROUNDED_CODE,
            "is a number that a program rounded, whose remaining digits are those of",
            "",
            "Another firm may have the same digits; ask for the whole code.",
        ),
        Agreement::Organization => (scores::ORGANIZATION_CODE, "is the organization code within", "", ""),
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
        because: Because::Listed(Likeness {
            listed: Listed::Identifier,
            verb: verb.into(),
            differences: differences.to_owned(),
            beside: String::new(),
            address: String::new(),
            caution,
        }),
    }
}
