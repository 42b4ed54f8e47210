//! The entries of the measures that rules point to.

use crate::lexicon::countries::Country;
use crate::matching::entry_facts::EntryFacts;
use crate::model::{Entry, EntryId, EntryIx, Lists};

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
    /// The presumption on goods made by North Koreans.
    pub north_korea: Option<EntryIx>,
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
    /// Orders on goods of a country.
    pub regional: Vec<RegionalOrder>,
}

/// An order on goods of a country, whoever makes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionalOrder {
    /// The entry.
    pub entry: EntryIx,
    /// The class of the goods.
    pub class: String,
    /// The country.
    pub country: Country,
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
            north_korea: find("CAATSA-321"),
            visa_ban: find("VB-1"),
            licensing: find("POL-3"),
            advisory: find("POL-4"),
            tvpra: find("POL-5"),
            sectors,
            regional: regional(lists, facts),
        }
    }
}

fn regional(lists: &Lists, facts: &[EntryFacts]) -> Vec<RegionalOrder> {
    let in_force = |ix: EntryIx| facts.get(ix.0 as usize).is_some_and(|f| f.wanted && f.removed.is_none());
    let order = |(ix, _, e): (EntryIx, _, &Entry)| {
        let goods = e.goods_of.as_ref().filter(|_| in_force(ix))?;
        let code = <[u8; 2]>::try_from(goods.country.as_bytes()).ok()?;
        Some(RegionalOrder { entry: ix, class: goods.class.clone(), country: Country(code) })
    };
    lists.entries().filter_map(order).collect()
}
