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
    pub(super) more: More,
}

/// What a cell says beyond its gist.
#[derive(Debug, Clone)]
pub(super) enum More {
    /// Nothing, or one place of China.
    Place(Option<PlaceIx>),
    /// All that it says.
    Whole(Arc<Reading>),
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

/// Readings that many cells have in common: a legal form and nothing else, a town and its country.
///
/// Those of one place at most are not kept for a cell but made of its gist where they are wanted, which is in one row of six. Others are
/// kept once by each worker: workers that count the holders of one reading wait for each other at every count.
#[derive(Debug, Default)]
pub(super) struct Plain {
    made: FxHashMap<MadeKey, Arc<Reading>>,
    kept: FxHashMap<PlainKey, Arc<Reading>>,
}

/// All that a reading says which is made of a gist and a place.
type MadeKey = (bool, bool, Option<Country>, Option<Country>, Option<PlaceIx>);

/// The same of one with more places.
type PlainKey = (bool, bool, Option<Country>, Option<Country>, Box<[PlaceIx]>);

impl Plain {
    /// Readings kept, some 400 bytes each; then all are forgotten.
    const MOST: usize = 8192;

    /// What is kept of a reading beside its gist.
    pub(super) fn keep(&mut self, reading: Reading) -> More {
        match reading.elsewhere.as_slice() {
            _ if !reading.is_plain() => More::Whole(Arc::new(reading)),
            [] => More::Place(None),
            [place] => More::Place(Some(*place)),
            _ => More::Whole(self.own(&reading)),
        }
    }

    /// The same as this worker keeps it.
    pub(super) fn adopt(&mut self, more: More) -> More {
        match more {
            More::Whole(reading) if reading.is_plain() => More::Whole(self.own(&reading)),
            more => more,
        }
    }

    fn own(&mut self, reading: &Reading) -> Arc<Reading> {
        if self.kept.len() >= Self::MOST {
            self.kept.clear();
        }
        let key = (reading.legal_form, reading.han, reading.country, reading.whole_country, reading.elsewhere.as_slice().into());
        Arc::clone(self.kept.entry(key).or_insert_with(|| Arc::new(reading.clone())))
    }

    /// Forgets where there are too many. Between rows: what was made for one is asked for at its end.
    pub(super) fn make_room(&mut self) {
        if self.made.len() >= Self::MOST {
            self.made.clear();
        }
    }

    /// Makes the reading of a gist and a place, for [`Self::made`].
    pub(super) fn make(&mut self, gist: Gist, place: Option<PlaceIx>) {
        self.made.entry(made_key(gist, place)).or_insert_with(|| {
            let Gist { whole_country, country, han, legal_form, .. } = gist;
            Arc::new(Reading { whole_country, country, han, legal_form, elsewhere: place.into_iter().collect(), ..Reading::default() })
        });
    }

    /// The reading of a gist and a place, where it was made.
    pub(super) fn made(&self, gist: Gist, place: Option<PlaceIx>) -> Option<&Arc<Reading>> {
        self.made.get(&made_key(gist, place))
    }
}

fn made_key(gist: Gist, place: Option<PlaceIx>) -> MadeKey {
    (gist.legal_form, gist.han, gist.country, gist.whole_country, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_a_gist_and_a_place_says_all_that_was_read() {
        let country = |code: &[u8; 2]| Some(Country(*code));
        let readings = [
            Reading::default(),
            Reading { legal_form: true, ..Reading::default() },
            Reading { han: true, country: country(b"CN"), ..Reading::default() },
            Reading { whole_country: country(b"GB"), ..Reading::default() },
            Reading { legal_form: true, elsewhere: vec![PlaceIx(7)], ..Reading::default() },
            Reading { elsewhere: vec![PlaceIx(0)], country: country(b"HK"), han: true, ..Reading::default() },
        ];
        let mut plain = Plain::default();
        for reading in readings {
            let gist = reading.gist();
            let More::Place(place) = plain.keep(reading.clone()) else { panic!("kept whole: {reading:?}") };
            plain.make(gist, place);
            assert_eq!(format!("{:?}", plain.made(gist, place)), format!("{:?}", Some(Arc::new(reading))));
        }
    }

    #[test]
    fn what_says_more_is_kept_whole() {
        let mut plain = Plain::default();
        let places = Reading { elsewhere: vec![PlaceIx(1), PlaceIx(2)], ..Reading::default() };
        let titled = Reading { titles: vec!["director".into()], ..Reading::default() };
        for reading in [places, titled] {
            assert!(matches!(plain.keep(reading.clone()), More::Whole(kept) if format!("{kept:?}") == format!("{reading:?}")));
        }
    }
}
