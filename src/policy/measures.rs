//! Rules: measures that name no party, by goods, place, office and wording. One rule a file, each with what it flags,
//! why, an example, what clears it and its source.
//!
//! A rule reads a [`RuleInput`] and pushes [`Evidence`] against the entry of its measure. A rule whose entry is not in
//! force (list not loaded, earlier day) pushes nothing.

use crate::cells::row::Quote;
use crate::matching::entry_facts::EntryFacts;
use crate::model::{EntryId, EntryIx, Evidence, Lists, Method, Score, Verdict};

use super::scores::Rating;
use super::{InForce, RowView};

/// The entries that rules point to, looked up once.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    /// WRO-1, cotton and tomato of Xinjiang.
    pub cotton_tomato: Option<EntryIx>,
    /// WRO-2, cotton of the XPCC.
    pub xpcc_cotton: Option<EntryIx>,
    /// WRO-4, hair products of Lop County.
    pub lop_hair: Option<EntryIx>,
    /// The UFLPA presumption.
    pub presumption: Option<EntryIx>,
    /// The XPCC as a Specially Designated National.
    pub xpcc: Option<EntryIx>,
    /// The visa ban.
    pub visa_ban: Option<EntryIx>,
    /// Licensing policy, § 742.7.
    pub licensing: Option<EntryIx>,
    /// The supply chain advisory.
    pub advisory: Option<EntryIx>,
    /// The TVPRA goods.
    pub tvpra: Option<EntryIx>,
    /// Priority sectors: goods class and entry.
    pub sectors: Vec<(String, EntryIx)>,
    /// The two atrocity documents, cited as context.
    pub context: Vec<EntryIx>,
}

impl Targets {
    /// Looks the entries up; those not in force as of the day are left out. The presumption stays in before its day
    /// too: the rule then gives an advisory.
    pub fn of(lists: &Lists, facts: &[EntryFacts]) -> Self {
        let any = |id: &str| lists.find(&EntryId::from(id));
        let find =
            |id: &str| any(id).filter(|ix| facts.get(ix.0 as usize).is_some_and(|f| f.wanted && f.removed.is_none()));
        let sectors = lists
            .entries()
            .filter_map(|(ix, _, e)| Some((e.id.0.strip_prefix("UF-SECTOR-")?.to_owned(), ix)))
            .filter(|(_, ix)| facts.get(ix.0 as usize).is_some_and(|f| f.wanted))
            .collect();
        Self {
            cotton_tomato: find("WRO-1"),
            xpcc_cotton: find("WRO-2"),
            lop_hair: find("WRO-4"),
            presumption: any("UF-PRESUMPTION"),
            xpcc: find("GM-E1"),
            visa_ban: find("VB-1"),
            licensing: find("POL-3"),
            advisory: find("POL-4"),
            tvpra: find("POL-5"),
            sectors,
            context: ["POL-1", "POL-2"].into_iter().filter_map(find).collect(),
        }
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

/// Runs every rule.
pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    super::goods::run(input, out);
    super::region::run(input, out);
    super::xpcc::run(input, out);
    super::mid::run(input, out);
    super::officials::run(input, out);
    super::licensing::run(input, out);
    super::advisory::run(input, out);
    super::sector::run(input, out);
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
        because,
    }
}
