//! The listed name in full: common words, weak aliases, initials, misspelt trade names, and strangers of the same name.

use crate::lexicon::Class;
use crate::matching::query::MatchKind;
use crate::model::{Agreement, NameKind};

use super::names::NameInRow;
use super::scores::{self, Opinion};
use super::thresholds::{
    BEYOND_CHANCE, FULL, FULL_IN_DOUBT, OTHER_SCRIPT, RARE_ELSEWHERE, RARE_INITIALS, RARE_TRADE, SHORT_IN_COUNTRY,
    SHORT_VARIANT, SURE, SURE_BUT_NUMBER, TWO_CHARACTERS, UNKNOWN_WORD, slip,
};

impl NameInRow<'_> {
    pub(super) fn full(&self) -> Option<Opinion> {
        let (a, name, c) = (self.a, self.name, self.context);
        if a.slips.whole_but_one {
            return (!c.is_abroad() && self.named).then_some(scores::ONE_CHARACTER_OFF);
        }
        if self.is_stranger() {
            return None;
        }
        if name.weak {
            return self.weak();
        }
        if name.generic {
            let whole = a.around.alone && a.missing.terms == 0 && a.how <= MatchKind::Split && !a.cross_script;
            return whole.then_some(if a.exact { scores::COMMON_WORDS_EXACT } else { scores::COMMON_WORDS });
        }
        if name.acronym {
            return self.initials();
        }
        if a.slips.bits > 0 && c.is_abroad() && a.agreed.bits < BEYOND_CHANCE {
            return None;
        }
        if self.is_misspelt()? {
            return Some(scores::TRADE_NAME_MISSPELT);
        }
        self.strong()
    }

    /// A name of several words, or a rare one, that is spelt well enough.
    fn strong(&self) -> Option<Opinion> {
        let (a, c, around) = (self.a, self.context, &self.a.around);
        // Less than the name, beside another line of business or words of its own: another company of the group
        // (新疆中泰化学 for Zhongtai Group).
        let other_words = around.unknown.bits >= UNKNOWN_WORD && !around.alone;
        if a.missing.terms > 0 && (around.business.other || other_words) && !around.business.agrees {
            return Some(scores::AMONG_OTHER_WORDS);
        }
        // `Wulumuqi Shi Gong'an Ju` is no bureau of Shihezi: without its place a body is any.
        if a.missing.terms > 0 && self.name.distinctive == 0 && self.other_place() && !around.places.agrees {
            return None;
        }
        let sure = a.agreed.bits >= SURE;
        if self.other_place() && !sure {
            let branch = around.branch && a.missing.terms == 0 && a.agreed.bits >= RARE_ELSEWHERE;
            return (a.agreed.distinctive >= RARE_ELSEWHERE || branch).then_some(scores::OTHER_PLACE);
        }
        let more = self.other_place() || around.unknown.bits >= UNKNOWN_WORD && !around.alone;
        if self.name.terms.len() == 1 && more && sure {
            return Some(scores::RARE_TRADE_NAME_AND_MORE);
        }
        if around.number_differs && a.agreed.bits < SURE_BUT_NUMBER {
            return Some(scores::OTHER_NUMBER);
        }
        if (around.unknown.before || around.unknown.after || around.unknown.between >= UNKNOWN_WORD) && !sure {
            let in_doubt = !a.exact || c.is_abroad() || !c.is_at_home() && around.business.differs;
            let enough = a.agreed.bits >= if in_doubt { FULL_IN_DOUBT } else { FULL };
            return enough.then_some(scores::AMONG_OTHER_WORDS);
        }
        if a.agreed.bits < FULL && !around.alone {
            // Short names (`Net Vision`, `Yuxin Technology`) count as the whole cell or with their place.
            let in_country = around.plain && c.country == Agreement::Agrees && a.agreed.bits >= SHORT_IN_COUNTRY;
            return (c.is_at_home() || in_country).then_some(scores::SHORT_NAME_AT_HOME);
        }
        if around.places.country.is_some() && c.is_abroad() {
            return Some(scores::COUNTRY_IN_NAME);
        }
        if c.is_abroad() && !sure {
            return Some(scores::OTHER_COUNTRY);
        }
        if a.cross_script && a.agreed.bits < OTHER_SCRIPT && !around.places.agrees && !c.is_at_home() {
            return Some(scores::OTHER_SCRIPT);
        }
        if a.agreed.bits < FULL && a.missing.terms > 0 && !c.is_at_home() {
            return Some(scores::TRADE_NAME_ALONE);
        }
        if a.agreed.bits < SHORT_VARIANT && !a.exact {
            return Some(scores::SHORT_VARIANT);
        }
        Some(scores::full(self.closeness(), c.is_at_home()))
    }

    /// How close the spelling is, less what is missing or in another order.
    fn closeness(&self) -> u8 {
        let a = self.a;
        let spelling =
            if a.exact { scores::EXACT_SPELLING } else { scores::spelling(a.how, a.cross_script, a.slips.typos) };
        spelling.saturating_sub(u8::from(!a.in_order)).saturating_sub(a.missing.terms)
    }

    /// Another firm that the same words name by chance.
    pub(super) fn is_stranger(&self) -> bool {
        let (a, c, around) = (self.a, self.context, &self.a.around);
        if a.agreed.bits >= BEYOND_CHANCE {
            return false;
        }
        // 上海皈依图书; 浙江大华东技术: a Han trade name of two characters inside another.
        let inside = a.agreed.inside_words && a.agreed.distinctive < TWO_CHARACTERS
            || around.unknown.glued && a.agreed.distinctive < RARE_TRADE;
        // `Good Sense Time Management`: ordinary words that a listed name runs together.
        let apart = a.agreed.apart
            && (!around.alone || c.is_abroad())
            && c.country != Agreement::Agrees
            && !around.business.agrees
            && !c.is_at_home();
        // 深圳市光启食品, Yitu Coffee, Kuangchi Noodle Restaurant: no shop of daily life is on a list of manufacturers.
        let shop = around.business.service
            && !around.business.agrees
            && !self.name.terms.iter().any(|t| t.class == Class::Body);
        // `Esquel Patagonia Lodge` in Argentina, `Kuangchi Trading Co` in Taiwan.
        let far =
            c.is_abroad() && !around.alone && a.missing.terms > 0 && !around.business.agrees && a.agreed.bits < SURE;
        // 常州华孚纺织, `Guangqi Plastics` in Foshan: a trade name that ordinary firms carry, in a firm of another place.
        let group = a.agreed.shared_trade_name && around.business.agrees;
        let elsewhere = self.name.common
            && !group
            && a.missing.terms > 0
            && !c.city
            && !around.places.agrees
            && (!around.places.others.is_empty()
                || c.place == Agreement::Differs
                || around.business.other && !around.business.agrees);
        inside || apart || shop || far || elsewhere
    }

    /// A misspelling in the only distinctive word. `None`: another word (HiteVision is not Hikvision, Yite not
    /// Yitu); `true`: looked at; `false`: enough else agrees (`Hetian Tiada Apparel`).
    fn is_misspelt(&self) -> Option<bool> {
        let (a, name, c, around) = (self.a, self.name, self.context, &self.a.around);
        let MatchKind::Typo(letters_off) = a.how else { return Some(false) };
        if a.slips.bits == 0 {
            return Some(false);
        }
        let others = a.agreed.bits - a.slips.bits;
        let with_trade = others >= slip::OTHERS_WITH_TRADE && name.distinctive - a.slips.bits >= slip::TRADE;
        if with_trade || others >= slip::OTHERS {
            // `Hetian Haoli Hair Accessories`: Haoli is a name of its own, all else is the listed one.
            return Some(a.slips.ordinary);
        }
        if a.slips.compound && !c.city {
            return None;
        }
        // `Dahau Technology`: the whole cell is the whole name, and no firm is called so.
        let whole = around.alone && a.missing.terms == 0 && letters_off == 1 && name.terms.len() >= 2 && !c.is_abroad();
        if whole && a.slips.odd && self.named {
            return Some(true);
        }
        let letters = a.slips.letters;
        // Five letters with the same business in the same country (`Chcha Food`), or in the same city.
        let short = letters == slip::SHORT
            && others >= slip::OTHERS_OF_SHORT
            && around.business.same
            && c.country == Agreement::Agrees;
        let close = letters >= slip::LONGEST || letters_off == 1 && (letters >= slip::LETTERS || c.city || short);
        // `Intellifuslon Technologies`: a long word that no other firm bears, and the trade of the Entity List.
        let coined = a.slips.odd && letters >= slip::COINED && around.business.technology_only;
        let other_trade = around.business.other && !(coined && name.terms.len() == 1);
        let strangers = around.business.differs || other_trade || !around.plain || self.other_place();
        if !self.named || !close || strangers || c.is_abroad() {
            return None;
        }
        // `Hefei Meilin`: a name that others bear as well.
        let alone = others < slip::OTHERS_SAY_NOTHING && (letters < slip::LONG || letters_off > 1);
        Some(alone || a.slips.ordinary)
    }

    /// An alias that the list marks as weak: only as it is (`Shenzhen Vision` is not any video firm of Shenzhen).
    fn weak(&self) -> Option<Opinion> {
        let (a, c, around) = (self.a, self.context, &self.a.around);
        let together = usize::from(a.hi - a.lo) <= self.name.tokens.split(' ').count();
        let as_it_is = around.alone || a.in_order && around.unknown.between == 0 && together;
        let same_words = a.missing.terms == 0 && a.how < MatchKind::Split && !a.cross_script;
        let other_trade = around.business.service || around.business.other && !around.business.agrees;
        let other_words = around.unknown.between >= UNKNOWN_WORD;
        if !as_it_is || !same_words || other_trade || other_words || c.is_abroad() || self.other_place() {
            return None;
        }
        let helped = c.is_at_home() || c.country == Agreement::Agrees && around.plain;
        let counts = around.alone || helped && !around.unknown.before && !around.unknown.after;
        let primary = matches!(self.name.kind, NameKind::Primary | NameKind::SeedName);
        let exact = primary && a.exact && around.alone;
        counts.then_some(match exact {
            true if c.address => scores::COMMON_NAME_AT_HOME,
            true => scores::COMMON_NAME_EXACT,
            false => scores::WEAK_ALIAS,
        })
    }

    fn initials(&self) -> Option<Opinion> {
        let (a, c, around) = (self.a, self.context, &self.a.around);
        if a.how != MatchKind::Direct || around.street {
            return None;
        }
        let rare = self.name.terms.first().is_some_and(|t| t.surface.len() >= RARE_INITIALS);
        let unknown = around.unknown.before || around.unknown.after || around.unknown.bits > 0;
        if around.alone {
            Some(if c.is_abroad() { scores::INITIALS_ALONE_ABROAD } else { scores::INITIALS_ALONE })
        } else if c.is_abroad() {
            (rare || !unknown).then_some(scores::INITIALS_ABROAD)
        } else if unknown || around.branch {
            (rare || c.country == Agreement::Agrees).then_some(scores::INITIALS_AMONG_OTHER_WORDS)
        } else {
            Some(scores::INITIALS_IN_NAME)
        }
    }
}
