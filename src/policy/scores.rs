//! Every verdict and score of the policy, each with its case. A score is a rank for the reader, not a probability:
//! matches have 80 to 100, reviews 50 to 79, advisories 22 to 40, and the first of two findings is the surer one.

use crate::matching::query::MatchKind;
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
const MATCH_FLOOR: u8 = 80;
/// Lowest score of a review.
const REVIEW_FLOOR: u8 = 50;
/// Highest score of a review.
const REVIEW_TOP: u8 = MATCH_FLOOR - 1;

/// What the policy makes of a name over a cell: the rating, and what a reader should bear in mind, as sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opinion {
    pub(super) rating: Rating,
    pub(super) caution: &'static str,
}

impl Rating {
    /// The same as a review at most: for entries taken off their list, former names, and text that was repaired.
    pub fn at_most_review(self) -> Self {
        if self.verdict == Verdict::Match { review(self.score.min(REVIEW_TOP)) } else { self }
    }
}

/// A name at its listed address: at least what the address alone is, and higher within its verdict.
pub(super) fn with_address(verdict: Verdict, score: u8) -> Rating {
    match verdict {
        Verdict::Match => matched((score + WITH_ADDRESS).min(IDENTIFIER.score - 1).max(score)),
        Verdict::Review | Verdict::Advisory => review((score + WITH_ADDRESS).clamp(ADDRESS.score, REVIEW_TOP)),
    }
}

const fn matched(score: u8) -> Rating {
    Rating { verdict: Verdict::Match, score }
}

const fn review(score: u8) -> Rating {
    Rating { verdict: Verdict::Review, score }
}

const fn advisory(score: u8) -> Rating {
    Rating { verdict: Verdict::Advisory, score }
}

const fn opinion(rating: Rating, caution: &'static str) -> Opinion {
    Opinion { rating, caution }
}

/// A listed identifier as it is listed: nothing is surer.
pub(super) const IDENTIFIER: Rating = matched(100);
/// A credit code one character off the listed one whose check digit fails: a slip, or another firm's slip.
pub(super) const DAMAGED_CODE: Rating = review(70);

/// An organization code: nine of the eighteen characters, the check character among them (`71093444-7`).
pub(super) const ORGANIZATION_CODE: Rating = review(74);
/// The digits of a listed code that a spreadsheet kept (`9.16501007223148E+17`): another body may have the same.
pub(super) const ROUNDED_CODE: Rating = review(65);

