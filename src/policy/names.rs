//! One listed name over one cell in its row: which question decides, and what the row says of the party.

use crate::cells::NameSeen;
use crate::cells::row::{Placed, RowFacts, says_goods};
use crate::lexicon::countries::Country;
use crate::lexicon::{PlaceIx, lexicon};
use crate::matching::alignment::Alignment;
use crate::matching::entry_facts::EntryFacts;
use crate::matching::name::{CompiledName, NameTerm, is_distinctive};
use crate::matching::query::MatchKind;
use crate::model::{Agreement, Because, Evidence, Listed, Method, Role, Score};
use crate::text;

use super::input::{InForce, RowView};
use super::prefilter::{lacks_little, may_count};
use super::scores::Opinion;
use super::thresholds::{NEARLY, SURE};
use super::wording;

/// What the row says about the party in addition to its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// Country.
    pub country: Agreement,
    /// City or province.
    pub place: Agreement,
    /// The city itself agrees, not only the province.
    pub city: bool,
}

impl Context {
    /// Compares the row's country and places with the entry's.
    pub fn of(row: &RowFacts<'_>, facts: &EntryFacts) -> Self {
        let china = |c: Country| c.is_greater_china();
        let country = match row.country {
            // Taiwan romanizes as the mainland once did (Kuang-Chi): its firms of the same name are their own.
            Some(Country::TAIWAN) if !facts.countries.contains(&Country::TAIWAN) && !facts.countries.is_empty() => {
                Agreement::Differs
            }
            Some(a) if facts.countries.iter().any(|b| a == *b || (china(a) && china(*b))) => Agreement::Agrees,
            Some(_) if !facts.countries.is_empty() => Agreement::Differs,
            Some(_) => Agreement::MissingInList,
            None => Agreement::MissingInRow,
        };
        if facts.places.is_empty() {
            return Self { country, place: Agreement::MissingInList, city: false };
        }
        let is_city = |p: &PlaceIx| !matches!(lexicon().places().get(*p).level, "province" | "region");
        let city = row.places().iter().any(|p| facts.places.contains(p) && is_city(p));
        Self { country, place: compare_places(row.places(), &facts.places), city }
    }

    /// The row's country is not the entry's.
    pub(super) fn is_abroad(self) -> bool {
        self.country == Agreement::Differs
    }

    /// The row's city or province is the entry's.
    pub(super) fn is_at_home(self) -> bool {
        self.place == Agreement::Agrees
    }
}

/// Places of a row against those of an entry.
pub fn compare_places(row: &[PlaceIx], entry: &[PlaceIx]) -> Agreement {
    let all = lexicon().places();
    if row.is_empty() {
        Agreement::MissingInRow
    } else if row.iter().any(|a| entry.iter().any(|b| all.compatible(*a, *b))) {
        Agreement::Agrees
    } else if row.iter().all(|a| entry.iter().all(|b| all.apart(*a, *b))) {
        Agreement::Differs
    } else {
        Agreement::Unclear
    }
}

/// Cells that name parties: a party's only distinctive word may be misspelt there, and part of a name may count.
/// Descriptions of goods and addresses are full of words that look like misspellings (`W/G TROUSER OTH KNIT`).
pub fn names_parties(role: Role) -> bool {
    matches!(role, Role::Name | Role::Parent | Role::Other | Role::Title)
}

/// One listed name over one cell, with what the row says of the party.
pub(super) struct NameInRow<'c> {
    pub(super) a: &'c Alignment,
    pub(super) name: &'c CompiledName,
    pub(super) facts: &'c EntryFacts,
    pub(super) context: Context,
    /// The cell is one that names parties: elsewhere only full names count.
    pub(super) named: bool,
}

