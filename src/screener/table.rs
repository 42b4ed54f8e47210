//! A worker's own table of what it has read: a cell, or the cells of a party that stand side by side, → gists and readings, in
//! one probe.
//!
//! Head, gists and text lie in one stretch of memory, in the order they were met: what comes often came first, so
//! the busiest stretch stays in the caches, and a look-up waits for memory twice, once for the slot and once
//! for the stretch. A text counts as known only where it is the same whole, cell by cell.

use std::hint::black_box;
use std::sync::Arc;

use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::Classes;
use crate::reading::{Gist, Reading};

use super::common::Known;
use super::memory::COST;

/// Where a remembered reading is kept; nowhere where the cell says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At(u32);

impl At {
    const NOWHERE: Self = Self(u32::MAX);
}

/// What one cell of a remembered text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// Its place among the cells of the text.
    pub(super) cell: u16,
    pub(super) gist: Gist,
    pub(super) at: At,
}

/// A text to be looked up: one cell, or several that stand side by side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    /// Where its cells start and end, counted from `base`; none for one cell.
    pub(super) cells: &'t [(u32, u32)],
    pub(super) base: u32,
    /// What else the reading depends on; pieces of different kinds are different texts.
    pub(super) kind: u16,
}

impl Piece<'_> {
    /// Starts and ends of its cells, two bytes each.
    fn places(&self) -> impl Iterator<Item = [u8; 4]> + '_ {
        let place = |at: u32| at.wrapping_sub(self.base) & 0xFFFF;
        self.cells.iter().map(move |&(start, end)| (place(start) | place(end) << 16).to_le_bytes())
    }

    /// Length, kind and number of cells: what of a head must be the same.
    fn shape(&self) -> u64 {
        self.text.len() as u64 | u64::from(self.kind) << 16 | (self.cells.len() as u64 & 0xFF) << 32
    }

    /// A hash. It only chooses where to look.
    pub(super) fn key(&self) -> u32 {
        const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
        let fold = |a: u64, b: u64| {
            let product = u128::from(a).wrapping_mul(u128::from(b));
            product as u64 ^ (product >> 64) as u64
        };
        let (pairs, rest) = self.text.as_bytes().as_chunks::<16>();
        let mut last = [0; 16];
        last[..rest.len()].copy_from_slice(rest);
        // Two words a step: a step waits for the one before it.
        let state = pairs.iter().chain([&last]).fold(self.shape(), |state, pair| {
            let pair = u128::from_le_bytes(*pair);
            fold(pair as u64 ^ state, (pair >> 64) as u64 ^ MIX)
        });
        fold(state, MIX) as u32
    }
}

/// Slots tried before a text counts as unknown: a half-full table needs more than a handful once in a million times,
/// and texts made to collide cost no more than this.
const MOST_PROBES: usize = 32;

/// Bytes of what one cell says: place, flags and countries; goods; reading.
const SAID: usize = 20;

/// The bits of a head that hold its shape; above them stands how many of the cells say something.
const SHAPE: u64 = 0xFF_FFFF_FFFF;

/// Texts and what they say.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Hash, and place of the text (from 1), 0 for none; a power of two, at most half full.
    slots: Vec<(u32, u32)>,
    used: usize,
    /// For each text: its head, the places of its cells, what they say, and the text.
    texts: Texts,
    readings: Vec<Arc<Reading>>,
    /// Bytes of the readings.
    own: usize,
}

/// Texts one after the other, in chunks: a vector that doubles would touch three times the memory, and fresh memory is dear.
#[derive(Debug, Default)]
struct Texts(Vec<Vec<u8>>);

impl Texts {
    const BITS: u32 = 20;
    const CHUNK: usize = 1 << Self::BITS;

