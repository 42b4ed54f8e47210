//! What the workers of a run have read: a cell, or the cells of a party that stand side by side, → what they say.
//!
//! One slot of 16 bytes tells whether a text is known and whether it matters: most rows of a ledger end there, at one wait
//! for memory. What the cells say in detail lies elsewhere ([`super::store`]) and is looked at only where a row may lead to
//! something. All workers look in one table, and none waits for another: a slot is taken once and never changes, and what
//! gets lost where two write at once is read again. Forgetting changes speed, never an answer.

use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytemuck::allocation::zeroed_slice_box;

use crate::cells::{CellFacts, Gist};
use crate::lexicon::countries::Country;

use super::key::Key;
use super::memory::MOST_HELD;
use super::store::{At, Room, Said, Store};

/// A text that is known: whether its row may lead to something, and where it stands what its cells say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Told(u32);

impl Told {
    /// The bit that tells a text whose cells all say nothing from a free slot.
    const KNOWN: u32 = 1;
    /// A cell speaks, or may make a row one of Chinese goods.
    const MATTERS: u32 = 2;
    const FLAGS: u32 = 2;

    fn new(place: u32, matters: bool) -> Self {
        Self(place << Self::FLAGS | if matters { Self::MATTERS } else { 0 } | Self::KNOWN)
    }

    /// False where nothing comes of a row whose other texts matter no more.
    pub(super) fn matters(self) -> bool {
        self.0 & Self::MATTERS != 0
    }

    /// Place of what its first cell says, from 1; 0 where none says anything.
    fn place(self) -> u32 {
        self.0 >> Self::FLAGS
    }
}

/// What a slot holds: the first bits of a key, nought in a free slot; the others and what is known of the text, nought until it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slot(u64, u64);

impl Slot {
    fn of((tag, more): (u64, u32), told: Told) -> Self {
        Self(tag, u64::from(more) | u64::from(told.0) << 32)
    }

    /// What is known of the text, where it is that of the key.
    fn told(self, (tag, more): (u64, u32)) -> Option<Told> {
        let told = Told((self.1 >> 32) as u32);
        (self.0 == tag && self.1 as u32 == more && told.0 & Told::KNOWN != 0).then_some(told)
    }
}

/// Slots tried before a text counts as unknown: in a table two thirds full more than 200 in a row are taken once in a million tables.
const MOST_PROBES: usize = 256;

/// A power of two, about two thirds full at most.
#[derive(Debug, Default)]
struct Slots {
    all: Box<[[AtomicU64; 2]]>,
    used: AtomicUsize,
}

impl Slots {
    fn sized(slots: usize) -> Self {
        Self { all: zeroed_slice_box(slots), used: AtomicUsize::new(0) }
    }

    fn place(&self, more: u32, probe: usize) -> Option<&[AtomicU64; 2]> {
        self.all.get((more as usize).wrapping_add(probe) & self.all.len().wrapping_sub(1))
    }

    fn load([tag, rest]: &[AtomicU64; 2]) -> Slot {
        // What is known of a text was written before this was.
        Slot(tag.load(Ordering::Relaxed), rest.load(Ordering::Acquire))
    }

