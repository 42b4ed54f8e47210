//! Every verdict and score of the policy, each with its case. A score is a rank for the reader, not a probability:
//! matches have 80 to 100, reviews 50 to 79, advisories 22 to 40, and the first of two findings is the surer one.

use crate::model::Verdict;

/// A verdict and its rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rating {
    /// The verdict.
    pub verdict: Verdict,
    /// The rank, 1 to 100.
    pub score: u8,
}

/// Lowest score of a match.
pub(super) const MATCH_FLOOR: u8 = 80;
/// Highest score of a review.
const REVIEW_TOP: u8 = MATCH_FLOOR - 1;

impl Rating {
    /// The same as a review at most: for entries taken off their list, former names, and text that was repaired.
    pub fn at_most_review(self) -> Self {
        if self.verdict == Verdict::Match { review(self.score.min(REVIEW_TOP)) } else { self }
    }
}

pub(super) const fn matched(score: u8) -> Rating {
    Rating { verdict: Verdict::Match, score }
}

pub(super) const fn review(score: u8) -> Rating {
    Rating { verdict: Verdict::Review, score }
}

const fn advisory(score: u8) -> Rating {
    Rating { verdict: Verdict::Advisory, score }
}

/// A listed identifier as it is listed: nothing is surer.
pub(super) const IDENTIFIER: Rating = matched(100);
/// A credit code one character off the listed one whose check digit fails: a slip, or another firm's slip.
pub(super) const DAMAGED_CODE: Rating = review(70);

/// Cotton or tomato goods with the region's own name or a stated origin: `cotton yarn | origin Xinjiang`.
pub(super) const GOODS_OF_STATED_ORIGIN: Rating = matched(92);
/// The same goods with another sign: `cotton linters` of a maker in Korla.
pub(super) const GOODS_WITH_SIGN: Rating = matched(88);
/// Cotton of the XPCC, its units or affiliates: `7th Division cotton`.
pub(super) const XPCC_COTTON: Rating = matched(90);
/// Hair products of Lop County: the order names the industrial park there, not the county.
pub(super) const LOP_HAIR: Rating = review(76);
/// Any goods with the region's own name or a stated origin, since the presumption is in force.
pub(super) const PRESUMED_OF_STATED_ORIGIN: Rating = review(72);
/// Any goods with another sign: a place in the maker's name or address.
pub(super) const PRESUMED_WITH_SIGN: Rating = review(64);
/// The same as of a day before 2022-06-21, when the presumption came into force.
pub(super) const NOT_YET_PRESUMED: Rating = advisory(40);
/// A unit of the XPCC named as such, or a listed affiliate.
pub(super) const XPCC_UNIT: Rating = review(78);
/// A unit that only a sign of Xinjiang in the row makes one of the XPCC: `10th Division | Altay`.
pub(super) const XPCC_UNIT_BY_SIGN: Rating = review(66);
/// A manufacturer code that a listed name and its city give.
pub(super) const CODE_OF_MAKER: Rating = review(58);
/// The same where other cities share the three letters: chance is likelier than the listed maker.
pub(super) const CODE_OF_SHARED_CITY: Rating = advisory(35);
/// A title of office with Xinjiang: the visa ban names no person.
pub(super) const OFFICIAL: Rating = advisory(38);
/// Surveillance goods with a listed party.
pub(super) const SURVEILLANCE_GOODS: Rating = advisory(36);
/// Words of a labour programme or camp.
pub(super) const PROGRAMME: Rating = advisory(34);
/// Watched goods of Chinese origin: one ordinary row in twenty, so it comes last.
pub(super) const WATCHED_GOODS: Rating = advisory(22);
