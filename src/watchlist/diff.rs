//! What changed between two states of the same lists: entries added, removed, renamed and changed.
//!
//! An entry is known again by its id; where a list has none (those of a table without an id column are numbered by
//! rows), by its name, then by an identifier, then by the most names that both states share, then by its street.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{Day, Entry, Watchlist};
use crate::text;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is in the new state alone.
    Added,
    /// It is in the old state alone, or the new one says when it was removed.
    Removed,
    /// Its name is another.
    Renamed,
    /// Other facts differ.
    Changed,
}

impl Change {
    /// In the order of reports.
    pub const ALL: [Self; 4] = [Self::Added, Self::Removed, Self::Renamed, Self::Changed];

    /// The word of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Changed => "changed",
        }
    }
}

/// A fact of an entry that is another now; a text is empty where a state has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactChange {
    /// Which: `name`, `other names`, `addresses`, `removed`…
    pub fact: &'static str,
    /// In the old state; of several only those that are gone.
    pub old: String,
    /// In the new state; of several only those that are new.
    pub new: String,
}

/// An entry and its list.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'l> {
    /// The list.
    pub list: &'l Watchlist,
    /// The entry.
    pub entry: &'l Entry,
}

/// What became of one entry.
#[derive(Debug, Clone)]
pub struct EntryChange<'l> {
    /// What.
    pub change: Change,
    /// In the old state.
    pub old: Option<Listed<'l>>,
    /// In the new state.
    pub new: Option<Listed<'l>>,
    /// The facts that differ; none for an entry that one state alone has.
    pub facts: Vec<FactChange>,
}

impl<'l> EntryChange<'l> {
    /// The entry as the later state that has it says.
    pub fn last(&self) -> Option<Listed<'l>> {
        self.new.or(self.old)
    }
}

/// The changes from one state to another, in the order of [`Change`], then of the lists.
pub fn diff<'l>(old: &'l [Watchlist], new: &'l [Watchlist]) -> Vec<EntryChange<'l>> {
    let (old, new) = (listed(old), listed(new));
    let mut pairs = Pairs { of_old: vec![None; old.len()], of_new: vec![false; new.len()] };
    pairs.join(&old, &new, |it| own_id(it).into_iter().collect());
    pairs.join(&old, &new, |it| vec![key(&it.entry.name)]);
    pairs.join(&old, &new, |it| it.entry.identifiers.iter().map(|i| format!("{} {}", i.scheme, i.value)).collect());
    pairs.join(&old, &new, |it| it.entry.names.iter().filter(|n| !n.weak).map(|n| key(&n.text)).collect());
    pairs.join(&old, &new, |it| {
        it.entry.addresses.iter().filter(|a| !a.street.is_empty()).map(ToString::to_string).collect()
    });
    let mut changes = Vec::new();
    for (before, after) in old.iter().zip(&pairs.of_old) {
        match after.and_then(|at| new.get(at)) {
            Some(after) => changes.extend(change(*before, *after)),
            None => {
                let facts = Vec::new();
                changes.push(EntryChange { change: Change::Removed, old: Some(*before), new: None, facts });
            }
        }
    }
    let added = new.iter().zip(&pairs.of_new).filter(|(_, paired)| !**paired);
    let added =
        added.map(|(it, _)| EntryChange { change: Change::Added, old: None, new: Some(*it), facts: Vec::new() });
    changes.extend(added);
    changes.sort_by_key(|c| c.change);
    changes
}

fn listed(lists: &[Watchlist]) -> Vec<Listed<'_>> {
    lists.iter().flat_map(|list| list.entries.iter().map(move |entry| Listed { list, entry })).collect()
}

/// Which entries of two states are one.
struct Pairs {
    of_old: Vec<Option<usize>>,
    of_new: Vec<bool>,
}

