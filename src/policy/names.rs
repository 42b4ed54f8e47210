//! One name over one cell in its row: full, weak, initials, cut off, in part, a person.

use crate::cells::NameSeen;
use crate::cells::row::RowFacts;
use crate::lexicon::countries::Country;
use crate::lexicon::{Class, lexicon};
use crate::matching::alignment::Alignment;
use crate::matching::entry_facts::EntryFacts;
use crate::matching::name::{CompiledName, NameTerm, is_distinctive};
use crate::matching::query::MatchKind;
use crate::model::{Agreement, Verdict};

use super::{Context, MATCH_FLOOR, strength};

/// What the row says beside a name, in tenths of a bit.
mod support {
    /// The row's city is one of the entry's.
    pub const PLACE: i32 = 50;
    /// Only the province is the same: most suppliers of Guangdong are no Esquel mill.
    pub const PROVINCE: i32 = 20;
    /// The row's country is the entry's.
    pub const COUNTRY: i32 = 10;
    /// A line of business of the name stands there; one of its family only cancels a difference (仪器 for 技术).
    pub const BUSINESS: i32 = 35;
    /// The firm's own name holds a place that is none of the entry's: 南通市泰达服饰 against 和田泰达服饰.
    pub const OTHER_PLACE: i32 = -160;
    /// The row lies in another province (branches do).
    pub const ELSEWHERE: i32 = -40;
    /// Another country.
    pub const OTHER_COUNTRY: i32 = -80;
    /// Another line of business: 荆州市华孚信息技术 against Aksu Huafu Textiles.
    pub const OTHER_BUSINESS: i32 = -80;
    /// Another number: No. 3 centre against No. 4.
    pub const OTHER_NUMBER: i32 = -80;
    /// Another firm's own word beside it, at most.
    pub const FOREIGN: i32 = -70;
    /// The same in the entry's own city, where joint ventures sit (中科美菱 in Hefei).
    pub const FOREIGN_AT_HOME: i32 = -25;
}

/// The most that a row can add to part of a name.
pub(super) const MOST_SUPPORT: i32 = support::PLACE + support::COUNTRY + support::BUSINESS;

/// Bits that a full name may lack: a county, a group, a branch.
pub(super) const NEARLY_MISSING: i32 = 25;

/// Distinctive bits of part of a name that says which firm: one in a thousand ordinary names says as much.
pub(super) const LEAST_LEFT: i32 = 100;

/// Share of the distinctive bits that part of a name shows, in per cent; where only its ambiguous place is gone (Yili Zhuowan), this
/// share and so many bits do.
pub(super) const LEAST_SHARE: i32 = 65;
pub(super) const LEAST_SHARE_BUT_PLACE: i32 = 60;
pub(super) const LEAST_BUT_PLACE: i32 = 150;

/// A name without one of its two trade words: `Xinjiang Hechang Biological Science and Technology` has 26 bits left.
pub(super) const LEAST_WITH_GAP: i32 = 240;

/// Part of a bureau's name, whose words are all common; see `body_without_trade_name`.
pub(super) const LEAST_OF_BODY: i32 = 150;

/// One name over one cell in its row.
pub(super) struct Case<'c> {
    pub(super) a: &'c Alignment,
    pub(super) name: &'c CompiledName,
    pub(super) facts: &'c EntryFacts,
    pub(super) context: Context,
    /// The cell is one that names parties: elsewhere only full names count.
    pub(super) named: bool,
}

