//! What the workers of a run have read, shared: each distinct cell is read once, not once a worker. Bounded; what is
//! forgotten is read again.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::lexicon::PlaceIx;
use crate::lexicon::countries::Country;
use crate::reading::{Gist, Reading};

use super::key::Key;
use super::memory::MOST_HELD;
use super::table::Table;

/// A cell that was read.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its place among the cells of its text.
    pub(super) cell: u16,
    pub(super) gist: Gist,
    /// Nothing where the cell says nothing.
    pub(super) reading: Option<Arc<Reading>>,
}

/// Parts with a lock of their own: workers ask only for what they do not know themselves, so few suffice.
const PARTS: usize = 16;

/// The shared memory.
#[derive(Debug, Default)]
pub(super) struct Common {
    parts: [Mutex<Table>; PARTS],
    held: AtomicUsize,
    /// Counts how often all was forgotten.
    round: AtomicU32,
}

impl Common {
    fn part(&self, key: Key) -> MutexGuard<'_, Table> {
        // Nothing panics under the lock.
        self.parts[key.part() % PARTS].lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn round(&self) -> u32 {
        self.round.load(Ordering::Relaxed)
    }

    /// What a cell says, where somebody has read it.
    pub(super) fn get(&self, key: Key) -> Option<Known> {
        self.part(key).known(key)
    }

    /// Tells the others what a cell says.
    pub(super) fn put(&self, key: Key, known: Known) {
        let mut part = self.part(key);
        let before = part.held();
        part.remember(key, [known], true);
        let more = part.held() - before;
        drop(part);
        if self.held.fetch_add(more, Ordering::Relaxed) + more > MOST_HELD {
            self.forget();
        }
    }

    fn forget(&self) {
        self.held.store(0, Ordering::Relaxed);
        self.round.fetch_add(1, Ordering::Relaxed);
        for part in &self.parts {
            *part.lock().unwrap_or_else(PoisonError::into_inner) = Table::default();
        }
    }
}

/// Readings that many cells have in common, kept once: a legal form and nothing else, a town and its country.
#[derive(Debug, Default)]
pub(super) struct Plain(FxHashMap<PlainKey, Arc<Reading>>);

/// All that such a reading says.
type PlainKey = (bool, bool, Option<Country>, Option<Country>, Box<[PlaceIx]>);

impl Plain {
    /// Readings kept, some 400 bytes each; then all are forgotten.
    const MOST: usize = 8192;

    /// A reading as it is remembered; nothing where it says nothing.
    pub(super) fn keep(&mut self, reading: Reading) -> Option<Arc<Reading>> {
        if reading.is_silent() {
            return None;
        }
        if !reading.is_plain() {
            return Some(Arc::new(reading));
        }
        Some(self.own(&reading))
    }

    /// The same reading as this worker keeps it. Workers that count the holders of one reading wait for each other at every count.
    pub(super) fn adopt(&mut self, reading: Arc<Reading>) -> Arc<Reading> {
        if reading.is_plain() { self.own(&reading) } else { reading }
    }

    fn own(&mut self, reading: &Reading) -> Arc<Reading> {
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        let key = (reading.legal_form, reading.han, reading.country, reading.whole_country, reading.elsewhere.as_slice().into());
        Arc::clone(self.0.entry(key).or_insert_with(|| Arc::new(reading.clone())))
    }
}