impl Pairs {
    /// Joins entries that have no partner yet and share the most signs, each sign of one entry alone on either side:
    /// two firms of one name are told apart by what else is known of them.
    fn join(&mut self, old: &[Listed<'_>], new: &[Listed<'_>], signs: impl Fn(&Listed<'_>) -> Vec<String>) {
        let mut by_sign: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::default();
        for (at, it) in old.iter().enumerate().filter(|(at, _)| self.of_old[*at].is_none()) {
            unique(signs(it)).for_each(|sign| by_sign.entry(sign).or_default().0.push(at));
        }
        for (at, it) in new.iter().enumerate().filter(|(at, _)| !self.of_new[*at]) {
            unique(signs(it)).for_each(|sign| by_sign.entry(sign).or_default().1.push(at));
        }
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::default();
        for (olds, news) in by_sign.values() {
            if let ([before], [after]) = (olds.as_slice(), news.as_slice()) {
                *shared.entry((*before, *after)).or_default() += 1;
            }
        }
        let mut pairs: Vec<((usize, usize), usize)> = shared.into_iter().collect();
        pairs.sort_unstable_by_key(|(pair, count)| (std::cmp::Reverse(*count), *pair));
        for ((before, after), _) in pairs {
            if self.of_old[before].is_none() && !self.of_new[after] {
                (self.of_old[before], self.of_new[after]) = (Some(after), true);
            }
        }
    }
}

fn unique(mut signs: Vec<String>) -> impl Iterator<Item = String> {
    signs.sort_unstable();
    signs.dedup();
    signs.into_iter().filter(|sign| !sign.is_empty())
}

/// The id that the list itself gives. One that was made of the list's id and a row's number says nothing.
fn own_id(it: &Listed<'_>) -> Option<String> {
    let number = it.entry.id.0.strip_prefix(&*it.list.id.0).and_then(|rest| rest.strip_prefix('-'));
    let numbered = number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    (!numbered).then(|| it.entry.id.0.to_string())
}

/// A name without case, marks and blanks.
fn key(name: &str) -> String {
    text::normalize(name).joined("")
}

fn change<'l>(old: Listed<'l>, new: Listed<'l>) -> Option<EntryChange<'l>> {
    let facts = facts(&old, &new);
    let gone = new.entry.removed.is_some() && old.entry.removed.is_none();
    let change = match facts.as_slice() {
        [] => return None,
        _ if gone => Change::Removed,
        _ if key(&old.entry.name) != key(&new.entry.name) => Change::Renamed,
        _ => Change::Changed,
    };
    Some(EntryChange { change, old: Some(old), new: Some(new), facts })
}

/// The facts that differ. The words in which a list says what a measure means are no facts of an entry.
fn facts(old: &Listed<'_>, new: &Listed<'_>) -> Vec<FactChange> {
    let (a, b) = (old.entry, new.entry);
    let mut found = Vec::new();
    let mut one = |fact, old: String, new: String| {
        if old != new {
            found.push(FactChange { fact, old, new });
        }
    };
    let day = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
    one("name", a.name.clone(), b.name.clone());
    one("kind", word(a.kind), word(b.kind));
    one("measure", a.measure.clone(), b.measure.clone());
    one("announced", day(a.announced), day(b.announced));
    one("effective", day(a.effective), day(b.effective));
    one("removed", day(a.removed), day(b.removed));
    one("status", word(a.status), word(b.status));
    one("citation", a.citation.clone(), b.citation.clone());
    one("goods", a.goods_scope.clone(), b.goods_scope.clone());
    let bars = |it: &Listed<'_>| it.entry.bars.unwrap_or(it.list.bars).as_str().replace('_', " ");
    one("bars", bars(old), bars(new));
    let mut several = |fact, old: Vec<String>, new: Vec<String>| {
        let keys = |all: &[String]| all.iter().map(|text| key(text)).collect::<BTreeSet<_>>();
        let (of_old, of_new) = (keys(&old), keys(&new));
        let only = |all: Vec<String>, other: &BTreeSet<String>| {
            all.into_iter().filter(|text| !other.contains(&key(text))).collect::<Vec<_>>().join("; ")
        };
        one(fact, only(old, &of_new), only(new, &of_old));
    };
    let others = |e: &Entry| e.names.iter().filter(|n| n.text != e.name).map(|n| n.text.clone()).collect();
    several("other names", others(a), others(b));
    let addresses = |e: &Entry| e.addresses.iter().map(ToString::to_string).collect();
    several("addresses", addresses(a), addresses(b));
    let identifiers = |e: &Entry| e.identifiers.iter().map(|i| format!("{} {}", i.scheme, i.value)).collect();
    several("identifiers", identifiers(a), identifiers(b));
    found
}

/// The word of a kind or status in list files.
fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(name: &str, text: &str) -> Watchlist {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let file = dir.path().join(name);
        std::fs::write(&file, text).expect("written");
        super::super::load_path(&file).expect("a plain CSV").remove(0)
    }