pub(super) type Outcome = Option<(Verdict, i32, &'static str)>;

impl Case<'_> {
    pub(super) fn share(&self) -> u8 {
        (100 * i64::from(self.a.agreed.bits) / i64::from(self.name.total.max(1))).clamp(0, 100) as u8
    }

    /// All terms stand there, or all but words that say little (county, group, branch).
    pub(super) fn is_full(&self) -> bool {
        let a = self.a;
        // `KTK` in Changzhou for KTK Group, `Luopu Meixin Hair Products` without its county; 大华仪器仪表 is not 大华股份.
        let enough = a.agreed.bits >= strength::NEARLY || a.around.alone || self.context.city;
        let stranger = a.agreed.bits < strength::NEARLY && a.around.business.other && !a.around.business.same;
        let nearly = a.missing.distinctive == 0 && a.missing.bits <= NEARLY_MISSING && enough && !stranger;
        !a.cut.off && (a.missing.terms == 0 || nearly)
    }

    /// The row's town or address is the trade name and nothing else, outside China: `Hosteria Los Notros Esquel | Esquel` is an inn
    /// of that town. The listed name in full, and a firm of the same trade, stay what they are.
    pub(super) fn is_named_after_town(&self, row: &RowFacts<'_>) -> bool {
        let (a, name) = (self.a, self.name);
        let in_china = row.country.is_some_and(Country::is_greater_china);
        let Some(town) = row.town.filter(|_| !in_china) else { return false };
        let full = a.missing.terms == 0 && (a.around.alone || name.terms.len() > 1);
        let trade = |t: &&NameTerm| is_distinctive(t);
        let same =
            name.terms.iter().filter(trade).all(|t| t.surface.eq_ignore_ascii_case(town)) && name.distinctive > 0;
        same && !full && !a.around.business.agrees
    }

    /// A place of another body in the firm's own name.
    pub(super) fn other_place(&self) -> bool {
        let around = &self.a.around;
        let all = lexicon().places();
        // A full name with its own place in it, and another behind, is a branch.
        let own = around.places.agrees && self.a.missing.terms == 0;
        !own && !around.places.others.is_empty()
            && around.places.others.iter().all(|p| !all.fits(*p, &self.facts.places))
    }

    pub(super) fn full(&self) -> Outcome {
        let (a, name, c) = (self.a, self.name, self.context);
        let around = &a.around;
        if a.slips.whole_but_one {
            let away = c.country == Agreement::Differs || !self.named;
            return (!away).then_some((Verdict::Review, 66, "the listed name with one character wrong"));
        }
        if self.is_stranger() {
            return None;
        }
        if name.weak {
            return self.weak();
        }
        if name.generic {
            let whole = a.around.alone && a.missing.terms == 0 && a.how <= MatchKind::Split && !a.cross_script;
            return whole.then_some((
                if a.exact { Verdict::Match } else { Verdict::Review },
                if a.exact { 82 } else { 60 },
                "the listed name as the whole cell",
            ));
        }
        if name.acronym {
            return self.acronym();
        }
        if a.slips.bits > 0 && c.country == Agreement::Differs && a.agreed.bits < strength::SURE + 50 {
            return None;
        }
        if self.slip()? {
            return Some((Verdict::Review, 63, "the listed trade name in another spelling"));
        }
        let base = self.closeness();
        if self.other_place() && a.agreed.bits < strength::SURE {
            let rare = a.agreed.distinctive >= 140 || around.branch && a.missing.terms == 0 && a.agreed.bits >= 140;
            return rare.then_some((
                Verdict::Review,
                58,
                "the listed name with another place beside it: maybe a company of the group",
            ));
        }
        if name.terms.len() == 1
            && (self.other_place() || around.unknown.bits >= 60 && !around.alone)
            && a.agreed.bits >= strength::SURE
        {
            // 北京海康威视商贸: the brand alone does not say which company of the group.
            return Some((
                Verdict::Review,
                72,
                "the listed trade name in a name with another place or word: maybe a company of the group",
            ));
        }
        if around.number_differs && a.agreed.bits < strength::SURE + 60 {
            return Some((Verdict::Review, 60, "the listed name with another number"));
        }
        let foreign = around.unknown.before || around.unknown.after || around.unknown.between >= 60;
        if foreign && a.agreed.bits < strength::SURE {
            let enough = a.agreed.bits >= strength::FULL && a.exact || a.agreed.bits >= strength::FULL + 40;
            if !enough || (c.country == Agreement::Differs && a.agreed.bits < 150) {
                return None;
            }
            if a.agreed.bits < 150 && c.place != Agreement::Agrees && around.business.differs {
                return None;
            }
            return Some((
                Verdict::Review,
                62,
                "the listed name among other words of a firm: maybe a company of the group",
            ));
        }
        if a.agreed.bits < strength::FULL && !around.alone {
            // Generic short names (`Shenzhen Vision`, `Yuxin Technology`) count as the whole cell or with their place.
            let helped =
                c.place == Agreement::Agrees || around.plain && c.country == Agreement::Agrees && a.agreed.bits >= 80;
            return helped.then_some((Verdict::Review, 60, "a short listed name with its place or country beside it"));
        }
        if around.places.country.is_some() && c.country == Agreement::Differs {
            return Some((
                Verdict::Review,
                68,
                "the listed name with another country beside it: maybe a company of the group",
            ));
        }
        if c.country == Agreement::Differs && a.agreed.bits < strength::SURE {
            return Some((Verdict::Review, 70, "the listed name, but another country"));
        }
        if a.cross_script && a.agreed.bits < 170 && !around.places.agrees && c.place != Agreement::Agrees {
            return Some((Verdict::Review, 64, "the listed name read in another script"));
        }
        if a.agreed.bits < strength::FULL && a.missing.terms > 0 && c.place != Agreement::Agrees {
            return Some((Verdict::Review, 60, "the listed trade name with nothing else that tells firms apart"));
        }
        if a.agreed.bits < 90 && !a.exact {
            return Some((Verdict::Review, 61, "a short listed name in another spelling"));
        }
        let place = if c.place == Agreement::Agrees { 2 } else { 0 };
        Some((Verdict::Match, (base + place).max(MATCH_FLOOR), "the listed name"))
    }

    /// Another firm that the same words name by chance.
    fn is_stranger(&self) -> bool {
        let (a, c, around) = (self.a, self.context, &self.a.around);
        if a.agreed.bits >= strength::SURE + 50 {
            return false;
        }
        // 上海皈依图书; 浙江大华东技术: a Han trade name of two characters inside another.
        let inside = a.agreed.inside_words && a.agreed.distinctive < 150
            || around.unknown.glued && a.agreed.distinctive < strength::RARE_TRADE;
        // `Good Sense Time Management`: ordinary words that a listed name runs together.
        let apart = a.agreed.apart
            && (!around.alone || c.country == Agreement::Differs)
            && c.country != Agreement::Agrees
            && !around.business.agrees
            && c.place != Agreement::Agrees;
        // 深圳市光启食品, Yitu Coffee, Kuangchi Noodle Restaurant: no shop of daily life is on a list of manufacturers.
        let shop = around.business.service
            && !around.business.agrees
            && !self.name.terms.iter().any(|t| t.class == Class::Body);
        // `Esquel Patagonia Lodge` in Argentina, `Kuangchi Trading Co` in Taiwan.
        let far = c.country == Agreement::Differs
            && !around.alone
            && a.missing.terms > 0
            && !around.business.agrees
            && a.agreed.bits < strength::SURE;
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
    fn slip(&self) -> Option<bool> {
        let (a, name) = (self.a, self.name);
        let MatchKind::Typo(letters_off) = a.how else { return Some(false) };
        if a.slips.bits == 0 {
            return Some(false);
        }
        let others = a.agreed.bits - a.slips.bits;
        if others >= 80 && name.distinctive - a.slips.bits >= 90 || others >= 110 {
            // `Hetian Haoli Hair Accessories`: Haoli is a name of its own, all else is the listed one.
            return Some(a.slips.ordinary);
        }
        if a.slips.compound && !self.context.city {
            return None;
        }
        // `Dahau Technology`: the whole cell is the whole name, and no firm is called so.
        let whole = a.around.alone
            && a.missing.terms == 0
            && letters_off == 1
            && name.terms.len() >= 2
            && self.context.country != Agreement::Differs;
        if whole && a.slips.odd && self.named {
            return Some(true);
        }
        let letters = usize::from(a.slips.letters);
        // Five letters with the same business in the same country (`Chcha Food`), or in the same city.
        let short = letters == 5 && others >= 45 && a.around.business.same && self.context.country == Agreement::Agrees;
        let close = letters >= 11 || letters_off == 1 && (letters >= 6 || self.context.city || short);
        // `Intellifuslon Technologies`: a long word that no other firm bears, and the trade of the Entity List.
        let other_trade = a.around.business.other
            && !(a.slips.odd && letters >= 8 && a.around.business.technology_only && name.terms.len() == 1);
        let strangers = a.around.business.differs || other_trade || !a.around.plain || self.other_place();
        if !self.named || !close || strangers || self.context.country == Agreement::Differs {
            return None;
        }
        // `Hefei Meilin`: a name that others bear as well.
        Some(others < 40 && (letters < 9 || letters_off > 1) || a.slips.ordinary)
    }

    /// MatchKind close the spelling is: exact above variant above cross-script above misspelt.
    fn closeness(&self) -> i32 {
        let a = self.a;
        let base = match a.how {
            _ if a.exact => 98,
            MatchKind::Direct | MatchKind::Joined if a.cross_script => 90,
            MatchKind::Direct => 95,
            MatchKind::Joined | MatchKind::Split => 94,
            MatchKind::Pinyin => 89,
            MatchKind::Cut | MatchKind::Abbreviated => 88,
            MatchKind::Typo(_) => 87 - i32::from(a.slips.typos),
            MatchKind::Skeleton => 82,
        };
        base - if a.in_order { 0 } else { 1 } - i32::from(a.missing.terms)
    }

    fn weak(&self) -> Outcome {
        let (a, c) = (self.a, self.context);
        let helped = c.place == Agreement::Agrees || (c.country == Agreement::Agrees && a.around.plain);
        // `Shenzhen Vision` is not any video firm of Shenzhen: the words as they stand.
        let as_it_stands = a.around.alone
            || a.in_order
                && a.around.unknown.between == 0
                && usize::from(a.hi - a.lo) <= self.name.tokens.split(' ').count();
        let other_trade = a.around.business.service || a.around.business.other && !a.around.business.agrees;
        if !as_it_stands
            || other_trade
            || a.how > MatchKind::Split
            || c.country == Agreement::Differs
            || self.other_place()
            || a.around.unknown.between >= 60
            || a.missing.terms > 0
            || a.cross_script
        {
            return None;
        }
        if a.around.alone || helped && !(a.around.unknown.before || a.around.unknown.after) {
            return Some((
                Verdict::Review,
                57,
                "an alias too common to count alone, as the whole cell or with its country or place",
            ));
        }
        None
    }

    fn acronym(&self) -> Outcome {
        let (a, c) = (self.a, self.context);
        let around = &a.around;
        if a.how != MatchKind::Direct || around.street {
            return None;
        }
        let letters = self.name.terms.first().map_or(0, |t| t.surface.len());
        let foreign = around.unknown.before || around.unknown.after || around.unknown.bits > 0;
        if around.alone {
            let verdict = if c.country == Agreement::Differs { Verdict::Review } else { Verdict::Match };
            return Some((
                verdict,
                if verdict == Verdict::Match { 90 } else { 60 },
                "the listed initials as a word of their own",
            ));
        }
        if c.country == Agreement::Differs {
            return (letters >= 4 || !foreign).then_some((
                Verdict::Review,
                55,
                "the listed initials, but another country",
            ));
        }
        if foreign || around.branch {
            let enough = c.country == Agreement::Agrees || letters >= 4;
            return enough.then_some((
                Verdict::Review,
                63,
                "the listed initials among other words: maybe a company of the group",
            ));
        }
        Some((Verdict::Match, 84, "the listed initials with words that any firm may add"))
    }

    /// The cell ends in the middle of the name.
    pub(super) fn cut(&self) -> Outcome {
        let a = self.a;
        let enough = a.cut.whole_cell || a.agreed.bits >= self.cut_threshold();
        if a.missing.terms > 0
            || !self.named
            || a.hi - a.lo < 2
            || self.name.weak
            || self.name.generic
            || !enough
            || self.context.country == Agreement::Differs
        {
            return None;
        }
        if self.other_place() || a.around.unknown.before {
            return None;
        }
        if a.cut.whole_cell && a.agreed.bits < strength::CUT {
            return Some((
                Verdict::Review,
                62,
                "the whole cell, as long as a field limit, is how the listed name begins",
            ));
        }
        if a.cut.open && a.agreed.distinctive < 100 {
            return Some((Verdict::Review, 68, "the beginning of the listed name, cut off before it says which body"));
        }
        if a.agreed.bits >= strength::SURE {
            return Some((Verdict::Match, 86, "the beginning of the listed name, cut off as a field limit does"));
        }
        Some((Verdict::Review, 72, "the beginning of the listed name, cut off as a field limit does"))
    }

    /// A cell that ends exactly at a field limit was cut; one that merely ends early may be a shorter name.
    fn cut_threshold(&self) -> i32 {
        if self.a.cut.at_limit { strength::CUT_AT_LIMIT } else { strength::CUT }
    }

    /// Part of a name.
    pub(super) fn part(&self) -> Outcome {
        let (a, name, c) = (self.a, self.name, self.context);
        let around = &a.around;
        if name.weak || name.generic || name.acronym || around.street || !self.named {
            return None;
        }
        if name.distinctive == 0 {
            return self.body_without_trade_name();
        }
        if self.is_stranger() {
            return None;
        }
        let sum = a.agreed.bits + self.support();
        let distinctive_share = 100 * a.agreed.distinctive / name.distinctive.max(1);
        let brand = a.agreed.shared_trade_name && a.agreed.distinctive >= LEAST_LEFT;
        if c.country == Agreement::Differs && around.places.country.is_none() {
            return None;
        }
        // One of two trade words is gone, all else stands: `Xinjiang Hechang Biological Science and Technology`.
        let gap = a.agreed.bits >= LEAST_WITH_GAP
            && a.agreed.distinctive >= LEAST_LEFT
            && self.share() >= 60
            && around.unknown.between < 60
            && !around.unknown.before;
        if gap
            && distinctive_share < LEAST_SHARE
            && !self.other_place()
            && a.how <= MatchKind::Split
            && c.country != Agreement::Differs
        {
            return Some((Verdict::Review, 56, "the listed name without one of its words"));
        }
        if self.lacks_one_of_two() {
            return Some((Verdict::Review, 54, "the listed name without one of its two trade names"));
        }
        if self.says_once() {
            return Some((Verdict::Review, 52, "the listed trade name said once, where the list says it twice"));
        }
        if a.cross_script && around.unknown.before {
            // Two syllables behind other words of a name are no trade name: XIN HAO YUAN is not 豪园.
            return None;
        }
        // Where only an ambiguous place is gone (Yili Zhuowan), the trade name is what counts.
        let place_only = a.missing.distinctive == 1
            && distinctive_share >= LEAST_SHARE_BUT_PLACE
            && a.agreed.distinctive >= LEAST_BUT_PLACE
            && around.business.same;
        if distinctive_share < LEAST_SHARE && !place_only || a.how == MatchKind::Typo(2) {
            return None;
        }
        let bare = a.missing.distinctive == 0
            && around.plain
            && !around.business.differs
            && name.terms.iter().all(|t| t.class != Class::Place);
        if bare && around.bare && a.agreed.distinctive >= 125 && a.how <= MatchKind::Split && !self.other_place() {
            return Some((Verdict::Review, 57, "the listed trade name with nothing else that tells firms apart"));
        }
        let share = self.share();
        if a.how > MatchKind::Cut && !c.city && share < 70 {
            // A slip and a missing word at once need the entry's own city.
            return None;
        }
        let at_home = around.places.others.is_empty() || around.places.agrees || c.city;
        if at_home
            && sum >= strength::PART_SURE
            && share >= 72
            && a.missing.distinctive == 0
            && !self.other_place()
            && !around.unknown.before
        {
            return Some((Verdict::Match, MATCH_FLOOR + (i32::from(share) - 72) / 4, "most of the listed name"));
        }
        if sum >= strength::PART && share >= 50 {
            return Some((
                Verdict::Review,
                55 + (sum - strength::PART).clamp(0, 200) / 10,
                "part of the listed name, with what the row adds",
            ));
        }
        if brand && around.business.agrees && a.how <= MatchKind::Split && !a.cross_script && !around.unknown.before {
            return Some((
                Verdict::Review,
                54,
                "a trade name that several listed companies carry, in the same line of business",
            ));
        }
        let rare =
            a.agreed.distinctive >= strength::RARE_TRADE && a.missing.distinctive == 0 && a.how <= MatchKind::Split;
        if rare && !around.unknown.before {
            return Some((Verdict::Review, 56, "a trade name too rare to be chance: maybe a company of the group"));
        }
        if bare && self.in_a_related_trade() {
            return Some((Verdict::Review, 54, "the listed trade name in a related line of business"));
        }
        None
    }

    /// A name with two trade names, one of them gone and all else there, nothing added: `Binzhou Yintai Industrial` for
    /// `Binzhou Chinatex Yintai Industrial`. The one that is left must be no ordinary word (ten bits).
    fn lacks_one_of_two(&self) -> bool {
        let (a, around) = (self.a, &self.a.around);
        let all_else = a.missing.terms == 1
            && a.missing.distinctive == 1
            && a.agreed.distinctive >= LEAST_LEFT
            && a.how <= MatchKind::Split
            && !a.cross_script;
        let trades = self.name.terms.iter().filter(|t| t.class == Class::Trade).count();
        let business = around.business.same || self.name.terms.iter().all(|t| t.class != Class::Business);
        all_else && trades == 2 && around.bare && business && around.places.agrees && !self.other_place()
    }

    /// A trade name that the list says twice, said once: `Qia Food` for `Qia Qia Food`, in the entry's country and with nothing
    /// else. Three letters that no table knows (10 bits) are the least.
    fn says_once(&self) -> bool {
        let (a, around) = (self.a, &self.a.around);
        let mut trades = self.name.terms.iter().filter(|t| t.class == Class::Trade);
        let twice =
            trades.next().zip(trades.next()).is_some_and(|(one, two)| one.key == two.key) && trades.next().is_none();
        let all_else = a.missing.terms == 1
            && a.missing.distinctive == 1
            && a.agreed.distinctive >= LEAST_LEFT
            && a.how == MatchKind::Direct
            && !a.cross_script;
        twice
            && all_else
            && around.alone
            && around.business.same
            && self.context.country == Agreement::Agrees
            && !self.other_place()
    }

    /// The line of business said more shortly or otherwise, in the entry's country: `Annan Food` for `Annan Canned Food`. The trade
    /// name must be as rare as five letters may be (Annan, 14 bits) and stand there as it is: HEIGHTSAFE is no Safety at Height.
    fn in_a_related_trade(&self) -> bool {
        let (a, around) = (self.a, &self.a.around);
        let related = around.business.agrees && !around.business.other && around.unknown.bits == 0;
        let as_it_stands = a.agreed.distinctive >= 140 && a.how == MatchKind::Direct && !a.cross_script;
        related && as_it_stands && !self.name.common && self.context.country == Agreement::Agrees && !self.other_place()
    }

    /// Bureaus and colleges: every word is common, so nearly all must be there, the place above all.
    fn body_without_trade_name(&self) -> Outcome {
        let (a, name) = (self.a, self.name);
        let has_place = name.terms.iter().any(|t| t.place.is_some());
        let share = self.share();
        if self.other_place() || a.around.number_differs || self.context.country == Agreement::Differs {
            return None;
        }
        if has_place && !a.around.places.agrees {
            return None;
        }
        if share >= 80 && a.agreed.bits >= LEAST_OF_BODY {
            return Some((Verdict::Review, 50 + i32::from(share) / 5, "nearly all of the listed name"));
        }
        // `Kelamayi Municipality Security Bureau` (67 %), without Public; not the municipality's other bureaus.
        let half_a_phrase = a.missing.terms == 1
            && a.around.phrase_end
            && a.around.plain
            && a.around.unknown.bits == 0
            && !a.around.business.other;
        (half_a_phrase && share >= 65 && a.agreed.bits >= LEAST_OF_BODY).then_some((
            Verdict::Review,
            54,
            "the listed name without one of its words",
        ))
    }

    fn support(&self) -> i32 {
        let (a, c) = (self.a, self.context);
        let around = &a.around;
        let mut sum = 0;
        match c.country {
            Agreement::Agrees => sum += support::COUNTRY,
            Agreement::Differs => sum += support::OTHER_COUNTRY,
            Agreement::Missing => {}
        }
        if self.other_place() {
            sum += support::OTHER_PLACE;
        } else if c.place == Agreement::Agrees && !around.places.agrees {
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
        let most = if c.city { support::FOREIGN_AT_HOME } else { support::FOREIGN };
        sum + (-around.unknown.bits / 3).max(most)
    }

    pub(super) fn explain(&self, seen: &NameSeen, what: &str) -> String {
        let a = self.a;
        let mut parts = vec![what.to_owned()];
        let spelling = match a.how {
            MatchKind::Typo(_) => {
                Some(format!("{} letter{} off", a.slips.typos, if a.slips.typos == 1 { "" } else { "s" }))
            }
            MatchKind::Joined | MatchKind::Split if self.name.person => None,
            MatchKind::Joined | MatchKind::Split => Some("its words run together or apart".to_owned()),
            MatchKind::Skeleton => Some("its vowels missing".to_owned()),
            MatchKind::Abbreviated => Some("words abbreviated".to_owned()),
            MatchKind::Pinyin => Some("read in pinyin".to_owned()),
            MatchKind::Cut => Some("cut off".to_owned()),
            MatchKind::Direct if a.cross_script => Some("in another script".to_owned()),
            MatchKind::Direct => (!a.in_order).then(|| "in another order".to_owned()),
        };
        parts.extend(spelling);
        if let Some(how) = seen.repaired {
            parts.push(format!("after repair of {how}"));
        }
        parts.join(", ")
    }
}
