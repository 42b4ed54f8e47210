//! Rules: measures that name no party, by goods, place, office and wording. One rule a file, each with what it flags,
//! why, an example, what clears it and its source.
//!
//! A rule reads the [`RowFacts`] of a row and pushes [`Evidence`] against the entry of its measure. A measure whose
//! entry is not in force (list not loaded, earlier day) leaves its rule silent.

use crate::cells::row::RowFacts;
use crate::matching::entry_facts::EntryFacts;
use crate::model::{Day, EntryId, EntryIx, Evidence, Lists, Method, Score, Verdict};

/// The entries that rules point to, looked up once.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    /// WRO-1, cotton and tomato of Xinjiang.
    pub cotton_tomato: Option<EntryIx>,
    /// WRO-2, cotton of the Corps.
    pub xpcc_cotton: Option<EntryIx>,
    /// WRO-4, hair products of Lop County.
    pub lop_hair: Option<EntryIx>,
    /// The UFLPA presumption.
    pub presumption: Option<EntryIx>,
    /// The Corps as an SDN.
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
    /// too: the rule then speaks as an advisory.
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

/// What a rule may read.
#[derive(Debug, Clone, Copy)]
pub struct Given<'g> {
    /// The entries that rules point to.
    pub targets: &'g Targets,
    /// The lists in force.
    pub lists: &'g Lists,
    /// EntryFacts of the entries.
    pub facts: &'g [EntryFacts],
    /// The day screened as of.
    pub as_of: Day,
    /// Codes of the listed makers.
    pub mids: &'g super::mid::MidCodes,
    /// The row.
    pub row: &'g RowFacts<'g>,
    /// Evidence of named parties found so far.
    pub named: &'g [Evidence],
}

impl Given<'_> {
    /// True where a named body of the Corps, or the Corps itself, was met.
    pub(super) fn xpcc_named(&self) -> Option<&Evidence> {
        self.named.iter().find(|e| {
            e.verdict >= Verdict::Review
                && (self.facts.get(e.entry.0 as usize).is_some_and(|f| f.of_xpcc)
                    || Some(e.entry) == self.targets.xpcc
                    || self.is_xpcc_body(e.entry))
        })
    }

    /// The same body as the Corps under another measure.
    fn is_xpcc_body(&self, entry: EntryIx) -> bool {
        let body = |ix: EntryIx| self.facts.get(ix.0 as usize).map(|f| f.body);
        self.targets.xpcc.is_some_and(|c| body(c) == body(entry))
    }
}

/// Runs every rule.
pub fn run(given: &Given<'_>, out: &mut Vec<Evidence>) {
    super::goods::run(given, out);
    super::region::run(given, out);
    super::mid::run(given, out);
    super::officials::run(given, out);
    super::licensing::run(given, out);
    super::advisory::run(given, out);
    super::sector::run(given, out);
}

/// Evidence of a rule.
pub(super) fn evidence(
    entry: EntryIx,
    method: Method,
    (verdict, score): (Verdict, u8),
    (column, quoted): (usize, &str),
    because: String,
) -> Evidence {
    Evidence {
        entry,
        method,
        matched_name: String::new(),
        column,
        quoted: quoted.to_owned(),
        verdict,
        score: Score(score),
        name_share: 0,
        because,
    }
}
