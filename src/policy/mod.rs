//! Policy: from what a name and a cell have in common to a verdict, a score and a sentence. Every threshold of name
//! matching stands here, with the case that set it. Strengths are tenths of a bit of surprise
//! (see [`frequency`](crate::lexicon::frequency)).
//!
//! The ladder: a full name says more than part of one; a place or another firm's own word beside it tells against;
//! country, address and goods raise or lower what names suggest and never make a hit by themselves.

mod advisory;
mod bodies;
mod goods;
mod identifiers;
mod licensing;
pub mod measures;
pub mod mid;
mod names;
mod officials;
mod person;
mod prefilter;
pub mod region;
mod scores;
pub mod sector;
mod trade_name;
mod xpcc;

use std::cmp::Reverse;

use crate::cells::row::{Placed, RowFacts, says_goods};
use crate::cells::{NameSeen, UnitSeen};
use crate::lexicon::countries::Country;
use crate::lexicon::{PlaceIx, lexicon};
use crate::matching::alignment::Alignment;
use crate::matching::entry_facts::EntryFacts;
use crate::matching::index::Index;
use crate::matching::name::CompiledName;
use crate::matching::query::MatchKind;
use crate::matching::xpcc_units::Strength;
use crate::model::{Agreement, Day, EntryIx, Evidence, Lists, Method, Role, Score, Verdict};

use measures::{RuleInput, Targets};
use mid::MidCodes;
use names::Case;
use region::XinjiangSign;

pub use bodies::Bodies;
pub use prefilter::may_count;

/// The lists in force, compiled.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'l> {
    /// The lists.
    pub lists: &'l Lists,
    /// What the lists say of each entry besides its names.
    pub facts: &'l [EntryFacts],
    /// The names.
    pub index: &'l Index,
    /// The entries that rules point to.
    pub targets: &'l Targets,
    /// Manufacturer codes of the listed makers.
    pub mids: &'l MidCodes,
    /// The entries of each body.
    pub bodies: &'l Bodies,
    /// The day screened as of.
    pub as_of: Day,
}

impl<'l> InForce<'l> {
    fn fact(self, entry: EntryIx) -> Option<&'l EntryFacts> {
        self.facts.get(entry.0 as usize)
    }

    /// True for an entry taken off its list by the day screened as of.
    fn is_removed(self, entry: EntryIx) -> bool {
        self.fact(entry).is_some_and(|f| f.removed.is_some())
    }
}

/// What a row says, with the sign of Xinjiang that it is judged by.
#[derive(Debug)]
pub struct RowView<'r> {
    /// The measures of the row.
    pub facts: RowFacts<'r>,
    /// The strongest sign of Xinjiang that counts.
    pub sign: Option<XinjiangSign<'r>>,
}

impl<'r> RowView<'r> {
    /// Chooses the sign.
    pub fn of(facts: RowFacts<'r>) -> Self {
        let sign = region::sign(&facts);
        Self { facts, sign }
    }

    /// Units of the XPCC that count, with their columns: plainly named, or in a row with a sign of Xinjiang.
    fn units(&self) -> impl Iterator<Item = (usize, &'r UnitSeen)> + '_ {
        let counts = |u: &UnitSeen| u.unit.strength == Strength::Plain || self.sign.is_some();
        let seen = self.facts.readings.iter().flat_map(|r| r.reading.units.iter().map(move |u| (r, u)));
        seen.filter(move |(r, u)| counts(u) && !(u.negated && says_goods(r.role))).map(|(r, u)| (r.column, u))
    }

    /// A sign of Xinjiang counts, or a unit of the XPCC.
    fn is_of_xinjiang(&self) -> bool {
        self.sign.is_some() || self.units().next().is_some()
    }
}

/// All evidence of a row: names and identifiers, the best for each entry; the other entries of the bodies so found; the
/// rules.
pub fn evidence(in_force: InForce<'_>, row: &RowView<'_>) -> Vec<Evidence> {
    let mut named = named(in_force, row);
    bodies::spread(in_force, &mut named);
    let mut all = named.clone();
    measures::run(&RuleInput { in_force, row, named: &named }, &mut all);
    all
}

/// Evidence of names and identifiers: the best for each entry.
fn named(in_force: InForce<'_>, row: &RowView<'_>) -> Vec<Evidence> {
    let mut best: Vec<(Evidence, u32)> = Vec::new();
    // Of equals the first column, then the first name of the entry; an identifier comes last.
    let rank = |e: &Evidence, name: u32| (e.verdict, e.score, e.name_share, Reverse(e.column), Reverse(name));
    let mut offer = |e: Evidence, name: u32| match best.iter_mut().find(|(b, _)| b.entry == e.entry) {
        None => best.push((e, name)),
        Some(slot) if rank(&e, name) > rank(&slot.0, slot.1) => *slot = (e, name),
        Some(_) => {}
    };
    for placed in row.facts.readings {
        for seen in &placed.reading.names {
            if let Some(e) = judge(in_force, row, placed, seen) {
                offer(e, seen.alignment.name.0);
            }
        }
        for (met, quoted) in &placed.reading.ids {
            offer(identifiers::evidence(in_force, placed, met, quoted), u32::MAX);
        }
    }
    best.into_iter().map(|(e, _)| e).collect()
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
fn judge(in_force: InForce<'_>, row: &RowView<'_>, placed: &Placed<'_>, seen: &NameSeen) -> Option<Evidence> {
    if seen.negated && says_goods(placed.role) {
        // `sheets, XPCC-free cotton` names a party that has no part in them.
        return None;
    }
    let a = &seen.alignment;
    let name = in_force.index.name(a.name);
    let facts = in_force.fact(name.entry)?;
    let context = context(&row.facts, facts);
    let named = names_parties(placed.role);
    let case = Case { a, name, facts, context, named };
    if name.literal && (a.missing.terms > 0 || a.cut.off) {
        return None;
    }
    if !name.person && case.is_named_after_town(&row.facts) {
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
    let listed = in_force.lists.entry(name.entry).names.get(usize::from(name.position));
    Some(Evidence {
        entry: name.entry,
        method: method(a, name),
        matched_name: listed.map_or(String::new(), |n| n.text.clone()),
        column: placed.column,
        quoted: seen.quoted.to_string(),
        verdict,
        score: Score(score.clamp(1, 100) as u8),
        name_share: case.share(),
        because: case.explain(seen, what),
    })
}

/// Highest score of a review, lowest of a match.
const REVIEW_TOP: i32 = 79;
const MATCH_FLOOR: i32 = 80;

fn method(a: &Alignment, name: &CompiledName) -> Method {
    match a.how {
        _ if a.exact => Method::Exact,
        MatchKind::Typo(_) | MatchKind::Skeleton => Method::Fuzzy,
        _ if a.cross_script || a.how == MatchKind::Pinyin => Method::CrossScript,
        _ if name.person => Method::Exact,
        _ => Method::Variant,
    }
}