    /// Puts a text into the first free slot; where there is none within reach, it stays unknown.
    fn insert(&self, key: (u64, u32), slot: Slot) {
        for probe in 0..MOST_PROBES {
            let Some([tag, rest]) = self.place(key.1, probe) else { return };
            match tag.load(Ordering::Relaxed) {
                0 if tag.compare_exchange(0, slot.0, Ordering::Relaxed, Ordering::Relaxed).is_ok() => {
                    rest.store(slot.1, Ordering::Release);
                    self.used.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                // Another worker has read it too.
                other if other == slot.0 && rest.load(Ordering::Relaxed) as u32 == key.1 => return,
                _ => {}
            }
        }
    }

    /// True where one more is too many.
    fn is_full(&self) -> bool {
        self.all.len() * 2 < (self.used.load(Ordering::Relaxed) + 1) * 3
    }

    /// The same texts in twice the room. What others put in meanwhile may be lost.
    fn grown(&self) -> Self {
        let larger = Self::sized((self.all.len() * 2).max(1024));
        for slot in self.all.iter().map(Self::load).filter(|slot| slot.1 != 0) {
            larger.insert((slot.0, slot.1 as u32), slot);
        }
        larger
    }
}

/// The table as it is: replaced when it grows, and when all is forgotten.
#[derive(Debug, Default)]
struct State {
    slots: Slots,
    store: Arc<Store>,
}

/// What the workers share.
#[derive(Debug, Default)]
struct Shared {
    state: Mutex<Arc<State>>,
    /// Counts how often the state was replaced.
    version: AtomicU32,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, Arc<State>> {
        // Nothing panics under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The table as one worker sees it.
#[derive(Debug)]
pub(super) struct Table {
    shared: Arc<Shared>,
    state: Arc<State>,
    version: u32,
    room: Room,
}

impl Default for Table {
    fn default() -> Self {
        Self::of(Arc::default())
    }
}

impl Table {
    fn of(shared: Arc<Shared>) -> Self {
        let (state, version) = (Arc::clone(&shared.state()), shared.version.load(Ordering::Relaxed));
        Self { shared, state, version, room: Room::default() }
    }

    /// The same table for another worker.
    pub(super) fn beside(&self) -> Self {
        Self::of(Arc::clone(&self.shared))
    }

    /// Sees what others did, and forgets all where it is too much; true where what stood in the table is no longer there. Not between
    /// the rows that were approached: what was found for them lies in the table.
    pub(super) fn make_room(&mut self) -> bool {
        let store = Arc::clone(&self.state.store);
        if self.shared.version.load(Ordering::Relaxed) != self.version {
            let shared = Arc::clone(&self.shared);
            self.see(&shared.state());
        }
        if self.state.slots.all.len() * size_of::<Slot>() + self.state.store.held() > MOST_HELD {
            self.forget();
        }
        !Arc::ptr_eq(&store, &self.state.store)
    }

    /// Forgets all, unless another worker has done so.
    fn forget(&mut self) {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.state();
        if Arc::ptr_eq(&state.store, &self.state.store) {
            *state = Arc::default();
            shared.version.fetch_add(1, Ordering::Relaxed);
        }
        self.see(&state);
    }

    fn see(&mut self, state: &Arc<State>) {
        if !Arc::ptr_eq(&state.store, &self.state.store) {
            self.room = Room::default();
        }
        self.state = Arc::clone(state);
        self.version = self.shared.version.load(Ordering::Relaxed);
    }

    /// Makes room for more slots, unless another worker has done so.
    fn grow(&mut self) {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.state();
        if !Arc::ptr_eq(&state.store, &self.state.store) {
            // The others have forgotten all; what this row has found still lies in the old store.
            return;
        }
        if Arc::ptr_eq(&state, &self.state) {
            *state = Arc::new(State { slots: self.state.slots.grown(), store: Arc::clone(&self.state.store) });
            shared.version.fetch_add(1, Ordering::Relaxed);
        }
        self.see(&state);
    }

    /// A remembered reading; none where it is not kept ([`At::made_of`]).
    pub(super) fn reading(&self, at: At) -> Option<&Arc<CellFacts>> {
        self.state.store.reading(at)
    }

    /// Keeps a reading.
    pub(super) fn hold(&mut self, reading: CellFacts) -> At {
        self.state.store.hold(&mut self.room, reading)
    }

    /// The first slot of a key. Kept for [`Self::get`]: a slot that holds the key goes on to.
    pub(super) fn slot(&self, key: Key) -> Slot {
        self.state.slots.place(key.tag().1, 0).map(Slots::load).unwrap_or_default()
    }

    /// Loads what the cells of the text in a slot say, where it matters.
    pub(super) fn approach(&self, slot: Slot) {
        let told = Told((slot.1 >> 32) as u32);
        if told.matters() {
            self.state.store.approach(told.place());
        }
    }

    /// What is known of a text, whose first slot was loaded before.
    pub(super) fn get(&self, key: Key, first: Slot) -> Option<Told> {
        let key = key.tag();
        if let Some(told) = first.told(key) {
            return Some(told);
        }
        for probe in 0..MOST_PROBES {
            let slot = Slots::load(self.state.slots.place(key.1, probe)?);
            if slot.0 == 0 {
                return None;
            }
            if let Some(told) = slot.told(key) {
                return Some(told);
            }
        }
        None
    }

    /// What the cells of a known text say, those that say anything.
    pub(super) fn said(&self, told: Told) -> impl Iterator<Item = Said> + '_ {
        self.state.store.said(told.place())
    }

    /// Remembers a text that is not known, and what its cells say.
    pub(super) fn remember(&mut self, key: Key, said: &[Said]) -> Told {
        if self.state.slots.is_full() {
            self.grow();
        }
        let told = Told::new(self.state.store.keep(&mut self.room, said), said.iter().any(|s| matters(&s.gist)));
        self.state.slots.insert(key.tag(), Slot::of(key.tag(), told));
        told
    }
}

/// Whether a cell speaks, or may make its row one of Chinese goods.
fn matters(gist: &Gist) -> bool {
    let china = |c: Option<Country>| c == Some(Country::CHINA);
    gist.speaks || gist.elsewhere || china(gist.country) || china(gist.whole_country)
}

#[cfg(test)]
mod tests {
    use crate::lexicon::vocabulary::Classes;

