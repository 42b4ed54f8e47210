//! What cells say, kept where it was put until all is forgotten: workers add to it and read in it at the same time.

use std::hint::black_box;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use bytemuck::allocation::zeroed_slice_box;

use crate::cells::{CellFacts, Gist};
use crate::lexicon::PlaceIx;
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::Classes;

/// Where a remembered reading is kept; nowhere where the cell says no more than its gist and one place of China.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At(u32);

impl At {
    const NOWHERE: Self = Self(u32::MAX);
    /// The bit that tells a place from a reading.
    const PLACE: u32 = 1 << 31;

    /// Of a reading that is made of its gist and this place.
    pub(super) fn place(place: Option<PlaceIx>) -> Self {
        place.map_or(Self::NOWHERE, |place| Self(Self::PLACE | place.0))
    }

    /// What makes up the reading together with the gist, where it is not kept.
    pub(super) fn made_of(self) -> Option<Option<PlaceIx>> {
        (self.0 & Self::PLACE != 0).then(|| Some(PlaceIx(self.0 & !Self::PLACE)).filter(|_| self != Self::NOWHERE))
    }
}

/// What one cell of a remembered text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// Its place among the cells of the text.
    pub(super) cell: u16,
    pub(super) gist: Gist,
    pub(super) at: At,
}

impl Said {
    /// Nothing at all.
    pub(super) const NOTHING: Self = Self { cell: 0, gist: Gist::NOTHING, at: At::NOWHERE };

    fn is_nothing(&self) -> bool {
        self.gist == Gist::NOTHING && self.at == At::NOWHERE
    }
}

/// What one remembered reading costs beside its text, measured on the generated ledger.
const COST: usize = 480;

/// A cell's place, flags and countries; its goods; its reading, or a place of China.
type Item = [AtomicU64; 3];

/// What cells say, those of one text one after the other, and the readings of those that say more than a gist holds.
#[derive(Debug, Default)]
pub(super) struct Store {
    items: Chunks<Item>,
    readings: Chunks<OnceLock<Arc<CellFacts>>>,
    next_item: AtomicU32,
    next_reading: AtomicU32,
    held: AtomicUsize,
}

/// The part of a store that one worker fills: what lies side by side was written by one.
#[derive(Debug, Default)]
pub(super) struct Room {
    items: Range<u32>,
    readings: Range<u32>,
}

/// Places that a worker takes at once; chunks are made of as many.
const BLOCK: u32 = 256;

impl Store {
    /// Bytes held.
    pub(super) fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Keeps what the cells of a text say, those that say anything; the place of the first, from 1, or 0.
    pub(super) fn keep(&self, room: &mut Room, said: &[Said]) -> u32 {
        let count = said.iter().filter(|s| !s.is_nothing()).count() as u32;
        if count == 0 {
            return 0;
        }
        if room.items.len() < count as usize {
            room.items = self.reserve(&self.next_item, size_of::<Item>());
        }
        let first = room.items.start;
        for (n, said) in said.iter().filter(|s| !s.is_nothing()).enumerate() {
            let item = self.items.make(first + n as u32, zeroed_slice_box);
            for (word, packed) in item.iter().zip(pack(said, n as u32 + 1 == count)) {
                word.store(packed, Ordering::Relaxed);
            }
        }
        room.items.start += count;
        first + 1
    }

    /// Keeps a reading.
    pub(super) fn hold(&self, room: &mut Room, reading: CellFacts) -> At {
        if room.readings.is_empty() {
            room.readings = self.reserve(&self.next_reading, size_of::<OnceLock<Arc<CellFacts>>>());
        }
        self.held.fetch_add(COST, Ordering::Relaxed);
        let at = room.readings.start;
        room.readings.start += 1;
        // The place is this worker's alone.
        self.readings.make(at, |n| (0..n).map(|_| OnceLock::new()).collect()).get_or_init(|| Arc::new(reading));
        At(at)
    }

    /// A reading that is kept; none where it is made ([`At::made_of`]).
    pub(super) fn reading(&self, at: At) -> Option<&Arc<CellFacts>> {
        self.readings.get(at.0)?.get()
    }

    /// Loads what lies at a place.
    pub(super) fn approach(&self, place: u32) {
        black_box(self.items.get(place.wrapping_sub(1)).map(|item| item[0].load(Ordering::Relaxed)));
    }

