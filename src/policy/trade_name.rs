//! The trade name of a listed group in a firm's name: a subsidiary, a site, a dealer, or a stranger of the same name.

use crate::matching::query::MatchKind;
use crate::model::Agreement;

use super::names::NameInRow;
use super::scores::{self, Opinion};
use super::thresholds::{COMMON_INITIALS, slip};

impl NameInRow<'_> {
    /// Never more than `review`: who carries the trade name of a group may belong to it.
    pub(super) fn trade_name_of_group(&self) -> Option<Opinion> {
        let (a, c, around, weak) = (self.a, self.context, &self.a.around, self.name.weak);
        if around.alone && !weak && self.is_coined_word_misspelt() {
            return Some(scores::GROUP_MISSPELT);
        }
        let as_listed = a.exact || a.how <= MatchKind::Joined && a.in_order && !a.cross_script;
        let other_word = a.agreed.inside_words || around.unknown.before || around.unknown.glued;
        if !as_listed || other_word || around.street || around.business.service {
            return None;
        }
        let initials = self.is_common_initials();
        if around.alone {
            return (!c.is_abroad() || !weak && !initials).then_some(scores::GROUP_ALONE);
        }
        // Nothing but places, forms and words of the group's own trades: Dahua Italy S.r.l., Megvii Japan K.K.
        let business = !around.business.other || around.business.agrees || around.places.country.is_some();
        let plain = around.plain && business;
        let counts = if c.is_abroad() {
            plain && (around.places.geographic || !weak && !initials)
        } else if weak {
            // 杭州海康存储科技 in Hangzhou is looked at, 温州大华信息技术 is another firm.
            c.city && !self.other_place()
        } else {
            !initials || plain || c.country == Agreement::Agrees
        };
        counts.then_some(scores::GROUP_IN_NAME)
    }

    /// `Megvi`, `Bitlland`: the whole cell is a coined word with a letter wrong that no other firm bears.
    fn is_coined_word_misspelt(&self) -> bool {
        let slips = self.a.slips;
        self.a.how == MatchKind::Typo(1) && slips.odd && slips.letters >= slip::GROUP && !self.context.is_abroad()
    }

    fn is_common_initials(&self) -> bool {
        matches!(&*self.name.terms, [only] if only.surface.is_ascii() && only.surface.len() <= COMMON_INITIALS)
    }
}
