//! Part of a listed name: cut off by a field limit, without one of its words, a bureau without a trade name.

use crate::lexicon::Class;
use crate::matching::query::MatchKind;
use crate::model::Agreement;

use super::names::NameInRow;
use super::prefilter::{distinctive_share, has_distinctive_share, has_parts, lacks_one_trade_name};
use super::scores::{self, Opinion};
use super::thresholds::{
    BARE_TRADE, BODY_SHARE, BODY_SHARE_HALF_PHRASE, CUT, CUT_AT_LIMIT, CUT_SAYS_WHICH, GAP_SHARE, LEAST_LEFT,
    LEAST_OF_BODY, LEAST_SHARE, LEAST_WITH_GAP, PART, PART_SHARE, PART_SHARE_MISSPELT, PART_SURE, PART_SURE_SHARE,
    RARE_TRADE, RELATED_TRADE, SURE, UNKNOWN_WORD, support,
};

impl NameInRow<'_> {
    /// The cell ends in the middle of the name. One that ends exactly at a field limit was cut; one that merely ends
    /// early may be a shorter name.
    pub(super) fn cut(&self) -> Option<Opinion> {
        let (a, name) = (self.a, self.name);
        let threshold = if a.cut.at_limit { CUT_AT_LIMIT } else { CUT };
        let enough = a.missing.terms == 0 && a.hi - a.lo >= 2 && (a.cut.whole_cell || a.agreed.bits >= threshold);
        let other = self.other_place() || a.around.unknown.before || self.context.is_abroad();
        if !enough || other || name.weak || name.generic {
            None
        } else if a.cut.whole_cell && a.agreed.bits < CUT {
            Some(scores::WHOLE_CELL_BEGINS_NAME)
        } else if a.cut.open && a.agreed.distinctive < CUT_SAYS_WHICH {
            Some(scores::CUT_BEFORE_BODY)
        } else if a.agreed.bits >= SURE {
            Some(scores::CUT_SURE)
        } else {
            Some(scores::CUT_OFF)
        }
    }

    /// Part of a name.
    pub(super) fn part(&self) -> Option<Opinion> {
        let (a, name, c, around) = (self.a, self.name, self.context, &self.a.around);
        if !has_parts(a, name, self.named) {
            return None;
        }
        if name.distinctive == 0 {
            return self.body_without_trade_name();
        }
        if self.is_stranger() || c.is_abroad() && around.places.country.is_none() {
            return None;
        }
        if self.lacks_a_trade_word() {
            return Some(scores::WITHOUT_ONE_WORD);
        }
        if self.lacks_one_of_two() {
            return Some(scores::WITHOUT_ONE_TRADE_NAME);
        }
        if self.says_once() {
            return Some(scores::SAID_ONCE);
        }
        // Two syllables after other words of a name are no trade name: XIN HAO YUAN is not 豪园.
        if a.cross_script && around.unknown.before || a.how == MatchKind::Typo(2) {
            return None;
        }
        // Without its ambiguous place the trade name needs the line of business as well.
        let most = distinctive_share(a, name) >= LEAST_SHARE || around.business.same;
        if !has_distinctive_share(a, name) || !most {
            return None;
        }
        let spelt = a.how <= MatchKind::Split;
        let bare = a.missing.distinctive == 0
            && around.plain
            && !around.business.differs
            && name.terms.iter().all(|t| t.class != Class::Place);
        if bare && around.bare && a.agreed.distinctive >= BARE_TRADE && spelt && !self.other_place() {
            return Some(scores::BARE_TRADE_NAME);
        }
        let share = self.share();
        if a.how > MatchKind::Cut && !c.city && share < PART_SHARE_MISSPELT {
            return None;
        }
        let sum = a.agreed.bits + self.support();
        let at_home = around.places.others.is_empty() || around.places.agrees || c.city;
        let whole_trade_name = a.missing.distinctive == 0 && !around.unknown.before;
        if at_home && whole_trade_name && sum >= PART_SURE && share >= PART_SURE_SHARE && !self.other_place() {
            return Some(scores::most(share - PART_SURE_SHARE, c.place == Agreement::Differs));
        }
        if sum >= PART && share >= PART_SHARE {
            return Some(scores::part(sum - PART));
        }
        let shared = a.agreed.shared_trade_name && a.agreed.distinctive >= LEAST_LEFT && around.business.agrees;
        if shared && spelt && !a.cross_script && !around.unknown.before {
            return Some(scores::SHARED_TRADE_NAME);
        }
        if a.agreed.distinctive >= RARE_TRADE && whole_trade_name && spelt {
            return Some(scores::RARE_TRADE_NAME);
        }
        (bare && self.is_in_related_trade()).then_some(scores::RELATED_TRADE)
    }

    /// One of several trade words is gone, all else is there: `Xinjiang Hechang Biological Science and Technology`.
    fn lacks_a_trade_word(&self) -> bool {
        let (a, around) = (self.a, &self.a.around);
        a.agreed.bits >= LEAST_WITH_GAP
            && a.agreed.distinctive >= LEAST_LEFT
            && distinctive_share(a, self.name) < LEAST_SHARE
            && self.share() >= GAP_SHARE
            && around.unknown.between < UNKNOWN_WORD
            && !around.unknown.before
            && a.how <= MatchKind::Split
            && !self.other_place()
            && !self.context.is_abroad()
    }

    /// A name with two trade names, one of them gone and all else there, nothing added: `Binzhou Yintai Industrial` for
    /// `Binzhou Chinatex Yintai Industrial`.
    fn lacks_one_of_two(&self) -> bool {
        let (a, around) = (self.a, &self.a.around);
        let count = |class: Class| self.name.terms.iter().filter(|t| t.class == class).count();
        let business = around.business.same || count(Class::Business) == 0;
        lacks_one_trade_name(a)
            && a.how <= MatchKind::Split
            && !a.cross_script
            && count(Class::Trade) == 2
            && around.bare
            && business
            && around.places.agrees
            && !self.other_place()
    }

    /// A trade name that the list says twice, said once: `Qia Food` for `Qia Qia Food`, in the entry's country and with
    /// nothing else. Three letters that no table knows (100) are the least.
    fn says_once(&self) -> bool {
        let (a, around) = (self.a, &self.a.around);
        let trades: Vec<_> = self.name.terms.iter().filter(|t| t.class == Class::Trade).map(|t| t.key).collect();
        let twice = matches!(trades[..], [one, two] if one == two);
        twice
            && lacks_one_trade_name(a)
            && a.how == MatchKind::Direct
            && !a.cross_script
            && around.alone
            && around.business.same
            && self.context.country == Agreement::Agrees
            && !self.other_place()
    }

    /// The line of business said more shortly or otherwise, in the entry's country: `Annan Food` for `Annan Canned
    /// Food`. The trade name must be spelt as listed: HEIGHTSAFE is no Safety at Height.
    fn is_in_related_trade(&self) -> bool {
        let (a, around) = (self.a, &self.a.around);
        let related = around.business.agrees && !around.business.other && around.unknown.bits == 0;
        let as_listed = a.agreed.distinctive >= RELATED_TRADE && a.how == MatchKind::Direct && !a.cross_script;
        related && as_listed && !self.name.common && self.context.country == Agreement::Agrees && !self.other_place()
    }

    /// Bureaus and colleges: every word is common, so nearly all must be there, the place above all.
    fn body_without_trade_name(&self) -> Option<Opinion> {
        let (a, around, share) = (self.a, &self.a.around, self.share());
        let has_place = self.name.terms.iter().any(|t| t.place.is_some());
        let other = self.other_place() || around.number_differs || self.context.is_abroad();
        if other || has_place && !around.places.agrees || a.agreed.bits < LEAST_OF_BODY {
            return None;
        }
        if share >= BODY_SHARE {
            return Some(scores::nearly_all_of_body(share));
        }
        // Not the municipality's other bureaus (`Kelamayi Municipality Social Security Bureau`).
        let nothing_else = around.plain && around.unknown.bits == 0 && !around.business.other;
        let half_a_phrase = a.missing.terms == 1 && around.phrase_end && nothing_else;
        (half_a_phrase && share >= BODY_SHARE_HALF_PHRASE).then_some(scores::BODY_WITHOUT_ONE_WORD)
    }

    /// What the row and the words around add to part of a name, or take away.
    fn support(&self) -> i32 {
        let (c, around) = (self.context, &self.a.around);
        let mut sum = match c.country {
            Agreement::Agrees => support::COUNTRY,
            Agreement::Differs => support::OTHER_COUNTRY,
            Agreement::MissingInRow | Agreement::MissingInList | Agreement::Unclear => 0,
        };
        if self.other_place() {
            sum += support::OTHER_PLACE;
        } else if c.is_at_home() && !around.places.agrees {
            sum += if c.city { support::PLACE } else { support::PROVINCE };
        } else if c.place == Agreement::Differs {
            sum += support::ELSEWHERE;
        }
        if around.business.differs {
            sum += support::OTHER_BUSINESS;
        } else if around.business.same && self.a.missing.terms > 0 {
            sum += support::BUSINESS;
        }
        if around.number_differs {
            sum += support::OTHER_NUMBER;
        }
        let most = if c.city { support::UNKNOWN_AT_HOME } else { support::UNKNOWN };
        sum + (-around.unknown.bits / support::UNKNOWN_SHARE).max(most)
    }
}
