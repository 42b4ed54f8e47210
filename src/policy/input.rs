//! What the policy reads: the lists in force, and a row with its sign of Xinjiang.

use crate::cells::UnitSeen;
use crate::cells::row::{Quote, RowFacts, says_goods};
use crate::matching::entry_facts::EntryFacts;
use crate::matching::index::Index;
use crate::matching::xpcc_units::Strength;
use crate::model::{Because, Day, EntryIx, Evidence, Lists, Method, Score, Verdict};

use super::bodies::Bodies;
use super::mid_codes::MidCodes;
use super::scores::Rating;
use super::signs::{self, XinjiangSign};
use super::targets::Targets;

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
    pub(super) fn fact(self, entry: EntryIx) -> Option<&'l EntryFacts> {
        self.facts.get(entry.0 as usize)
    }

    /// True for an entry that gives no more than a review.
    pub(super) fn is_lapsed(self, entry: EntryIx) -> bool {
        self.fact(entry).is_some_and(EntryFacts::is_lapsed)
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
        let sign = signs::sign(&facts);
        Self { facts, sign }
    }

    /// Units of the XPCC that count, with their columns: plainly named, or in a row with a sign of Xinjiang.
    pub(super) fn units(&self) -> impl Iterator<Item = (usize, &'r UnitSeen)> + '_ {
        let counts = |u: &UnitSeen| u.unit.strength == Strength::Plain || self.sign.is_some();
        let seen = self.facts.cells.iter().flat_map(|r| r.cell.mentions().units.iter().map(move |u| (r, u)));
        seen.filter(move |(r, u)| counts(u) && !(u.negated && says_goods(r.role))).map(|(r, u)| (r.column, u))
    }

    /// A sign says where the goods are from: their stated origin, or the place of their maker.
    pub(super) fn is_of_goods(&self, sign: XinjiangSign<'_>) -> bool {
        self.facts.party.is_maker || sign.kind.is_origin()
    }

    /// A sign of Xinjiang counts, or a unit of the XPCC.
    pub fn is_of_xinjiang(&self) -> bool {
        self.sign.is_some() || self.units().next().is_some()
    }
}

/// What a rule reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleInput<'r> {
    pub(super) in_force: InForce<'r>,
    pub(super) row: &'r RowView<'r>,
    /// Evidence of names and identifiers in the row.
    pub(super) named: &'r [Evidence],
}

impl RuleInput<'_> {
    /// Evidence that names the XPCC, under any measure, or one of its listed bodies.
    pub(super) fn xpcc_named(&self) -> Option<&Evidence> {
        let xpcc = self.in_force.targets.xpcc;
        let body = |ix: EntryIx| self.in_force.fact(ix).map(|f| f.body);
        let of_xpcc = |e: &Evidence| {
            self.in_force.fact(e.entry).is_some_and(|f| f.of_xpcc) || xpcc.is_some_and(|x| body(x) == body(e.entry))
        };
        self.named.iter().find(|e| e.verdict >= Verdict::Review && of_xpcc(e))
    }
}

/// Evidence of a rule.
pub(super) fn evidence(entry: EntryIx, method: Method, rating: Rating, quote: Quote<'_>, because: String) -> Evidence {
    Evidence {
        entry,
        method,
        matched_name: String::new(),
        column: quote.column,
        quoted: quote.text.to_owned(),
        verdict: rating.verdict,
        score: Score(rating.score),
        name_share: 0,
        because: Because::Rule(because),
    }
}