/// Cotton or tomato goods with the region's own name or a stated origin: `cotton yarn | origin Xinjiang`.
pub(super) const GOODS_OF_STATED_ORIGIN: Rating = matched(92);
/// The same goods with another sign: `cotton linters` of a maker in Korla.
pub(super) const GOODS_WITH_SIGN: Rating = matched(88);
/// The same goods with a telephone area or a bare region code (`Tel. 0998-2823456 | cotton socks`): no ground for a
/// match.
pub(super) const GOODS_WITH_WEAK_SIGN: Rating = review(60);
/// Cotton of the XPCC, its units or affiliates: `7th Division cotton`.
pub(super) const XPCC_COTTON: Rating = matched(90);
/// Hair products of Lop County: the order names the industrial park there, not the county.
pub(super) const LOP_HAIR: Rating = review(76);
/// Any goods with the region's own name or a stated origin, since the presumption is in force.
pub(super) const PRESUMED_OF_STATED_ORIGIN: Rating = review(72);
/// Any goods with another sign: a place in the maker's name or address.
pub(super) const PRESUMED_WITH_SIGN: Rating = review(64);
/// The same maker with another origin stated in the row: `Urumqi Garment | origin VN`. Goods sent through third
/// countries are most of what CBP detains, so the origin is to be checked.
pub(super) const TRANSSHIPMENT: Rating = review(60);
/// Cotton or tomato goods of such a maker.
pub(super) const TRANSSHIPPED_GOODS: Rating = review(70);
/// Goods of a country under an order, by their stated origin: `raw cotton | origin TM`.
pub(super) const GOODS_OF_ORDERED_ORIGIN: Rating = matched(90);
/// The same goods of a maker there, without a stated origin.
pub(super) const GOODS_OF_ORDERED_MAKER: Rating = matched(84);
/// Xinjiang in a line that is no row: the title of a report names its subject, and no goods.
pub(super) const PLACE_IN_TITLE: Rating = advisory(32);
/// Another listed company of the group of one that the row names letter for letter.
pub(super) const SIBLING: Rating = advisory(39);
/// A vendor in Xinjiang where the row names a maker elsewhere.
pub(super) const OTHER_PARTY_IN_XINJIANG: Rating = advisory(37);
/// Any goods of a maker whose code has city letters that a few other towns of China share (`HET`, `WUL`).
pub(super) const PRESUMED_OF_SHARED_CITY: Rating = advisory(33);
/// Named goods with a telephone area or a bare region code alone.
pub(super) const PRESUMED_WITH_WEAK_SIGN: Rating = review(52);
/// The same without goods: a hint, since numbers are kept on moving.
pub(super) const WEAK_SIGN_ALONE: Rating = advisory(33);
/// The same as of a day before 2022-06-21, when the presumption came into force.
pub(super) const NOT_YET_PRESUMED: Rating = advisory(40);
/// A North Korean origin or maker: the presumption is of the law, what is bought the buyer knows.
pub(super) const NORTH_KOREAN: Rating = review(73);
/// A unit of the XPCC named as such, or a listed affiliate.
pub(super) const XPCC_UNIT: Rating = review(78);
/// A unit that only a sign of Xinjiang in the row makes one of the XPCC: `10th Division | Altay`.
pub(super) const XPCC_UNIT_BY_SIGN: Rating = review(66);
/// A listed street address alone: another firm may be in the same house.
pub(super) const ADDRESS: Rating = review(62);
/// Points that a listed address adds to a name of the same entry: `Hikvsion | 555 Qianmo Road`.
const WITH_ADDRESS: u8 = 10;
/// A manufacturer code that a listed name and its city give.
pub(super) const CODE_OF_MAKER: Rating = review(58);
/// The same where other cities share the three letters, or the name letters are a place's: chance is likelier than the
/// listed maker (`CNBEISENBEI`).
pub(super) const CODE_OF_SHARED_CITY: Rating = advisory(35);
/// A title of office with Xinjiang: the visa ban names no person.
pub(super) const OFFICIAL: Rating = advisory(38);
/// Surveillance goods with a listed party.
pub(super) const SURVEILLANCE_GOODS: Rating = advisory(36);
/// Words of a labour programme or camp.
pub(super) const PROGRAMME: Rating = advisory(34);
/// Watched goods of Chinese origin: one ordinary row in twenty, so it comes last.
pub(super) const WATCHED_GOODS: Rating = advisory(22);

/// The listed name in full: `closeness` is [`spelling`] less what else differs, `at_home` adds the entry's own place.
pub(super) fn full(closeness: u8, at_home: bool) -> Opinion {
    let score = closeness + if at_home { 2 } else { 0 };
    opinion(matched(score.max(MATCH_FLOOR)), "")
}

/// How close a spelling is: exact above variant above another script above misspelt.
pub(super) fn spelling(how: MatchKind, cross_script: bool, letters_off: u8) -> u8 {
    match how {
        MatchKind::Direct | MatchKind::Joined if cross_script => 90,
        MatchKind::Direct => 95,
        MatchKind::Joined | MatchKind::Split => 94,
        MatchKind::Pinyin => 89,
        MatchKind::Cut | MatchKind::Abbreviated => 88,
        MatchKind::Typo(_) => 87u8.saturating_sub(letters_off),
        MatchKind::Skeleton => 82,
    }
}

/// The cell's words are the name's words, in order.
pub(super) const EXACT_SPELLING: u8 = 98;

/// 烽伙通信科技股份有限公司: one wrong character outside the trade name.
pub(super) const ONE_CHARACTER_OFF: Opinion = opinion(review(66), "It may be a slip or another firm.");
/// A name of common words (骆驼集团股份有限公司) word for word as the whole cell.
pub(super) const COMMON_WORDS_EXACT: Opinion =
    opinion(matched(82), "Its words are common ones, so compare the address and the line of business.");
/// The same in another order, or with words run together.
pub(super) const COMMON_WORDS: Opinion =
    opinion(review(60), "Its words are common ones, so compare the address and the line of business.");
/// `Intellifuslon Technologies`: only the misspelt word distinguishes firms.
pub(super) const TRADE_NAME_MISSPELT: Opinion =
    opinion(review(63), "Only this word tells the firm from others, so it may be another firm.");
/// `Ninestar Shanghai`: groups have companies in other provinces.
pub(super) const OTHER_PLACE: Opinion = opinion(review(58), "It may be another body of the same group or name.");
/// 北京海康威视商贸: the rare trade name does not say which company of the group.
pub(super) const RARE_TRADE_NAME_AND_MORE: Opinion =
    opinion(review(72), "It may be another body of the same group or name.");
/// Bureaus and centres of one place often differ in their number alone.
pub(super) const OTHER_NUMBER: Opinion =
    opinion(review(60), "Its number is not the listed one, so it may be another body.");
