//! Advisories of goods told before: by party and class of goods, the ids of what has been told in full.
//!
//! A party of a watched trade comes with many goods, and its advisory stands in `parties.csv` once. What has been told in
//! full need not be put into words again: its id says that there is one row more. Which goods a row names and that they are
//! Chinese stands in the gists of its cells, so that no reading is looked at.
//!
//! Workers tell each other what they have told, and in which turn (the number of a batch, in the order of the reports): only
//! what was told in an earlier turn stands in the reports before a row of this one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::lexicon::vocabulary::{Classes, GoodsClass, words};
use crate::model::{ColumnMap, EntryIx, FindingId, LedgerRow, Role};
use crate::policy::sector::Watched;

use super::key::{Key, Segment};
use super::memory::Seen;

/// The advisories that one worker has told, or heard from the others.
#[derive(Debug, Default)]
pub(super) struct Advised {
    own: Told,
    /// What all have told. Asked for what this worker does not know, which is once a party.
    all: Arc<[Mutex<Told>; PARTS]>,
    /// The turn that rows are screened for.
    turn: u64,
}

/// Parts with a lock of their own.
const PARTS: usize = 16;

/// By party and class of goods.
type Told = FxHashMap<(Key, GoodsClass), Ids>;

/// An entry of the class's sector and one of the list of goods, each with the first turn in which it was told.
type Ids = [Option<(EntryIx, FindingId, u64)>; 2];

impl Advised {
    /// Pairs remembered, some 90 bytes each; then all are forgotten, and told again.
    const MOST: usize = 65_536;

    /// For another worker of the run.
    pub(super) fn beside(&self) -> Self {
        Self { all: Arc::clone(&self.all), ..Self::default() }
    }

    /// Rows from now on are of this turn.
    pub(super) fn begin(&mut self, turn: u64) {
        self.turn = turn;
    }

    /// Notes an advisory that is told now.
    pub(super) fn tell(&mut self, party: &str, goods: GoodsClass, (entry, id): (EntryIx, FindingId)) {
        let key = (key(party), goods);
        if self.own.len() >= Self::MOST {
            self.own.clear();
        }
        note(self.own.entry(key).or_default(), (entry, id, self.turn));
        if self.is_alone() {
            return;
        }
        let mut part = self.part(key.0);
        if part.len() >= Self::MOST / PARTS {
            part.clear();
        }
        note(part.entry(key).or_default(), (entry, id, self.turn));
    }

    /// What was told of a party and class before this turn, or by this worker.
    fn told(&mut self, key: (Key, GoodsClass)) -> Ids {
        if let Some(ids) = self.own.get(&key) {
            return *ids;
        }
        if self.is_alone() {
            return Ids::default();
        }
        let Some(ids) = self.part(key.0).get(&key).copied() else { return Ids::default() };
        let earlier = ids.map(|told| told.filter(|(.., turn)| *turn < self.turn));
        if self.own.len() < Self::MOST && earlier.iter().any(Option::is_some) {
            self.own.insert(key, earlier);
        }
        earlier
    }

    fn is_alone(&self) -> bool {
        Arc::strong_count(&self.all) == 1
    }

    fn part(&self, key: Key) -> MutexGuard<'_, Told> {
        // Nothing panics under the lock.
        self.all[key.tag().1 as usize % PARTS].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends the ids of a row's advisories, where all have been told of its party before: the findings are the same, but for the row.
    /// Of a row for which nothing but the sector rule speaks.
    pub(super) fn again(&mut self, watched: &Watched, party: &str, goods: Classes, again: &mut Vec<FindingId>) -> bool {
        let before = again.len();
        let key = key(party);
        let mut met = [None; MOST_ADVISED];
        let mut count = 0;
        for class in goods.iter().filter(|class| watched.classes().has(*class)) {
            let told = self.told((key, class));
            for entry in watched.entries(class) {
                let id = told.iter().flatten().find(|(e, ..)| *e == entry).map(|(_, id, _)| *id);
                // Two kinds of goods under one entry: the row's order says which of them is told.
                let free = if met.contains(&Some(entry)) { None } else { met.get_mut(count) };
                let (Some(id), Some(place)) = (id, free) else {
                    again.truncate(before);
                    return false;
                };
                *place = Some(entry);
                count += 1;
                again.push(id);
            }
        }
        count > 0
    }
}

/// Adds an advisory, unless it was told in an earlier turn.
fn note(ids: &mut Ids, new: (EntryIx, FindingId, u64)) {
    let same = |told: &Option<(EntryIx, FindingId, u64)>| told.is_none_or(|(entry, ..)| entry == new.0);
    if let Some(place) = ids.iter_mut().find(|told| same(told))
        && place.is_none_or(|(.., turn)| new.2 < turn)
    {
        *place = Some(new);
    }
}

/// Entries that one row is advised of, at most, without being put into words.
const MOST_ADVISED: usize = 8;

fn key(party: &str) -> Key {
    Segment { text: party, cells: &[], base: 0, kind: 0 }.key()
}

/// The goods that a row names in the cells that describe them, whatever is negated elsewhere.
pub(super) fn goods(row: LedgerRow<'_>, columns: &ColumnMap, seen: &[Seen]) -> Classes {
    let mut all = Classes::default();
    for seen in seen.iter().filter(|s| s.role == Role::Product) {
        all.0 |= seen.gist.goods.0;
    }
    for class in columns.of(Role::Hts).filter_map(|c| words().class_of_hts(row.cell(c))) {
        all.insert(class);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTY: &str = "Ningbo Plain Works";

    fn id(n: u64) -> (EntryIx, FindingId) {
        (EntryIx(n as u32), FindingId(n * 100))
    }

    fn told(advised: &mut Advised, goods: u8) -> Vec<FindingId> {
        advised.told((key(PARTY), GoodsClass(goods))).iter().flatten().map(|(_, id, _)| *id).collect()
    }

    #[test]
    fn another_worker_hands_on_what_was_told_in_an_earlier_turn() {
        let mut one = Advised::default();
        let mut other = one.beside();
        one.begin(5);
        one.tell(PARTY, GoodsClass(3), id(1));
        assert_eq!(told(&mut one, 3), [id(1).1], "whoever has told it knows");
        for turn in [4, 5] {
            other.begin(turn);
            assert_eq!(told(&mut other, 3), [], "turn {turn} may be written first");
        }
        // Told in an earlier turn meanwhile, by a worker that could not know.
        other.begin(2);
        other.tell(PARTY, GoodsClass(3), id(1));
        let mut third = one.beside();
        third.begin(3);
        assert_eq!((told(&mut third, 3), told(&mut third, 4)), (vec![id(1).1], vec![]));
        one.tell(PARTY, GoodsClass(3), id(2));
        assert_eq!(told(&mut one, 3), [id(1).1, id(2).1]);
    }
}
