//! What a row says about a party besides its name: country and place, against those of an entry.

use crate::cells::row::RowFacts;
use crate::lexicon::countries::Country;
use crate::lexicon::{PlaceIx, lexicon};
use crate::matching::entry_facts::EntryFacts;
use crate::model::Agreement;

/// What the row says about the party in addition to its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// Country.
    pub country: Agreement,
    /// City or province.
    pub place: Agreement,
    /// The city itself agrees, not only the province.
    pub city: bool,
    /// A city of the party's address agrees: one that is not in its name alone.
    pub address: bool,
}

impl Context {
    /// Compares the row's country and places with the entry's.
    pub fn of(row: &RowFacts<'_>, facts: &EntryFacts) -> Self {
        let country = Self::country(row.country, facts);
        if facts.places.is_empty() {
            return Self { country, place: Agreement::MissingInList, city: false, address: false };
        }
        let is_city = |p: &PlaceIx| !matches!(lexicon().places().get(*p).level, "province" | "region");
        let same = |p: &PlaceIx| facts.places.contains(p) && is_city(p);
        let (city, address) = (row.places().iter().any(same), row.address_places().iter().any(same));
        Self { country, place: compare_places(row.places(), &facts.places), city, address }
    }

    /// The same for a parent company: the row's own country and place are not the parent's.
    pub fn of_parent(row: &RowFacts<'_>, facts: &EntryFacts) -> Self {
        let place = if facts.places.is_empty() { Agreement::MissingInList } else { Agreement::MissingInRow };
        Self { country: Self::country(row.parent_country, facts), place, city: false, address: false }
    }

    fn country(country: Option<Country>, facts: &EntryFacts) -> Agreement {
        let china = |c: Country| c.is_greater_china();
        match country {
            // Taiwan romanizes as the mainland once did (Kuang-Chi): its firms of the same name are their own.
            Some(Country::TAIWAN) if !facts.countries.contains(&Country::TAIWAN) && !facts.countries.is_empty() => {
                Agreement::Differs
            }
            Some(a) if facts.countries.iter().any(|b| a == *b || (china(a) && china(*b))) => Agreement::Agrees,
            Some(_) if !facts.countries.is_empty() => Agreement::Differs,
            Some(_) => Agreement::MissingInList,
            None => Agreement::MissingInRow,
        }
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

/// The places agree, but no town of the row is one of the entry's: what agrees is a province.
pub fn agree_in_province(row: &[PlaceIx], entry: &[PlaceIx]) -> bool {
    let all = lexicon().places();
    let is_town = |p: &&PlaceIx| !matches!(all.get(**p).level, "province" | "region");
    let mut towns = row.iter().filter(is_town);
    !towns.any(|a| entry.iter().filter(is_town).any(|b| all.compatible(*a, *b)))
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