    use super::super::key::Segment;
    use super::*;

    fn said(n: u64) -> Said {
        let gist =
            Gist { goods: Classes(n), country: Some(Country(*b"GB")), speaks: n.is_multiple_of(2), ..Gist::default() };
        Said { cell: (n % 7) as u16, gist, at: At::place(None) }
    }

    fn key(text: &str, kind: u16) -> Key {
        Segment { text, cells: &[], base: 0, kind }.key()
    }

    fn get(table: &Table, key: Key) -> Option<Vec<Said>> {
        table.get(key, table.slot(key)).map(|told| table.said(told).collect())
    }

    #[test]
    fn every_text_comes_back_as_it_was_and_no_other() {
        let mut table = Table::default();
        let text = |n: u64| "x".repeat((n % 40) as usize) + &n.to_string();
        for n in 0..50_000 {
            for kind in [0, 1] {
                let (key, n) = (key(&text(n), kind), n + u64::from(kind) * 100_000);
                assert_eq!(get(&table, key), None);
                // Silent cells are not kept, wherever they stand.
                table.remember(key, &[said(n), Said { cell: 9, ..Said::NOTHING }, said(n + 1)]);
            }
        }
        for n in 0..50_000 {
            for kind in [0, 1] {
                let (key, n) = (key(&text(n), kind), n + u64::from(kind) * 100_000);
                assert_eq!(get(&table, key), Some(vec![said(n), said(n + 1)]), "{}", text(n));
            }
        }
    }

    #[test]
    fn workers_that_write_and_forget_at_once_find_what_was_said_or_nothing() {
        let first = Table::default();
        let workers: Vec<Table> = (0..4).map(|_| first.beside()).collect();
        std::thread::scope(|scope| {
            for (worker, mut table) in workers.into_iter().enumerate() {
                scope.spawn(move || {
                    let mut found = 0;
                    for n in 0..120_000u64 {
                        // All ask for the same texts, each in an order of its own.
                        let n = n.wrapping_mul([1, 3, 7, 9][worker]) % 40_000;
                        let key = key(&n.to_string(), 0);
                        if n.is_multiple_of(16) {
                            table.make_room();
                        }
                        if n.is_multiple_of(19_999) {
                            table.forget();
                        }
                        let reading = |n: u64| CellFacts { titles: vec![n.to_string().into()], ..CellFacts::default() };
                        match get(&table, key) {
                            Some(all) => {
                                found += 1;
                                let [one, other] = all[..] else { panic!("{n}: {all:?}") };
                                assert_eq!((one, other.gist), (said(n), said(n + 1).gist));
                                assert_eq!(
                                    format!("{:?}", table.reading(other.at)),
                                    format!("{:?}", Some(Arc::new(reading(n))))
                                );
                            }
                            None => {
                                let at = table.hold(reading(n));
                                table.remember(key, &[said(n), Said { at, ..said(n + 1) }]);
                            }
                        }
                    }
                    assert!(found > 1_000, "{found}");
                });
            }
        });
    }

    #[test]
    fn a_text_that_says_nothing_is_known() {
        let mut table = Table::default();
        for n in 0..1_000 {
            let told = table.remember(key(&n.to_string(), 0), &[Said::NOTHING]);
            assert!(!told.matters());
        }
        assert_eq!(get(&table, key("7", 0)), Some(Vec::new()));
        assert_eq!(get(&table, key("1000", 0)), None);
        assert_eq!(table.state.store.held(), 0);
    }

    #[test]
    fn a_text_matters_where_one_cell_does() {
        let mut table = Table::default();
        let gist =
            |country: &[u8; 2], elsewhere| Gist { country: Some(Country(*country)), elsewhere, ..Gist::default() };
        for (at, (gist, expected)) in
            [(gist(b"GB", false), false), (gist(b"CN", false), true), (gist(b"GB", true), true)].into_iter().enumerate()
        {
            let quiet = Said { gist: Gist { han: true, ..Gist::default() }, ..Said::NOTHING };
            let told = table.remember(key(&at.to_string(), 0), &[quiet, Said { cell: 1, gist, ..Said::NOTHING }]);
            assert_eq!(told.matters(), expected, "{gist:?}");
        }
    }
}