    fn held(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * Self::CHUNK + last.len())
    }

    /// What lies from a place on, at least to the end of the text that begins there.
    fn from(&self, place: u32) -> Option<&[u8]> {
        self.0.get((place >> Self::BITS) as usize)?.get(place as usize % Self::CHUNK..)
    }

    /// Where the next text of so many bytes begins, and what to append it to.
    fn begin(&mut self, length: usize) -> (u32, &mut Vec<u8>) {
        if self.0.last().is_none_or(|last| last.len() + length > Self::CHUNK) {
            // The first grows as it is needed: one row needs little.
            self.0.push(if self.0.is_empty() { Vec::new() } else { Vec::with_capacity(Self::CHUNK) });
        }
        let chunk = self.0.len() - 1;
        let last = &mut self.0[chunk];
        ((chunk << Self::BITS | last.len()) as u32, last)
    }
}

/// Where to look for a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spot {
    key: u32,
    /// The first slot's hash and place.
    slot: (u32, u32),
    /// The head of the text that the first slot points to.
    head: u64,
}

impl Spot {
    /// Nothing looked at yet.
    pub(super) fn far(key: u32) -> Self {
        Self { key, ..Self::default() }
    }

    /// The text's hash.
    pub(super) fn key(self) -> u32 {
        self.key
    }
}

fn pack(said: &Said) -> [u8; SAID] {
    let Said { cell, gist, at } = said;
    let country = |c: Option<Country>| c.map_or(0, |c| u64::from(u16::from_le_bytes(c.0)));
    let flags = u64::from(gist.speaks) | u64::from(gist.elsewhere) << 1 | u64::from(gist.han) << 2;
    let first = u64::from(*cell) | flags << 16 | country(gist.whole_country) << 32 | country(gist.country) << 48;
    let mut packed = [0; SAID];
    packed[..8].copy_from_slice(&first.to_le_bytes());
    packed[8..16].copy_from_slice(&gist.goods.0.to_le_bytes());
    packed[16..].copy_from_slice(&at.0.to_le_bytes());
    packed
}

fn unpack(packed: &[u8; SAID]) -> Said {
    let (first, rest) = word(packed).unwrap_or_default();
    let (goods, rest) = word(rest).unwrap_or_default();
    let at = rest.first_chunk().map_or(At::NOWHERE, |at| At(u32::from_le_bytes(*at)));
    let country = |bits: u64| (bits & 0xFFFF != 0).then(|| Country(((bits & 0xFFFF) as u16).to_le_bytes()));
    let flag = |place: u32| first >> (16 + place) & 1 != 0;
    let gist = Gist {
        goods: Classes(goods),
        whole_country: country(first >> 32),
        country: country(first >> 48),
        speaks: flag(0),
        elsewhere: flag(1),
        han: flag(2),
    };
    Said { cell: (first & 0xFFFF) as u16, gist, at }
}

/// The word at the beginning, and what follows.
fn word(bytes: &[u8]) -> Option<(u64, &[u8])> {
    bytes.split_first_chunk().map(|(word, rest)| (u64::from_le_bytes(*word), rest))
}

impl Table {
    /// Bytes held.
    pub(super) fn held(&self) -> usize {
        self.texts.held() + self.slots.len() * 8 + self.readings.len() * 8 + self.own
    }

    /// A remembered reading; none where the cell says nothing.
    pub(super) fn reading(&self, at: At) -> Option<&Reading> {
        self.readings.get(at.0 as usize).map(|r| &**r)
    }

    /// Where to look for a text, and what stands there.
    pub(super) fn spot(&self, piece: Piece<'_>) -> Spot {
        self.spot_of(piece.key())
    }

    /// The same by the hash alone.
    pub(super) fn spot_of(&self, key: u32) -> Spot {
        let mut spot = Spot::far(key);
        self.approach_slot(&mut spot);
        self.approach_head(&mut spot);
        spot
    }

    /// Loads the first slot.
    pub(super) fn approach_slot(&self, spot: &mut Spot) {
        spot.slot = self.slots.get(spot.key as usize & self.slots.len().wrapping_sub(1)).copied().unwrap_or_default();
    }

    /// Loads the head of the text that the first slot points to.
    pub(super) fn approach_head(&self, spot: &mut Spot) {
        spot.head = self.texts.from(spot.slot.1.wrapping_sub(1)).and_then(word).map_or(0, |(head, _)| head);
    }