/// Another firm's word next to the name: maybe a joint venture.
pub(super) const AMONG_OTHER_WORDS: Opinion = opinion(review(62), "It may be another body of the same group or name.");
/// A name of less than eleven bits with its city, or with nothing else in its country.
pub(super) const SHORT_NAME_AT_HOME: Opinion =
    opinion(review(60), "The name is short and others may bear it, so compare the address.");
/// `Hikvision USA`: the name itself says the country.
pub(super) const COUNTRY_IN_NAME: Opinion = opinion(review(68), "It may be another body of the same group or name.");
/// `Hebei Tomato Industry` in Italy: a branch, an agent's address or a namesake.
pub(super) const OTHER_COUNTRY: Opinion = opinion(review(70), "It may be a branch, an agent or a namesake.");
/// `Shinya Trading`: syllables of a listed Han name are those of other names as well.
pub(super) const OTHER_SCRIPT: Opinion =
    opinion(review(64), "Other names sound or read like this too, so compare the address.");
/// A short trade name whose line of business is missing.
pub(super) const TRADE_NAME_ALONE: Opinion =
    opinion(review(60), "Only the trade name is there, without its line of business.");
/// A short name that is not spelt as listed.
pub(super) const SHORT_VARIANT: Opinion =
    opinion(review(61), "The name is short and spelt otherwise, so it may be another firm.");

/// `Wagner Group GmbH`: a single telling word, no place that agrees.
pub(super) const ONE_WORD_NAME: Opinion =
    opinion(review(70), "A single word tells who it is, and others may bear it too: compare the address.");

/// An alias that the list marks as weak (`Shenzhen Vision`).
pub(super) const WEAK_ALIAS: Opinion = opinion(review(57), "Others may bear this name too, so compare the address.");
/// A common primary name word for word (`Western Gold Co., Ltd.`).
pub(super) const COMMON_NAME_EXACT: Opinion =
    opinion(review(68), "It is a common name, so compare the address and the line of business.");
/// The same in the entry's own city: nothing is left to compare.
pub(super) const COMMON_NAME_AT_HOME: Opinion = opinion(matched(88), "");
/// What to compare where a ship or an aircraft bears a common name.
pub(super) const COMMON_NAME_OF_CRAFT: &str = "It is a common name, so compare the registration (IMO number, flag).";
/// A common name word for word, in a country that is none of the entry's (`Pegasus` in Peru).
pub(super) const NAMESAKE_ABROAD: Opinion =
    opinion(advisory(36), "It is a common name, and the country is another one: a namesake as a rule.");

/// Score of a name of a general list that is as likely as a review must be.
const LEAST_LIKELY: u8 = 52;

/// A name of a general list by its likelihood: a point for a quarter of a unit of log odds above the threshold.
pub(super) fn likely(above_threshold: i32) -> Opinion {
    let points = above_threshold.clamp(0, 20) as u8;
    opinion(review(LEAST_LIKELY + points), "It may be a slip, or the name of another firm.")
}

/// A name as it is listed that is no match, because it is common or a single telling word: never below a misspelling
/// of it.
pub(super) fn as_listed(above_threshold: i32, one_word: bool) -> Opinion {
    let known = if one_word { ONE_WORD_NAME } else { COMMON_NAME_EXACT };
    let score = known.rating.score.max(likely(above_threshold).rating.score);
    Opinion { rating: review(score), ..known }
}

/// A name that came near and is no finding, on the same scale: never as high as a review.
pub(super) fn near(above_threshold: i32) -> u8 {
    (i32::from(LEAST_LIKELY) + above_threshold).clamp(0, i32::from(REVIEW_FLOOR) - 1) as u8
}

/// `DJI` and nothing else.
pub(super) const INITIALS_ALONE: Opinion = opinion(matched(90), "");
/// The same in another country: initials have many bearers.
pub(super) const INITIALS_ALONE_ABROAD: Opinion = opinion(review(60), "Initials have many bearers.");
/// `DJI Store` in another country.
pub(super) const INITIALS_ABROAD: Opinion = opinion(review(55), "Initials have many bearers.");
/// `DJI BAIWANG TECHNOLOGY`: a word of its own, maybe a company of the group.
pub(super) const INITIALS_AMONG_OTHER_WORDS: Opinion =
    opinion(review(63), "It may be another body of the same group or name.");
/// `DJI Technology Co`: words that any firm may add.
pub(super) const INITIALS_IN_NAME: Opinion = opinion(matched(84), "");