/// Judges a name over a cell; `None` where it means nothing. The first step, [`may_count`], needs the cell alone.
pub(super) fn judge(
    in_force: InForce<'_>,
    row: &RowView<'_>,
    placed: &Placed<'_>,
    seen: &NameSeen,
) -> Option<Evidence> {
    let a = &seen.alignment;
    let name = in_force.index.name(a.name);
    let named = names_parties(placed.role);
    // `sheets, XPCC-free cotton` names a party that has no part in them.
    if !may_count(a, name, named) || seen.negated && says_goods(placed.role) {
        return None;
    }
    let facts = in_force.fact(name.entry)?;
    let it = NameInRow { a, name, facts, context: Context::of(&row.facts, facts), named };
    let Opinion { mut rating, caution } = it.opinion(row, seen)?;
    let repaired = seen.repaired.is_some() && a.missing.terms > 0;
    if name.kind.review_at_most() || seen.lossy || facts.is_lapsed() || repaired {
        rating = rating.at_most_review();
    }
    let names = &in_force.lists.entry(name.entry).names;
    let met = names.get(usize::from(name.position))?;
    // The name that a reader sees in the row, where the list has it: 新疆生产建设兵团 is that, not its translation.
    let folded = |text: &str| text::normalize(text).joined("");
    let as_read = || names.iter().find(|n| folded(&n.text) == folded(&seen.quoted));
    let listed = if a.cross_script && !a.exact { as_read().unwrap_or(met) } else { met };
    let kind = if name.person { Listed::Person } else { Listed::Name(listed.kind) };
    let cell = row.facts.row.cell(placed.column);
    Some(Evidence {
        entry: name.entry,
        method: method(a),
        matched_name: listed.text.clone(),
        column: placed.column,
        quoted: seen.quoted.to_string(),
        verdict: rating.verdict,
        score: Score(rating.score),
        name_share: it.share(),
        because: Because::Listed(wording::likeness(seen, listed, kind, cell, caution)),
    })
}

fn method(a: &Alignment) -> Method {
    match a.how {
        _ if a.exact => Method::Exact,
        MatchKind::Typo(_) | MatchKind::Skeleton => Method::Fuzzy,
        _ if a.cross_script || a.how == MatchKind::Pinyin => Method::CrossScript,
        _ => Method::Variant,
    }
}

impl NameInRow<'_> {
    fn opinion(&self, row: &RowView<'_>, seen: &NameSeen) -> Option<Opinion> {
        let (a, name) = (self.a, self.name);
        // The title of an order, a sector or a document counts only as it is.
        if name.literal && (a.missing.terms > 0 || a.cut.off) || self.is_street() {
            return None;
        }
        if name.person {
            return self.person(row, seen.edges);
        }
        if self.is_named_after_town(&row.facts) {
            return None;
        }
        if name.trade_name {
            self.trade_name_of_group()
        } else if self.is_full() {
            // All but a word that says little (今创电子 without 集团): what is too little for the whole may do as a part.
            self.full().or_else(|| if a.missing.terms > 0 { self.part() } else { None })
        } else if a.cut.off {
            self.cut().or_else(|| self.part())
        } else {
            self.part()
        }
    }

    /// Share of the listed name that agrees, in per cent.
    pub(super) fn share(&self) -> u8 {
        (100 * i64::from(self.a.agreed.bits) / i64::from(self.name.total.max(1))).clamp(0, 100) as u8
    }

    /// Hikvision Road in an address is a street however rare the word, and so is Meiling Avenue, Hefei anywhere.
    fn is_street(&self) -> bool {
        let (a, around) = (self.a, &self.a.around);
        (around.street || around.own_street) && a.agreed.bits < SURE
            || around.own_street && (!self.named || self.name.terms.len() > 1)
    }

    /// The cell holds all terms, or all but words that say little (county, group, branch): `KTK` in Changzhou for KTK
    /// Group, `Luopu Meixin Hair Products` without its county.
    fn is_full(&self) -> bool {
        let a = self.a;
        let enough = a.missing.terms == 0 || a.agreed.bits >= NEARLY || a.around.alone || self.context.city;
        lacks_little(a) && enough
    }

    /// The row's town or address is the trade name and nothing else, outside China: `Hosteria Los Notros Esquel |
    /// Esquel` is an inn of that town. The listed name in full, and a firm of the same trade, stay what they are.
    fn is_named_after_town(&self, row: &RowFacts<'_>) -> bool {
        let (a, name) = (self.a, self.name);
        let in_china = row.country.is_some_and(Country::is_greater_china);
        let Some(town) = row.town.filter(|_| !in_china) else { return false };
        let full = a.missing.terms == 0 && (a.around.alone || name.terms.len() > 1);
        let trade = |t: &&NameTerm| is_distinctive(t);
        let same =
            name.terms.iter().filter(trade).all(|t| t.surface.eq_ignore_ascii_case(town)) && name.distinctive > 0;
        same && !full && !a.around.business.agrees
    }

    /// A place of another body in the firm's own name. A full name with its own place in it, and another after it, is
    /// a branch.
    pub(super) fn other_place(&self) -> bool {
        let places = &self.a.around.places;
        let own = places.agrees && self.a.missing.terms == 0;
        let all = lexicon().places();
        !own && !places.others.is_empty() && places.others.iter().all(|p| !all.fits(*p, &self.facts.places))
    }
}
