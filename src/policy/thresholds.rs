//! Thresholds of names: from which strength a name counts, each with the case that set it.
//!
//! Strengths are tenths of a bit of surprise (see [`frequency`](crate::lexicon::frequency)): 100 is a name that one in
//! a thousand ordinary firms would bear by chance. Shares are per cent of the listed name.

/// A full name this strong is a match wherever it stands: `Trading agent for: Changji Esquel Textile Co. Ltd.`
/// (280) is, `Yixin Technology` inside another firm's name (140) is not.
pub(super) const SURE: i32 = 200;
/// A full name this strong is the listed one whatever is around it: no shop, place or country makes it a stranger's.
pub(super) const BEYOND_CHANCE: i32 = 250;
/// A full name this strong with another number is still a match; bureaus and centres differ by nothing else.
pub(super) const SURE_BUT_NUMBER: i32 = 260;
/// A full name this strong is reviewed although it is next to another firm's word; a weaker one needs its
/// own place or country.
pub(super) const FULL: i32 = 110;
/// The same for a name that is not spelt as listed, in another country, or in another line of business.
pub(super) const FULL_IN_DOUBT: i32 = 150;
/// A name without a word that says little (county, group) counts as the full name from here.
pub(super) const NEARLY: i32 = 150;
/// Bits that a full name may lack: a county, a group, a branch.
pub(super) const NEARLY_MISSING: i32 = 25;
/// A name weaker than that, as the only words of its part of the cell, counts in its own country from here.
pub(super) const SHORT_IN_COUNTRY: i32 = 80;
/// A short name that is not spelt as listed is a match from here.
pub(super) const SHORT_VARIANT: i32 = 90;
/// A name read in another script is a match from here without its place: two syllables of pinyin have many characters.
pub(super) const OTHER_SCRIPT: i32 = 170;
/// Distinctive bits of a full name that is reviewed with another place next to it; less is a namesake's.
pub(super) const RARE_ELSEWHERE: i32 = 140;
/// An unknown word this rare is another firm's own (six bits: one ordinary name in sixty-four holds it).
pub(super) const UNKNOWN_WORD: i32 = 60;
/// A Han trade name below this is no more than two common characters, which other words contain by chance (上海皈依图书).
pub(super) const TWO_CHARACTERS: i32 = 150;

/// Part of a name, with what the row adds, is reviewed from here: 常州…今创电子 in Changzhou (165) is,
/// 江西省今创实业 (130 less a foreign place) is not, nor 东莞市溢达实业 against Guangdong Esquel (160).
pub(super) const PART: i32 = 165;
/// Part of a name this strong, its distinctive words all there, is a match.
pub(super) const PART_SURE: i32 = 235;
/// Share of the whole name that such a part has at least.
pub(super) const PART_SURE_SHARE: u8 = 72;
/// Share of the whole name that a part has at least to be looked at: one half.
pub(super) const PART_SHARE: u8 = 50;
/// The same with a misspelt word, outside the entry's own city: a slip and a missing word at once are two doubts.
pub(super) const PART_SHARE_MISSPELT: u8 = 70;
/// A single trade name so rare that any company carrying it is reviewed: 北京海康威视商贸 (240).
pub(super) const RARE_TRADE: i32 = 200;
/// Distinctive bits of part of a name that says which firm: one in a thousand ordinary names says as much.
pub(super) const LEAST_LEFT: i32 = 100;
/// Share of the distinctive bits that part of a name shows.
pub(super) const LEAST_SHARE: i32 = 65;
/// The same where only its ambiguous place is gone (`Yili Zhuowan`), with so many bits left.
pub(super) const LEAST_SHARE_BUT_PLACE: i32 = 60;
pub(super) const LEAST_BUT_PLACE: i32 = 150;
/// A name without one of its two trade words: `Xinjiang Hechang Biological Science and Technology` has 260 left.
pub(super) const LEAST_WITH_GAP: i32 = 240;
/// Share of the whole name that it has at least.
pub(super) const GAP_SHARE: u8 = 60;
/// A trade name with forms and groups only is reviewed from here, misspelt words not.
pub(super) const BARE_TRADE: i32 = 125;
/// A trade name in a related line of business: as rare as five letters may be (Annan, 140).
pub(super) const RELATED_TRADE: i32 = 140;
/// Part of a bureau's name, whose words are all common: `Kelamayi Municipality Security Bureau` (155) is reviewed,
/// `Municipality Security Bureau` (95) is not.
pub(super) const LEAST_OF_BODY: i32 = 150;
/// Share of a bureau's name that is reviewed: the place and all but one word.
pub(super) const BODY_SHARE: u8 = 80;
/// The same where half of a phrase is gone (`Kelamayi Municipality Security Bureau` has 67).
pub(super) const BODY_SHARE_HALF_PHRASE: u8 = 65;

