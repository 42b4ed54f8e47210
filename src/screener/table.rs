//! A worker's own table of cells: text → gist and reading, in one probe.
//!
//! A cell's gist and text lie in one stretch of memory, in the order the cells were met: what comes often came first, so
//! the busiest stretch stays in the caches, and a look-up waits for memory twice, once for the slot and once
//! for the stretch. A cell counts as known only where its whole text is the same.

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

/// Slots tried before a cell counts as unknown: a half-full table needs more than a handful once in a million times,
/// and cells made to collide cost no more than this.
const MOST_PROBES: usize = 32;

/// Words before the text: length, flags and countries; reading; goods.
const HEAD: usize = 3;

/// Cells and their gists.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Hash, and place of the cell among the words (from 1), 0 for none; a power of two, at most half full.
    slots: Vec<(u32, u32)>,
    used: usize,
    /// For each cell: its head, and its text padded with zeros.
    words: Vec<u64>,
    readings: Vec<Arc<Reading>>,
    /// Bytes of the readings that no one else counts.
    own: usize,
}

/// The text in words of eight bytes, the last padded with zeros.
fn words(text: &str) -> impl Iterator<Item = u64> {
    let (whole, rest) = text.as_bytes().as_chunks::<8>();
    let last = (!rest.is_empty()).then(|| {
        let mut word = [0; 8];
        word[..rest.len()].copy_from_slice(rest);
        u64::from_le_bytes(word)
    });
    whole.iter().map(|w| u64::from_le_bytes(*w)).chain(last)
}

/// Where to look for a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    key: u32,
    /// The first slot's hash and place.
    slot: (u32, u32),
    /// The head of the cell that the first slot points to.
    head: u64,
}

impl Spot {
    /// The cell's hash.
    pub(super) fn key(self) -> u32 {
        self.key
    }
}

/// A cell's hash. It only chooses where to look.
fn hash(text: &str, fuzzy: bool) -> u32 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = (text.len() as u64) << 1 | u64::from(fuzzy);
    for word in words(text) {
        let product = u128::from(word ^ state).wrapping_mul(u128::from(MIX));
        state = (product as u64) ^ ((product >> 64) as u64).rotate_left(23);
    }
    let product = u128::from(state).wrapping_mul(u128::from(MIX));
    ((product >> 64) as u64 ^ product as u64) as u32
}

/// The bits of a head that hold the text's length and whether it was read with misspellings.
const SHAPE: u64 = 0x1_FFFF;

fn shape(text: &str, fuzzy: bool) -> u64 {
    text.len() as u64 | u64::from(fuzzy) << 16
}

fn pack(gist: Gist, length: usize, fuzzy: bool, at: At) -> [u64; HEAD] {
    let country = |c: Option<Country>| c.map_or(0, |c| u64::from(u16::from_le_bytes(c.0)));
    let flags = u64::from(fuzzy) | u64::from(gist.speaks) << 1 | u64::from(gist.elsewhere) << 2 | u64::from(gist.han) << 3;
    [
        length as u64 & 0xFFFF | flags << 16 | country(gist.whole_country) << 32 | country(gist.country) << 48,
        u64::from(at.0),
        gist.goods.0,
    ]
}

fn unpack([first, at, goods]: [u64; HEAD]) -> (Gist, At) {
    let country = |bits: u64| (bits & 0xFFFF != 0).then(|| Country(((bits & 0xFFFF) as u16).to_le_bytes()));
    let flag = |place: u32| first >> (16 + place) & 1 != 0;
    let gist = Gist {
        goods: Classes(goods),
        whole_country: country(first >> 32),
        country: country(first >> 48),
        speaks: flag(1),
        elsewhere: flag(2),
        han: flag(3),
    };
    (gist, At(at as u32))
}

impl Table {
    /// Bytes held.
    pub(super) fn held(&self) -> usize {
        self.words.len() * 8 + self.slots.len() * 8 + self.readings.len() * 8 + self.own
    }

    /// A remembered reading; none where the cell says nothing.
    pub(super) fn reading(&self, at: At) -> Option<&Reading> {
        self.readings.get(at.0 as usize).map(|r| &**r)
    }

    /// Where to look for a cell, and what stands in the first slot.
    pub(super) fn spot(&self, text: &str, fuzzy: bool) -> Spot {
        let key = hash(text, fuzzy);
        let slot = self.slots.get(key as usize & self.slots.len().wrapping_sub(1)).copied().unwrap_or_default();
        Spot { key, slot, head: 0 }
    }

