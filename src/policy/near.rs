//! Near misses: names that came near and are no finding, by the likelihood of names (see `likelihood`).
//!
//! The scale is that of the reviews of general lists, continued downwards: an auditor sees how far from the threshold
//! the best candidate of each party is. Names of the bundled lists, of which the policy asks more than likely words,
//! have the same scale and stop under the lowest review.

use crate::cells::NameSeen;
use crate::model::{Evidence, Verdict};

use super::context::Context;
use super::input::{InForce, RowView};
use super::scores::{self, Opinion, Rating};
use super::{likelihood, names};

/// What a reader of a near miss should bear in mind.
const CAUTION: &str = "It is under the threshold of a finding.";

/// Natural logarithm of the odds that the words of a name cell are those of a listed name, without what the row says;
/// `None` for names that are no party's (titles of orders and documents).
pub fn near_odds(seen: &NameSeen) -> Option<f64> {
    Some(likelihood::log_odds(seen.measures.as_deref()?))
}

/// The log odds of a near miss in its row, and its score: 0 to 49, where reviews begin at 50.
pub fn near_score(in_force: InForce<'_>, row: &RowView<'_>, seen: &NameSeen, odds: f64) -> Option<(f64, u8)> {
    let facts = in_force.fact(in_force.index.name(seen.alignment.name).entry)?;
    let odds = odds + likelihood::log_odds_of_row(Context::of(&row.facts, facts), &seen.alignment);
    Some((odds, scores::near(likelihood::points(odds))))
}

/// A near miss as evidence. Its verdict is the lowest and says nothing: no finding is made of it.
pub fn near_evidence(
    in_force: InForce<'_>,
    row: &RowView<'_>,
    column: usize,
    seen: &NameSeen,
    score: u8,
) -> Option<Evidence> {
    let rating = Rating { verdict: Verdict::Advisory, score };
    names::evidence(in_force, row, column, seen, Opinion { rating, caution: CAUTION })
}
