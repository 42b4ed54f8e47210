//! What the lists know of an entry besides its names: where it sits, which body it is, whether it is in force.

use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::countries::{self, Country};
use crate::lexicon::{Class, PlaceIx};
use crate::model::{Day, Entry, EntryId, EntryIx, EntryKind, Lists, Status};

use super::segments;

/// Facts of one entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFacts {
    /// Places of its names and addresses.
    pub places: Vec<PlaceIx>,
    /// Its countries: of its addresses; a bundled entry without one sits in China.
    pub countries: Vec<Country>,
    /// A number shared by the entries of one body.
    pub body: u32,
    /// Taken off the list on that day, which is not after the day screened as of.
    pub removed: Option<Day>,
    /// Its authority calls the listing inactive.
    pub inactive: bool,
    /// Screened at all as of the day: announced or effective by then.
    pub wanted: bool,
    /// A unit or affiliate of the Corps, by its parents.
    pub of_xpcc: bool,
    /// Years of birth of a person.
    pub births: Vec<u16>,
}

impl EntryFacts {
    /// True where a party is no longer, or not in practice, under the measure: never more than a review.
    pub fn is_lapsed(&self) -> bool {
        self.removed.is_some() || self.inactive
    }
}

/// Entries read at a time.
const AT_A_TIME: usize = 256;

/// Facts of all entries, in the order of the lists, on the threads of the current rayon pool.
pub fn of(lists: &Lists, as_of: Day, xpcc_root: &str) -> Vec<EntryFacts> {
    let by_id: FxHashMap<&EntryId, EntryIx> = lists.entries().map(|(ix, _, e)| (&e.id, ix)).collect();
    let bodies = lists.bodies();
    let entries: Vec<_> = lists.entries().collect();
    entries
        .into_par_iter()
        .with_min_len(AT_A_TIME)
        .map(|(ix, list, e)| {
            let removed = e.removed.filter(|day| *day <= as_of);
            let began = e.effective.or(e.announced);
            EntryFacts {
                places: places(e),
                countries: countries_of(e, list.bundled && !list.is_general()),
                body: bodies.first(ix).0,
                removed,
                inactive: e.status == Status::Inactive,
                wanted: began.is_none_or(|day| day <= as_of),
                of_xpcc: under(lists, &by_id, e, xpcc_root),
                births: births(e),
            }
        })
        .collect()
}

/// The years among the listed days of birth (`1955-11`, `16 Jan 1958`).
fn births(e: &Entry) -> Vec<u16> {
    let days = e.identifiers.iter().filter(|id| id.scheme == "dob");
    let year = |part: &str| part.parse::<u16>().ok().filter(|y| (1900..2030).contains(y));
    days.flat_map(|id| id.value.split(|c: char| !c.is_ascii_digit())).filter_map(year).collect()
}

fn places(e: &Entry) -> Vec<PlaceIx> {
    let mut found = FxHashSet::default();
    let mut out = Vec::new();
    let names =
        e.names.iter().filter(|n| !n.kind.review_at_most() && e.kind != EntryKind::Person).map(|n| n.text.as_str());
    // A street holds places of other towns (`Standardized Plant of Edates, Beijing, Hetian Industrial Park`): it speaks
    // only where nothing else does.
    let addresses = e.addresses.iter().flat_map(|a| {
        let settled = !a.city.is_empty() || !a.region.is_empty();
        [a.city.as_str(), a.region.as_str(), if settled { "" } else { a.street.as_str() }]
    });
    for text in names.chain(addresses) {
        let (_, cut) = segments::cut_text(text);
        for (i, p) in cut.iter().enumerate() {
            let street = cut.get(i + 1).is_some_and(|next| next.class == Class::Street && next.from == p.to);
            if let Some(place) = p.place.filter(|_| !street)
                && found.insert(place)
            {
                out.push(place);
            }
        }
    }
    out
}

fn countries_of(e: &Entry, bundled: bool) -> Vec<Country> {
    let mut out: Vec<Country> = Vec::new();
    for c in e.addresses.iter().filter_map(|a| countries::of_cell(&a.country)) {
        if !out.contains(&c) {
            out.push(c);
        }
    }
    // A bundled list is about China; parties with an office abroad (Megvii's holding) have their home there too. A ship
    // has no country where the list gives none.
    let ship = matches!(e.kind, EntryKind::Vessel | EntryKind::Aircraft);
    if bundled && !ship && !out.contains(&Country::CHINA) {
        out.push(Country::CHINA);
    }
    out
}

/// True for the Corps itself and everything whose parents lead to it.
fn under(lists: &Lists, by_id: &FxHashMap<&EntryId, EntryIx>, e: &Entry, xpcc_root: &str) -> bool {
    let mut at = e;
    // The tree is four levels deep; a loop in a user's list must end too.
    for _ in 0..8 {
        if &*at.id.0 == xpcc_root {
            return true;
        }
        let Some(up) = at.parent.as_ref().and_then(|p| by_id.get(&p.entry_id)) else { return false };
        at = lists.entry(*up);
    }
    false
}
