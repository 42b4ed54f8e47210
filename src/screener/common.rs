//! What the workers of a run have read, shared: each distinct cell is read once, not once a worker. Bounded; what is
//! forgotten is read again.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::reading::{Gist, Reading};

use super::memory::{COST, MOST_HELD};

/// A cell that was read.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) gist: Gist,
    /// Nothing where the cell says nothing.
    pub(super) reading: Option<Arc<Reading>>,
}

impl Known {
    pub(super) fn of(reading: Reading) -> Self {
        Self { gist: reading.gist(), reading: (!reading.is_silent()).then(|| Arc::new(reading)) }
    }
}

/// Parts with a lock of their own: workers ask only for cells that they do not know themselves, so few suffice.
const PARTS: usize = 16;

/// Cells read with misspellings, and without.
type Part = [FxHashMap<Box<str>, Known>; 2];

/// The shared memory.
#[derive(Debug, Default)]
pub(super) struct Common {
    parts: [Mutex<Part>; PARTS],
    held: AtomicUsize,
    /// Counts how often all was forgotten.
    round: AtomicU32,
}

impl Common {
    fn part(&self, key: u32) -> MutexGuard<'_, Part> {
        // The highest bits: the lower ones choose slots. Nothing panics under the lock.
        self.parts[(key >> 28) as usize % PARTS].lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn round(&self) -> u32 {
        self.round.load(Ordering::Relaxed)
    }

    pub(super) fn get(&self, key: u32, text: &str, fuzzy: bool) -> Option<Known> {
        self.part(key)[usize::from(fuzzy)].get(text).cloned()
    }

    pub(super) fn put(&self, key: u32, text: &str, fuzzy: bool, known: &Known) {
        let cost = text.len() + 64 + if known.reading.is_some() { COST } else { 0 };
        if self.held.fetch_add(cost, Ordering::Relaxed) + cost > MOST_HELD {
            self.forget();
        }
        self.part(key)[usize::from(fuzzy)].insert(text.into(), known.clone());
    }

    fn forget(&self) {
        self.held.store(0, Ordering::Relaxed);
        self.round.fetch_add(1, Ordering::Relaxed);
        for part in &self.parts {
            *part.lock().unwrap_or_else(PoisonError::into_inner) = Part::default();
        }
    }
}