/// A cut-off name: `NANJING FIBERHOME STARRYSKY COMMUNI` (350); `BAYINGOLIN MONGOLIAN AUTONOMOUS PRE` (150 and up).
pub(super) const CUT: i32 = 130;
/// The same for a cell of exactly 20, 30, 35 or 40 characters.
pub(super) const CUT_AT_LIMIT: i32 = 90;
/// Distinctive bits of a cut-off name that says which body; less is a prefecture, whose bureaus all begin so.
pub(super) const CUT_SAYS_WHICH: i32 = 100;
/// Agreement below this cannot reach a review, whatever the row adds: two thirds of the lowest threshold.
pub(super) const LEAST_AGREED: i32 = CUT_AT_LIMIT * 2 / 3;

/// What the row says in addition to a name.
pub(super) mod support {
    /// The row's city is one of the entry's.
    pub const PLACE: i32 = 50;
    /// Only the province is the same: most suppliers of Guangdong are no Esquel mill.
    pub const PROVINCE: i32 = 20;
    /// The row's country is the entry's.
    pub const COUNTRY: i32 = 10;
    /// The cell has a line of business of the name; one of its family only cancels a difference (仪器 for 技术).
    pub const BUSINESS: i32 = 35;
    /// The most that a row can add.
    pub const MOST: i32 = PLACE + COUNTRY + BUSINESS;
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
    /// Another firm's own words take away this part of their bits: one in three …
    pub const UNKNOWN_SHARE: i32 = 3;
    /// … and so many at most.
    pub const UNKNOWN: i32 = -70;
    /// The same in the entry's own city, where joint ventures sit (中科美菱 in Hefei).
    pub const UNKNOWN_AT_HOME: i32 = -25;
}

/// A misspelling in the only distinctive word of a name.
pub(super) mod slip {
    /// Bits of the other words that make up for the slip where another distinctive word (of `TRADE` bits) is there too.
    pub const OTHERS_WITH_TRADE: i32 = 80;
    pub const TRADE: i32 = 90;
    /// The same by themselves: `Hetian Haoli Hair Accessories`.
    pub const OTHERS: i32 = 110;
    /// Other words below this say nothing: the misspelt word is reviewed, no more.
    pub const OTHERS_SAY_NOTHING: i32 = 40;
    /// Other words of a short misspelt name: `Chcha Food` has its line of business.
    pub const OTHERS_OF_SHORT: i32 = 45;
    /// Letters of a short misspelt word: `Chcha`. Four letters (Yite for Yitu) are another word.
    pub const SHORT: u8 = 5;
    /// Letters from which one wrong letter is a slip in any city.
    pub const LETTERS: u8 = 6;
    /// Letters of a coined word from which the technology trade of the Entity List is no stranger's.
    pub const COINED: u8 = 8;
    /// Letters from which one wrong letter leaves the word sure.
    pub const LONG: u8 = 9;
    /// Letters from which two wrong letters are a slip.
    pub const LONGEST: u8 = 11;
    /// Letters of a group's trade name: `Megvi`, `Bitlland`.
    pub const GROUP: u8 = 6;
}

/// Initials of so many letters say more than any firm's: `XPCC` among other words is reviewed in any country.
pub(super) const RARE_INITIALS: usize = 4;
/// Initials of so few letters as a trade name are borne by many firms.
pub(super) const COMMON_INITIALS: usize = 4;
/// Letters of a personal name in one word that counts inside a longer cell: `Gaoqi` is a part of Xiamen.
pub(super) const PERSON_WORD: usize = 9;
/// Letters of a personal name that may be misspelt.
pub(super) const PERSON_SLIP: usize = 8;
