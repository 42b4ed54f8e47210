//! Policy: from what a name and a cell have in common to a verdict, a score and a sentence. Every threshold of name
//! matching stands here, with the case that set it. Strengths are tenths of a bit of surprise
//! (see [`frequency`](crate::lexicon::frequency)).
//!
//! The ladder: a full name says more than part of one; a place or another firm's own word beside it tells against;
//! country, address and goods raise or lower what names suggest and never make a hit by themselves.

mod advisory;
mod goods;
mod licensing;
pub mod measures;
pub mod mid;
mod names;
mod officials;
mod person;
mod prefilter;
mod region;
pub mod sector;
mod trade_name;

use crate::cells::NameSeen;
use crate::cells::row::RowFacts;
use crate::lexicon::countries::Country;
use crate::lexicon::{PlaceIx, lexicon};
use crate::matching::alignment::Alignment;
use crate::matching::entry_facts::EntryFacts;
use crate::matching::index::Index;
use crate::matching::query::MatchKind;
use crate::model::{Agreement, Method, Role, Score, Verdict};

use names::Case;

pub use prefilter::may_count;

/// What the policy made of one name over one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// The rank.
    pub score: Score,
    /// MatchKind it was reached.
    pub method: Method,
    /// Share of the listed name that agrees, in per cent.
    pub share: u8,
    /// The reason's middle part: what was seen.
    pub because: String,
}

/// Thresholds of name strength, in tenths of a bit.
pub mod strength {
    /// A full name this strong is a match wherever it stands: `Trading agent for: Changji Esquel Textile Co. Ltd.`
    /// (28 bits) is, `Yixin Technology` inside another firm's name (14) is not.
    pub const SURE: i32 = 200;
    /// A full name this strong is looked at although another firm's word stands beside it (`DJI BAIWANG TECHNOLOGY`).
    pub const FULL: i32 = 110;
    /// A name without a word that says little (county, group) counts as the full name from here.
    pub const NEARLY: i32 = 150;
    /// Part of a name, with what the row adds, is looked at from here: 常州…今创电子 in Changzhou (16.5) is,
    /// 江西省今创实业 (13 less a foreign place) is not, nor 东莞市溢达实业 against Guangdong Esquel (16.0).
    pub const PART: i32 = 165;
    /// Part of a name this strong, its distinctive words all there, is a match.
    pub const PART_SURE: i32 = 235;
    /// A single trade name so rare that any company carrying it is looked at: 北京海康威视商贸 (24).
    pub const RARE_TRADE: i32 = 200;
    /// A cut-off name: `NANJING FIBERHOME STARRYSKY COMMUNI` (35); `BAYINGOLIN MONGOLIAN AUTONOMOUS PRE` (15 and up).
    pub const CUT: i32 = 130;
    /// The same for a cell of exactly 20, 30, 35 or 40 characters.
    pub const CUT_AT_LIMIT: i32 = 90;
}

/// What the row says about the party beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// Country.
    pub country: Agreement,
    /// City or province.
    pub place: Agreement,
    /// The city itself agrees, not only the province.
    pub city: bool,
}

/// Compares the row's country and places with the entry's.
pub fn context(row: &RowFacts<'_>, facts: &EntryFacts) -> Context {
    let china = |c: Country| c.is_greater_china();
    let country = match row.country {
        // Taiwan romanizes as the mainland once did (Kuang-Chi): its firms of the same name are their own.
        Some(Country::TAIWAN) if !facts.countries.contains(&Country::TAIWAN) && !facts.countries.is_empty() => {
            Agreement::Differs
        }
        Some(a) if facts.countries.iter().any(|b| a == *b || (china(a) && china(*b))) => Agreement::Agrees,
        Some(_) if !facts.countries.is_empty() => Agreement::Differs,
        _ => Agreement::Missing,
    };
    if facts.places.is_empty() {
        return Context { country, place: Agreement::Missing, city: false };
    }
    let all = lexicon().places();
    let city =
        row.places().iter().any(|p| facts.places.contains(p) && !matches!(all.get(*p).level, "province" | "region"));
    Context { country, place: places(row.places(), &facts.places), city }
}

fn places(row: &[PlaceIx], entry: &[PlaceIx]) -> Agreement {
    if row.is_empty() || entry.is_empty() {
        return Agreement::Missing;
    }
    let all = lexicon().places();
    let meet = row.iter().any(|a| entry.iter().any(|b| all.compatible(*a, *b)));
    if meet {
        Agreement::Agrees
    } else if row.iter().all(|a| entry.iter().all(|b| all.apart(*a, *b))) {
        Agreement::Differs
    } else {
        Agreement::Missing
    }
}

/// Cells that name parties: a party's only distinctive word may be misspelt there, and part of a name may count. Descriptions
/// of goods and addresses are full of words that look like misspellings of something (`W/G TROUSER OTH KNIT`).
pub fn names_parties(role: Role) -> bool {
    matches!(role, Role::Name | Role::Parent | Role::Other | Role::Title)
}

/// Judges a name over a cell; `None` where it means nothing.
pub fn judge(seen: &NameSeen, role: Role, (index, facts): (&Index, &EntryFacts), row: &RowFacts<'_>) -> Option<Judged> {
    if seen.negated && matches!(role, Role::Product | Role::Other) {
        // `sheets, XPCC-free cotton` names a party that has no part in them.
        return None;
    }
    let a = &seen.alignment;
    let name = index.name(a.name);
    let context = context(row, facts);
    let named = names_parties(role);
    let case = Case { a, name, facts, context, named };
    if name.literal && (a.missing.terms > 0 || a.cut.off) {
        return None;
    }
    if !name.person && case.is_named_after_town(row) {
        return None;
    }
    let (verdict, score, what) = if name.person {
        case.person(row, seen.edges)?
    } else if name.trade_name {
        case.mark()?
    } else if case.is_full() {
        // All but a word that says little (今创电子 without 集团): what is too little for the whole may do as a part.
        case.full().or_else(|| if a.missing.terms > 0 { case.part() } else { None })?
    } else if a.cut.off {
        case.cut().or_else(|| case.part())?
    } else {
        case.part()?
    };
    let mut verdict = if name.kind.review_at_most() || seen.lossy || facts.removed.is_some() {
        verdict.min(Verdict::Review)
    } else {
        verdict
    };
    let mut score = score;
    if verdict == Verdict::Review {
        score = score.min(REVIEW_TOP);
    }
    // Hikvision Road in an address is a street however rare the word, and so is Meiling Avenue, Hefei anywhere.
    if (a.around.street || a.around.own_street) && a.agreed.bits < strength::SURE
        || a.around.own_street && (!named || name.terms.len() > 1)
    {
        return None;
    }
    if seen.repaired.is_some() && verdict == Verdict::Match && a.missing.terms > 0 {
        verdict = Verdict::Review;
        score = score.min(REVIEW_TOP);
    }
    debug_assert!(may_count(a, name, named), "{}: policy::prefilter refuses what counts", name.tokens);
    Some(Judged {
        verdict,
        score: Score(score.clamp(1, 100) as u8),
        method: method(a),
        share: case.share(),
        because: case.explain(seen, what),
    })
}

/// Highest score of a review, lowest of a match.
const REVIEW_TOP: i32 = 79;
const MATCH_FLOOR: i32 = 80;

fn method(a: &Alignment) -> Method {
    match a.how {
        _ if a.exact => Method::Exact,
        MatchKind::Typo(_) | MatchKind::Skeleton => Method::Fuzzy,
        _ if a.cross_script || a.how == MatchKind::Pinyin => Method::CrossScript,
        _ => Method::Variant,
    }
}