    fn changes(old: &str, new: &str) -> Vec<String> {
        let (old, new) = ([list("v1.csv", old)], [list("v2.csv", new)]);
        let told = |c: &EntryChange<'_>| {
            let name = |it: Option<Listed<'_>>| it.map_or("-", |it| &it.entry.name).to_owned();
            let facts: Vec<String> = c.facts.iter().map(|f| format!("{}: {} > {}", f.fact, f.old, f.new)).collect();
            format!("{} {} > {} | {}", c.change.as_str(), name(c.old), name(c.new), facts.join(" | "))
        };
        diff(&old, &new).iter().map(told).collect()
    }

    #[test]
    fn entries_are_known_again_by_id() {
        let old = "id,name,country\nA1,Alpha Mill,China\nA2,Beta Foods,China\nA3,Gamma Solar,China\n";
        let new = "id,name,country\nA3,Gamma Solar,China\nA1,Alpha Textile Mill,China\nA4,Delta Silicon,China\n";
        assert_eq!(
            changes(old, new),
            [
                "added - > Delta Silicon | ",
                "removed Beta Foods > - | ",
                "renamed Alpha Mill > Alpha Textile Mill | name: Alpha Mill > Alpha Textile Mill"
            ]
        );
        assert!(changes(old, old).is_empty());
    }

    #[test]
    fn without_ids_by_name_then_alias_then_address() {
        let old = "name,aliases,address\n\
            Alpha Mill,,\nBeta Foods,Beta Tomato,\nGamma Solar,,\"No. 5 East Road, Shihezi\"\nDelta Farm,,\n";
        let new = "name,aliases,address\n\
            Zeta Cotton,,\nBETA FOODS GROUP,Beta Foods;Beta Tomato,\n\
            New Gamma,,\"No. 5 East Road, Shihezi\"\nAlpha Mill.,,\n";
        assert_eq!(
            changes(old, new),
            [
                "added - > Zeta Cotton | ",
                "removed Delta Farm > - | ",
                "renamed Beta Foods > BETA FOODS GROUP | name: Beta Foods > BETA FOODS GROUP | \
                 other names:  > Beta Foods",
                "renamed Gamma Solar > New Gamma | name: Gamma Solar > New Gamma",
                "changed Alpha Mill > Alpha Mill. | name: Alpha Mill > Alpha Mill.",
            ]
        );
    }

    #[test]
    fn two_firms_of_one_name_are_told_apart_and_a_day_of_removal_removes() {
        let old = "name,address,removed\nAlpha Mill,\"1 Road, Hotan\",\nAlpha Mill,\"2 Road, Aksu\",\nBeta Foods,,\n";
        let new = "name,address,removed\nAlpha Mill,\"2 Road, Aksu\",\nBeta Foods,,2026-10-01\n";
        assert_eq!(
            changes(old, new),
            [
                "removed Alpha Mill > - | ",
                "removed Beta Foods > Beta Foods | removed:  > 2026-10-01 | status: active > removed"
            ]
        );
    }
}
