//! Links entries of official files to the entries of other lists that are the same body.
//!
//! A body of the bundled lists is in the Consolidated Screening List too, and a party of the Entity List may be a
//! Specially Designated National. Such entries are one body under several measures: each keeps its finding, and reports
//! show one party. Two entries are one body where they share a credit code, an LEI, an IMO number or OFAC's number, or
//! a whole name that is the listed one of either, with no contradiction of country; persons need a year of birth as
//! well, since many people bear one name.
//!
//! Cost: normalizes the names of all lists once; only where an official file is among them.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use rustc_hash::FxHashMap;

use crate::lexicon::countries::{self, Country};
use crate::model::{Entry, EntryId, EntryKind, Link, ListId, ListWarning, NameKind, Watchlist};
use crate::text;

/// Identifiers that one body has and no other.
const OF_ONE_BODY: [&str; 4] = ["uscc", "lei", "imo", "ofac_ent_num"];

/// Shorter names (`ABC`, `Farid`) are shared by chance.
const SHORTEST: usize = 8;

/// More entries with one name than this are namesakes, not one body.
const MOST: usize = 12;

/// What makes entries one body: names and identifiers.
struct Keys {
    /// Normalized names; true for the listed name.
    names: Vec<(String, bool)>,
    identifiers: Vec<String>,
}

impl Keys {
    fn of(entry: &Entry) -> Self {
        let usable = |kind: NameKind| !kind.review_at_most() && kind != NameKind::Acronym;
        let names = entry.names.iter().filter(|n| !n.weak && usable(n.kind)).map(|n| {
            let listed = matches!(n.kind, NameKind::Primary | NameKind::SeedName);
            (text::normalize(&n.text).joined(" "), listed)
        });
        let identifiers = entry.identifiers.iter().filter(|i| OF_ONE_BODY.contains(&i.scheme.as_str()));
        Self {
            names: names.filter(|(name, _)| name.len() >= SHORTEST || !name.is_ascii()).collect(),
            identifiers: identifiers.map(|i| format!("{} {}", i.scheme, i.value.to_uppercase())).collect(),
        }
    }
}

/// Adds the links. The lists are in force together.
pub(super) fn link(lists: &mut [Watchlist]) {
    if lists.iter().all(|list| list.form.is_empty()) {
        return;
    }
    let places: Vec<(usize, usize)> =
        lists.iter().enumerate().flat_map(|(l, list)| (0..list.entries.len()).map(move |e| (l, e))).collect();
    let all: &[Watchlist] = lists;
    let entry = |at: usize| places.get(at).and_then(|(l, e)| all.get(*l)?.entries.get(*e));
    let keys: Vec<Keys> = places.par_iter().map(|(l, e)| Keys::of(&all[*l].entries[*e])).collect();
    let (mut by_name, mut by_identifier) =
        (FxHashMap::<&str, Vec<(usize, bool)>>::default(), FxHashMap::<&str, Vec<usize>>::default());
    for (at, own) in keys.iter().enumerate() {
        own.names.iter().for_each(|(name, listed)| by_name.entry(name).or_default().push((at, *listed)));
        own.identifiers.iter().for_each(|id| by_identifier.entry(id).or_default().push(at));
    }
    let mut links: BTreeMap<usize, Vec<EntryId>> = BTreeMap::new();
    for (at, own) in keys.iter().enumerate() {
        let Some(this) = entry(at).filter(|_| places.get(at).is_some_and(|(l, _)| !all[*l].form.is_empty())) else {
            continue;
        };
        let mut same: Vec<usize> = Vec::new();
        let by_number = own.identifiers.iter().filter_map(|id| by_identifier.get(id.as_str())).flatten().copied();
        same.extend(by_number.filter(|other| *other != at));
        for (name, listed) in &own.names {
            let named = by_name.get(name.as_str()).filter(|named| named.len() <= MOST);
            for (other, other_listed) in named.into_iter().flatten().filter(|(other, _)| *other != at) {
                if (*listed || *other_listed) && entry(*other).is_some_and(|other| agree(this, other)) {
                    same.push(*other);
                }
            }
        }
        same.sort_unstable();
        same.dedup();
        let ids = same.iter().filter_map(|other| Some(entry(*other)?.id.clone())).collect::<Vec<_>>();
        if !ids.is_empty() {
            links.insert(at, ids);
        }
    }
    for (at, ids) in links {
        let Some((l, e)) = places.get(at).copied() else { continue };
        let Some(this) = lists.get_mut(l).and_then(|list| list.entries.get_mut(e)) else { continue };
        let relation = if this.kind == EntryKind::Person { "same_person" } else { "same_body" };
        for entry_id in ids.into_iter().filter(|id| this.links.iter().all(|l| l.entry_id != *id)).collect::<Vec<_>>() {
            this.links.push(Link { entry_id, relation: relation.to_owned() });
        }
    }
}

/// False where kinds, countries or years of birth contradict, and for persons without a year of birth in common.
fn agree(a: &Entry, b: &Entry) -> bool {
    let is_person = |e: &Entry| e.kind == EntryKind::Person;
    let is_ship = |e: &Entry| matches!(e.kind, EntryKind::Vessel | EntryKind::Aircraft);
    if is_person(a) != is_person(b) || is_ship(a) || is_ship(b) {
        return false;
    }
    if is_person(a) {
        let years = births(b);
        return births(a).iter().any(|year| years.contains(year));
    }
    let (here, there) = (countries_of(a), countries_of(b));
    here.is_empty() || there.is_empty() || here.iter().any(|c| there.iter().any(|o| o == c || greater_china(*c, *o)))
}

fn greater_china(a: Country, b: Country) -> bool {
    a.is_greater_china() && b.is_greater_china()
}

fn countries_of(entry: &Entry) -> Vec<Country> {
    entry.addresses.iter().filter_map(|a| countries::of_cell(&a.country)).collect()
}

/// The years of birth.
fn births(entry: &Entry) -> Vec<&str> {
    let days = entry.identifiers.iter().filter(|i| i.scheme == "dob");
    let parts = days.flat_map(|i| i.value.split(|c: char| !c.is_ascii_digit()));
    parts.filter(|part| part.len() == 4).collect()
}

/// Two editions of one official list in force together: the later one gets ids of its own, so that both are screened.
/// A file that is given twice counts once.
pub(super) fn several_editions(lists: &mut Vec<Watchlist>) {
    let mut seen: Vec<(ListId, String)> = Vec::new();
    let mut at = 0;
    while let Some(list) = lists.get_mut(at) {
        let same = seen.iter().filter(|(id, _)| *id == list.id).count();
        if same == 0 || list.form.is_empty() {
            seen.push((list.id.clone(), list.digest.clone()));
            at += 1;
            continue;
        }
        if seen.iter().any(|(id, digest)| *id == list.id && *digest == list.digest) {
            lists.remove(at);
            continue;
        }
        seen.push((list.id.clone(), list.digest.clone()));
        let end = format!("-edition{}", same + 1);
        let renamed = |id: &EntryId| EntryId(format!("{id}{end}").into());
        for entry in &mut list.entries {
            entry.id = renamed(&entry.id);
            if let Some(parent) = &mut entry.parent {
                parent.entry_id = renamed(&parent.entry_id);
            }
        }
        let what = format!("a list {} is given already: the ids of this one end with `{end}`", list.id);
        let remedy = "give one edition of a list only, unless both are meant".to_owned();
        list.warnings.insert(0, ListWarning { line: None, what, remedy });
        list.id = ListId(format!("{}{end}", list.id).into());
        at += 1;
    }
}
