//! The trade name of a listed group in a firm's name: a subsidiary, a site, a dealer, or a stranger of the same name.

use crate::matching::query::MatchKind;
use crate::model::{Agreement, Verdict};

use super::names::{Case, Outcome};

/// Initials of so few letters are borne by many firms.
const INITIALS: usize = 4;

impl Case<'_> {
    /// Never more than `review`: who carries the mark of a group may belong to it.
    pub(super) fn mark(&self) -> Outcome {
        let (a, around) = (self.a, &self.a.around);
        if self.named && around.alone && !self.name.weak && self.is_slip_of_mark() {
            return Some((Verdict::Review, 53, "the trade name of a listed group by itself"));
        }
        let as_it_stands =
            a.exact || a.missing.terms == 0 && a.how <= MatchKind::Joined && a.in_order && !a.cross_script;
        if !self.named
            || !as_it_stands
            || a.agreed.inside_words
            || around.street
            || around.unknown.before
            || around.unknown.glued
            || around.business.service
        {
            return None;
        }
        let abroad = self.context.country == Agreement::Differs;
        if around.alone {
            let counts = !abroad || !self.name.weak && !self.is_initials();
            return counts.then_some((Verdict::Review, 57, "the trade name of a listed group by itself"));
        }
        // Nothing but places, forms and words of the group's own trades: Dahua Italy S.r.l., Megvii Japan K.K.
        let plain =
            around.plain && (!around.business.other || around.business.agrees || around.places.country.is_some());
        let counts = if abroad {
            plain && (around.places.geographic || !self.name.weak && !self.is_initials())
        } else if self.name.weak {
            // 杭州海康存储科技 in Hangzhou is looked at, 温州大华信息技术 is another firm.
            self.context.city && !self.other_place()
        } else if self.is_initials() {
            plain || self.context.country == Agreement::Agrees
        } else {
            true
        };
        counts.then_some((
            Verdict::Review,
            55,
            "the trade name of a listed group in a firm's name: maybe a company of the group",
        ))
    }

    /// `Megvi`, `Bitlland`: the whole cell is a coined word with a letter wrong that no other firm bears.
    fn is_slip_of_mark(&self) -> bool {
        const COINED: u8 = 6;
        let a = self.a;
        matches!(a.how, MatchKind::Typo(1))
            && a.slips.odd
            && a.slips.letters >= COINED
            && a.missing.terms == 0
            && self.context.country != Agreement::Differs
    }

    fn is_initials(&self) -> bool {
        self.name.terms.len() == 1
            && self.name.terms[0].surface.is_ascii()
            && self.name.terms[0].surface.len() <= INITIALS
    }
}