    /// What the cells of a text say, from the place of the first on; nothing at 0.
    pub(super) fn said(&self, place: u32) -> impl Iterator<Item = Said> + '_ {
        let mut rest = self.items.from(place.wrapping_sub(1));
        std::iter::from_fn(move || {
            let (item, behind) = rest.split_first()?;
            let (said, last) = unpack([0, 1, 2].map(|word: usize| item[word].load(Ordering::Relaxed)));
            rest = if last { &[] } else { behind };
            Some(said)
        })
    }

    fn reserve(&self, next: &AtomicU32, size: usize) -> Range<u32> {
        self.held.fetch_add(BLOCK as usize * size, Ordering::Relaxed);
        let first = next.fetch_add(BLOCK, Ordering::Relaxed);
        first..first.saturating_add(BLOCK)
    }
}

/// Room that grows and never moves: each chunk has twice the size of the one before.
#[derive(Debug)]
struct Chunks<T>([OnceLock<Box<[T]>>; 24]);

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| OnceLock::new()))
    }
}

impl<T> Chunks<T> {
    /// The chunk and the place in it.
    fn place(at: u32) -> (usize, usize) {
        let from_first = u64::from(at) + u64::from(BLOCK);
        let chunk = (from_first / u64::from(BLOCK)).ilog2() as usize;
        (chunk, (from_first - (u64::from(BLOCK) << chunk)) as usize)
    }

    fn get(&self, at: u32) -> Option<&T> {
        self.from(at).first()
    }

    /// What lies from a place on, to the end of its chunk.
    fn from(&self, at: u32) -> &[T] {
        let (chunk, place) = Self::place(at);
        self.0.get(chunk).and_then(OnceLock::get).and_then(|all| all.get(place..)).unwrap_or_default()
    }

    /// The same, in a chunk that is made where there is none.
    fn make(&self, at: u32, fresh: impl Fn(usize) -> Box<[T]>) -> &T {
        let (chunk, place) = Self::place(at);
        &self.0[chunk].get_or_init(|| fresh((BLOCK as usize) << chunk))[place]
    }
}

const LAST: u64 = 1 << 31;

fn pack(said: &Said, last: bool) -> [u64; 3] {
    let Said { cell, gist, at } = said;
    let country = |c: Option<Country>| c.map_or(0, |c| u64::from(u16::from_le_bytes(c.0)));
    let flags = [gist.speaks, gist.elsewhere, gist.han, gist.legal_form, gist.titled, gist.negates];
    let flags = flags.into_iter().enumerate().fold(0, |all, (bit, set)| all | u64::from(set) << bit);
    let last = if last { LAST } else { 0 };
    let first = u64::from(*cell) | flags << 16 | last | country(gist.whole_country) << 32 | country(gist.country) << 48;
    [first, gist.goods.0, at.0.into()]
}

/// What one cell says, and whether it is the last of its text.
fn unpack([first, goods, at]: [u64; 3]) -> (Said, bool) {
    let country =
        |bits: u64| Some(bits & 0xFFFF).filter(|bits| *bits != 0).map(|bits| Country((bits as u16).to_le_bytes()));
    let flag = |place: u32| first >> (16 + place) & 1 != 0;
    let gist = Gist {
        goods: Classes(goods),
        whole_country: country(first >> 32),
        country: country(first >> 48),
        speaks: flag(0),
        elsewhere: flag(1),
        han: flag(2),
        legal_form: flag(3),
        titled: flag(4),
        negates: flag(5),
    };
    (Said { cell: (first & 0xFFFF) as u16, gist, at: At(at as u32) }, first & LAST != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_hold_each_place_once() {
        let (mut chunk, mut place) = (0, 0);
        for at in 0..100_000 {
            assert_eq!(Chunks::<u8>::place(at), (chunk, place));
            place += 1;
            if place == (BLOCK as usize) << chunk {
                (chunk, place) = (chunk + 1, 0);
            }
        }
        assert!(Chunks::<u8>::place(u32::MAX - 1).0 < 25);
    }

    #[test]
    fn every_field_of_a_gist_comes_back() {
        let all = Gist {
            goods: Classes(u64::MAX),
            whole_country: Some(Country(*b"CN")),
            country: Some(Country(*b"GB")),
            speaks: true,
            elsewhere: true,
            han: true,
            legal_form: true,
            titled: true,
            negates: true,
        };
        for said in [
            Said { cell: u16::MAX, gist: all, at: At(7) },
            Said { cell: 3, gist: Gist { negates: false, country: None, ..all }, at: At::place(Some(PlaceIx(9))) },
            Said::NOTHING,
        ] {
            assert_eq!(unpack(pack(&said, true)), (said, true));
            assert_eq!(unpack(pack(&said, false)), (said, false));
        }
    }
}