    /// Loads the text that the first slot points to: [`Self::get`] compares the whole of it.
    pub(super) fn approach_text(&self, spot: Spot) {
        const LINE: usize = 64;
        let cells = (spot.head >> 32 & 0xFF) as usize;
        let length = 8 + 4 * cells + SAID * (spot.head >> 40) as usize + (spot.head & 0xFFFF) as usize;
        let text = self.texts.from(spot.slot.1.wrapping_sub(1)).unwrap_or_default();
        for at in (LINE..length).step_by(LINE).chain([length]) {
            black_box(text.get(at - 1).copied());
        }
    }

    /// What is remembered of a text.
    pub(super) fn get(&self, spot: Spot, piece: Piece<'_>) -> Option<impl Iterator<Item = Said> + use<'_>> {
        self.find(spot, piece).map(|said| said.iter().map(unpack))
    }

    fn find(&self, spot: Spot, piece: Piece<'_>) -> Option<&[[u8; SAID]]> {
        let key = spot.key;
        // Texts are only added within a row, so what the spot saw still stands there.
        if spot.slot.0 == key
            && spot.slot.1 != 0
            && spot.head & SHAPE == piece.shape()
            && let Some(found) = self.compare(spot.slot.1 - 1, piece)
        {
            return Some(found);
        }
        let mask = self.slots.len().wrapping_sub(1);
        for probe in 0..MOST_PROBES {
            let &(other, place) = self.slots.get((key as usize).wrapping_add(probe) & mask)?;
            if place == 0 {
                return None;
            }
            if other == key
                && let Some(found) = self.compare(place - 1, piece)
            {
                return Some(found);
            }
        }
        None
    }

    fn compare(&self, start: u32, piece: Piece<'_>) -> Option<&[[u8; SAID]]> {
        let (head, rest) = word(self.texts.from(start)?)?;
        let (places, rest) = rest.split_at_checked(piece.cells.len() * 4)?;
        let (said, rest) = rest.split_at_checked((head >> 40) as usize * SAID)?;
        let same = head & SHAPE == piece.shape() && places.as_chunks::<4>().0.iter().copied().eq(piece.places()) && rest.get(..piece.text.len())? == piece.text.as_bytes();
        same.then_some(said.as_chunks::<SAID>().0)
    }

    /// A remembered reading, to be kept elsewhere too.
    pub(super) fn shared(&self, at: At) -> Option<Arc<Reading>> {
        self.readings.get(at.0 as usize).cloned()
    }

    /// Remembers a text that is not known, and what its cells say; gives back what is kept of it.
    pub(super) fn remember(&mut self, spot: Spot, piece: Piece<'_>, known: &[Known]) -> impl ExactSizeIterator<Item = Said> + use<> {
        let first = self.readings.len();
        for reading in known.iter().filter_map(|k| k.reading.as_ref()) {
            // What is kept elsewhere too is counted there.
            self.own += if reading.is_plain() || Arc::strong_count(reading) > 1 { 0 } else { COST };
            self.readings.push(Arc::clone(reading));
        }
        let mut next = first as u32..;
        let said: Vec<Said> = known
            .iter()
            .map(|k| Said { cell: k.cell, gist: k.gist, at: k.reading.as_ref().and_then(|_| next.next()).map_or(At::NOWHERE, At) })
            .collect();
        self.put(spot, piece, said.iter().copied());
        said.into_iter()
    }

    /// A text of at most 65,535 bytes and 256 cells.
    fn put(&mut self, spot: Spot, piece: Piece<'_>, said: impl ExactSizeIterator<Item = Said>) {
        if self.slots.len() < (self.used + 1) * 2 {
            self.grow();
        }
        self.used += 1;
        let (start, to) = self.texts.begin(8 + 4 * piece.cells.len() + SAID * said.len() + piece.text.len());
        to.extend((piece.shape() | (said.len() as u64) << 40).to_le_bytes());
        to.extend(piece.places().flatten());
        for said in said {
            to.extend(pack(&said));
        }
        to.extend(piece.text.as_bytes());
        let place = start + 1;
        insert(&mut self.slots, (spot.key, place));
    }

    fn grow(&mut self) {
        let mut slots = vec![(0, 0); (self.slots.len() * 2).max(1024)];
        for slot in self.slots.iter().filter(|(_, place)| *place != 0) {
            insert(&mut slots, *slot);
        }
        self.slots = slots;
    }
}

/// Puts a text into the first free slot; where there is none within reach, it stays unknown.
fn insert(slots: &mut [(u32, u32)], new: (u32, u32)) {
    let mask = slots.len().wrapping_sub(1);
    for probe in 0..MOST_PROBES {
        if let Some(slot) = slots.get_mut((new.0 as usize).wrapping_add(probe) & mask)
            && slot.1 == 0
        {
            *slot = new;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(n: u64) -> Said {
        let gist = Gist { goods: Classes(n), country: Some(Country(*b"CN")), speaks: n.is_multiple_of(2), ..Gist::default() };
        Said { cell: (n % 7) as u16, gist, at: At::NOWHERE }
    }

    fn cell(text: &str, kind: u16) -> Piece<'_> {
        Piece { text, cells: &[], base: 0, kind }
    }

    fn get(table: &Table, spot: Spot, piece: Piece<'_>) -> Option<Vec<Said>> {
        table.get(spot, piece).map(Iterator::collect)
    }

    #[test]
    fn every_text_comes_back_as_it_was_and_no_other() {
        let mut table = Table::default();
        let text = |n: u64| "x".repeat((n % 40) as usize) + &n.to_string();
        for n in 0..5_000 {
            for kind in [0, 1] {
                let (text, n) = (text(n), n + u64::from(kind) * 10_000);
                let spot = table.spot(cell(&text, kind));
                assert_eq!(get(&table, spot, cell(&text, kind)), None);
                table.put(spot, cell(&text, kind), [said(n), said(n + 1)].into_iter());
            }
        }
        for n in 0..5_000 {
            for kind in [0, 1] {
                let (text, n) = (text(n), n + u64::from(kind) * 10_000);
                let found = get(&table, table.spot(cell(&text, kind)), cell(&text, kind));
                assert_eq!(found, Some(vec![said(n), said(n + 1)]), "{text}");
            }
        }
    }

    #[test]
    fn the_same_text_cut_into_other_cells_is_another() {
        let mut table = Table::default();
        let cut = |cells| Piece { text: "Acme LtdLeedsGB", cells, base: 100, kind: 2 };
        let one = cut(&[(100, 108), (108, 113), (113, 115)]);
        table.put(table.spot(one), one, [said(1)].into_iter());
        assert_eq!(get(&table, table.spot(one), one), Some(vec![said(1)]));
        for other in [&[(100, 107), (107, 113), (113, 115)][..], &[(100, 108), (108, 113)], &[(100, 108), (108, 113), (113, 114)], &[]] {
            assert_eq!(get(&table, table.spot(cut(other)), cut(other)), None, "{other:?}");
        }
        let elsewhere = Piece { cells: &[(0, 8), (8, 13), (13, 15)], base: 0, ..one };
        assert_eq!(get(&table, table.spot(elsewhere), elsewhere), Some(vec![said(1)]), "wherever it stands in its batch");
    }

    #[test]
    fn equal_hashes_hide_nothing_and_are_not_searched_for_long() {
        let mut table = Table::default();
        let seven = Spot { key: 7, ..Spot::default() };
        for n in 0..200 {
            table.put(seven, cell(&n.to_string(), 0), [said(n)].into_iter());
        }
        for n in 0..200 {
            let found = get(&table, seven, cell(&n.to_string(), 0));
            assert!(found.is_none() || found == Some(vec![said(n)]), "{n}: {found:?}");
        }
        assert_eq!(get(&table, seven, cell("0", 0)), Some(vec![said(0)]));
    }
}
