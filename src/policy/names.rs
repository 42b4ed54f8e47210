//! One listed name over one cell in its row: which question decides, and what the row says of the party.

use crate::cells::NameSeen;
use crate::cells::row::{Placed, RowFacts, says_goods};
use crate::lexicon::countries::Country;
use crate::lexicon::lexicon;
use crate::matching::alignment::Alignment;
use crate::matching::entry_facts::EntryFacts;
use crate::matching::name::{CompiledName, NameTerm, is_distinctive};
use crate::matching::query::MatchKind;
use crate::model::{Because, EntryKind, Evidence, Likeness, Listed, Method, Name, NameKind, Role, Score};

use super::context::Context;
use super::input::{InForce, RowView};
use super::prefilter::{counts_among_other_text, lacks_little, may_count};
use super::scores::{self, Opinion};
use super::thresholds::{NEARLY, SURE};
use super::{likelihood, wording};

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
    let of_parent = row.facts.is_of_parent(placed.column);
    let context = if of_parent { Context::of_parent(&row.facts, facts) } else { Context::of(&row.facts, facts) };
    let it = NameInRow { a, name, facts, context, named };
    let opinion = if name.general { it.judge_general(row, placed, seen) } else { it.opinion(row, seen) };
    let Opinion { mut rating, caution } = opinion?;
    let repaired = seen.repaired.is_some() && a.missing.terms > 0;
    if name.kind.review_at_most() || seen.lossy || facts.is_lapsed() || repaired {
        rating = rating.at_most_review();
    }
    evidence(in_force, row, placed.column, seen, Opinion { rating, caution })
}

/// The evidence of a name over a cell, once it is known what it means.
pub(super) fn evidence(
    in_force: InForce<'_>,
    row: &RowView<'_>,
    column: usize,
    seen: &NameSeen,
    Opinion { rating, caution }: Opinion,
) -> Option<Evidence> {
    let a = &seen.alignment;
    let name = in_force.index.name(a.name);
    let names = &in_force.lists.entry(name.entry).names;
    let met = names.get(usize::from(name.position))?;
    // The name that a reader sees in the row, where the list has it: 新疆生产建设兵团 is that, not its translation.
    let as_read = || names.iter().find(|n| wording::same_words(&seen.quoted, &n.text));
    let of_kind = |n: &&Name| !n.kind.review_at_most() && n.script == met.script;
    let alike = |fits: fn(&str, &str) -> bool| names.iter().filter(of_kind).find(|n| fits(&seen.quoted, &n.text));
    let listed = if a.exact || a.cut.off || wording::holds_all(&seen.quoted, &met.text) {
        met
    } else if a.cross_script {
        as_read().unwrap_or(met)
    } else {
        // Of names that fit alike, the one whose words a reader sees in the cell.
        let nearer = || alike(wording::accounts_for).filter(|_| !wording::accounts_for(&seen.quoted, &met.text));
        alike(wording::holds_all).or_else(nearer).unwrap_or(met)
    };
    let kind = if name.person { Listed::Person } else { Listed::Name(listed.kind) };
    let cell = row.facts.row.cell(column);
    let craft = matches!(in_force.lists.entry(name.entry).kind, EntryKind::Vessel | EntryKind::Aircraft);
    let is_common = caution == scores::COMMON_NAME_EXACT.caution;
    let caution = if craft && is_common { scores::COMMON_NAME_OF_CRAFT } else { caution };
    // A person's name stands among titles, and beside a name in a memo stands the memo.
    let rest = !name.person && matches!(row.facts.row.columns.role(column), Role::Name | Role::Parent);
    let beside = wording::beside(cell, &seen.quoted).filter(|_| rest).unwrap_or_default();
    Some(Evidence {
        entry: name.entry,
        method: method(a),
        matched_name: listed.text.clone(),
        column,
        quoted: seen.quoted.to_string(),
        verdict: rating.verdict,
        score: Score(rating.score),
        name_share: share(a, name),
        because: Because::Listed(Likeness { beside, ..wording::likeness(seen, listed, kind, cell, caution) }),
    })
}

/// Share of the listed name that agrees, in per cent.
fn share(a: &Alignment, name: &CompiledName) -> u8 {
    (100 * i64::from(a.agreed.bits) / i64::from(name.total.max(1))).clamp(0, 100) as u8
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
        let opinion = if name.trade_name {
            self.trade_name_of_group()
        } else if self.is_full() {
            // All but a word that says little (今创电子 without 集团): what is too little for the whole may do as a part.
            self.full().or_else(|| if a.missing.terms > 0 { self.part() } else { None })
        } else if a.cut.off {
            self.cut().or_else(|| self.part())
        } else {
            self.part()
        };
        opinion.or_else(|| self.namesake_abroad())
    }

    /// The whole cell is the name as its list prints it, in a country that is none of the entry's: never silent.
    fn namesake_abroad(&self) -> Option<Opinion> {
        let (a, name) = (self.a, self.name);
        let printed = matches!(name.kind, NameKind::Primary | NameKind::SeedName);
        let whole = a.exact && a.around.alone && a.missing.terms == 0;
        (printed && whole && self.named && self.context.is_abroad()).then_some(scores::NAMESAKE_ABROAD)
    }

    /// A name of a general list: in a cell of names by its likelihood; elsewhere (an address, goods, a memo) only the
    /// whole name, word for word, and only one that no street or good is called like.
    fn judge_general(&self, row: &RowView<'_>, placed: &Placed<'_>, seen: &NameSeen) -> Option<Opinion> {
        let a = self.a;
        let opinion = self.opinion(row, seen);
        if !matches!(placed.role, Role::Name | Role::Parent) {
            let opinion = opinion.filter(|_| a.exact && counts_among_other_text(a, self.name))?;
            // Many firms sit on the campus of a listed university: a person sees whether the vendor is one of them.
            let rating = if placed.role == Role::Address { opinion.rating.at_most_review() } else { opinion.rating };
            return Some(Opinion { rating, ..opinion });
        }
        likelihood::judge(seen.measures.as_deref()?, self.context, a, opinion)
    }

    /// Share of the listed name that agrees, in per cent.
    pub(super) fn share(&self) -> u8 {
        share(self.a, self.name)
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