    /// Loads the head of the cell that the first slot points to.
    pub(super) fn approach(&self, spot: &mut Spot) {
        spot.head = self.words.get((spot.slot.1 as usize).wrapping_sub(1)).copied().unwrap_or_default();
    }

    /// What is remembered of a cell.
    pub(super) fn get(&self, spot: Spot, text: &str, fuzzy: bool) -> Option<(Gist, At)> {
        let key = spot.key;
        // Cells are only added within a row, so what the spot saw still stands there.
        if spot.slot.0 == key
            && spot.slot.1 != 0
            && spot.head & SHAPE == shape(text, fuzzy)
            && let Some(found) = self.compare(spot.slot.1 as usize - 1, text, fuzzy)
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
                && let Some(found) = self.compare(place as usize - 1, text, fuzzy)
            {
                return Some(found);
            }
        }
        None
    }

    fn compare(&self, start: usize, text: &str, fuzzy: bool) -> Option<(Gist, At)> {
        let (head, rest) = self.words.get(start..)?.split_first_chunk::<HEAD>()?;
        let same = head[0] & SHAPE == shape(text, fuzzy);
        let held = rest.get(..text.len().div_ceil(8))?;
        (same && held.iter().copied().eq(words(text))).then(|| unpack(*head))
    }

    /// Remembers a cell that is not known, of at most 65,535 bytes. `shared` readings are counted where they are shared.
    pub(super) fn put(&mut self, spot: Spot, text: &str, fuzzy: bool, known: Known, shared: bool) -> At {
        if self.slots.len() < (self.used + 1) * 2 {
            self.grow();
        }
        let at = match known.reading {
            None => At::NOWHERE,
            Some(reading) => {
                self.own += if shared { 0 } else { COST };
                self.readings.push(reading);
                At(self.readings.len() as u32 - 1)
            }
        };
        self.used += 1;
        let place = self.words.len() as u32 + 1;
        self.words.extend(pack(known.gist, text.len(), fuzzy, at));
        self.words.extend(words(text));
        insert(&mut self.slots, (spot.key, place));
        at
    }

    fn grow(&mut self) {
        let mut slots = vec![(0, 0); (self.slots.len() * 2).max(1024)];
        for slot in self.slots.iter().filter(|(_, place)| *place != 0) {
            insert(&mut slots, *slot);
        }
        self.slots = slots;
    }
}

/// Puts a cell into the first free slot; where there is none within reach, the cell stays unknown.
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

    fn known(n: u64) -> Known {
        Known { gist: Gist { goods: Classes(n), country: Some(Country(*b"CN")), speaks: n.is_multiple_of(2), ..Gist::default() }, reading: None }
    }

    #[test]
    fn every_cell_comes_back_as_it_was_and_no_other() {
        let mut table = Table::default();
        let text = |n: u64| "x".repeat((n % 40) as usize) + &n.to_string();
        for n in 0..5_000 {
            for fuzzy in [false, true] {
                let (text, n) = (text(n), n + u64::from(fuzzy) * 10_000);
                let spot = table.spot(&text, fuzzy);
                assert_eq!(table.get(spot, &text, fuzzy), None);
                table.put(spot, &text, fuzzy, known(n), true);
            }
        }
        for n in 0..5_000 {
            for fuzzy in [false, true] {
                let (text, n) = (text(n), n + u64::from(fuzzy) * 10_000);
                let found = table.get(table.spot(&text, fuzzy), &text, fuzzy);
                assert_eq!(found, Some((known(n).gist, At::NOWHERE)), "{text}");
            }
        }
    }

    #[test]
    fn equal_hashes_hide_nothing_and_are_not_searched_for_long() {
        let mut table = Table::default();
        let seven = Spot { key: 7, slot: (0, 0), head: 0 };
        for n in 0..200 {
            table.put(seven, &n.to_string(), false, known(n), true);
        }
        for n in 0..200 {
            let found = table.get(seven, &n.to_string(), false);
            assert!(found.is_none() || found == Some((known(n).gist, At::NOWHERE)), "{n}: {found:?}");
        }
        assert_eq!(table.get(seven, "0", false), Some((known(0).gist, At::NOWHERE)));
        assert_eq!(table.get(seven, "0\0", false), None, "padding is no text");
    }
}