/// `HEFEI BITLAND INFORM`: twenty characters, all of them the beginning of the name.
pub(super) const WHOLE_CELL_BEGINS_NAME: Opinion = opinion(review(62), "It may be a shorter name.");
/// `BAYINGOLIN MONGOLIAN AUTONOMOUS PRE`: only the prefecture is left.
pub(super) const CUT_BEFORE_BODY: Opinion = opinion(review(68), "These words do not say which body it is.");
/// `NANJING FIBERHOME STARRYSKY COMMUNI`: what is left is a sure name.
pub(super) const CUT_SURE: Opinion = opinion(matched(86), "");
/// The same with less left.
pub(super) const CUT_OFF: Opinion = opinion(review(72), "Other names may begin so too.");

/// `Xinjiang Hechang Biological Science and Technology`, without Kehua.
pub(super) const WITHOUT_ONE_WORD: Opinion = opinion(review(56), "A word is missing, so it may be another firm.");
/// `Binzhou Yintai Industrial`, without Chinatex.
pub(super) const WITHOUT_ONE_TRADE_NAME: Opinion =
    opinion(review(54), "One of its two trade names is missing, so it may be another firm.");
/// `Qia Food` for `Qia Qia Food`.
pub(super) const SAID_ONCE: Opinion = opinion(review(52), "The list says this word twice.");
/// A trade name with a legal form or `Group` only.
pub(super) const BARE_TRADE_NAME: Opinion =
    opinion(review(57), "Only the trade name is there, without the words that tell firms apart.");
/// Several listed mills carry the name (Esquel, Huafu).
pub(super) const SHARED_TRADE_NAME: Opinion = opinion(
    review(54),
    "Several listed companies carry this trade name: it may be another body of the same group or name.",
);
/// A trade name of twenty bits in a name that says nothing else of the entry.
pub(super) const RARE_TRADE_NAME: Opinion =
    opinion(review(56), "The trade name is rare: it may be another body of the same group or name.");
/// `Annan Food` for `Annan Canned Food`.
pub(super) const RELATED_TRADE: Opinion =
    opinion(review(54), "The line of business is a related one, so it may be another firm.");

/// Most of a name, its distinctive words all there: a point for four per cent above the least share. In another place
/// another company of the group is called so.
pub(super) fn most(share_above_least: u8, elsewhere: bool) -> Opinion {
    let points = share_above_least / 4;
    if elsewhere {
        let rating = review(REVIEW_TOP.min(REVIEW_TOP - 7 + points));
        return opinion(rating, "Most of the name agrees, but it may be another company of the group.");
    }
    opinion(matched(MATCH_FLOOR + points), "Most of the name agrees.")
}

/// Part of a name: a point for each bit (ten tenths) above the threshold, twenty at most.
pub(super) fn part(above_threshold: i32) -> Opinion {
    let points = above_threshold.clamp(0, 200) / 10;
    opinion(review(55 + points as u8), "Only part of the name agrees, so it may be another party.")
}

/// Nearly all words of a bureau or college, by the share in per cent.
pub(super) fn nearly_all_of_body(share: u8) -> Opinion {
    opinion(review(50 + share / 5), "")
}

/// `Kelamayi Municipality Security Bureau`, without Public.
pub(super) const BODY_WITHOUT_ONE_WORD: Opinion = opinion(review(54), "A word is missing, so it may be another body.");

/// `Chen Quangou, Party Secretary`: a slip in a name that other people bear.
pub(super) const PERSON_MISSPELT: Opinion = opinion(review(52), "A personal name alone proves nothing.");
/// The name with an office in Xinjiang: the only personal name that is a match.
pub(super) const PERSON_IN_OFFICE: Opinion = opinion(matched(88), "An office in Xinjiang stands beside the name.");
/// The name with an office elsewhere.
pub(super) const PERSON_WITH_TITLE: Opinion = opinion(review(74), "A title stands beside the name.");
/// The name in a place of the listed person.
pub(super) const PERSON_AT_HOME: Opinion = opinion(review(74), "");
/// The name and nothing else.
pub(super) const PERSON_ALONE: Opinion =
    opinion(review(66), "Nothing else in the row confirms that it is this person.");

/// `Megvi`: a coined word with a letter wrong.
pub(super) const GROUP_MISSPELT: Opinion = opinion(review(53), "By itself it does not say which company of the group.");
/// `Megvii` and nothing else.
pub(super) const GROUP_ALONE: Opinion = opinion(review(57), "By itself it does not say which company of the group.");
/// `Megvii Robotics`: a subsidiary, a site, a dealer or a namesake.
pub(super) const GROUP_IN_NAME: Opinion = opinion(review(55), "It may be another body of the same group or name.");
