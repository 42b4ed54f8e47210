//! A worker's own table of what it has read: a cell, or the cells of a party that stand side by side, → what they say.
//!
//! One slot of 16 bytes tells whether a text is known and whether it matters: most rows of a ledger end there, at one wait
//! for memory. What the cells say in detail lies elsewhere and is looked at only where a row may lead to something.

use std::hint::black_box;
use std::sync::Arc;

use crate::lexicon::PlaceIx;
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::Classes;
use crate::reading::{Gist, Reading};

use super::common::{Known, More};
use super::key::Key;
use super::memory::COST;

/// Where a remembered reading is kept; nowhere where the cell says no more than its gist and one place of China.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At(u32);

impl At {
    const NOWHERE: Self = Self(u32::MAX);
    /// The bit that tells a place from a reading.
    const PLACE: u32 = 1 << 31;

    fn place(place: Option<PlaceIx>) -> Self {
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

    fn is_known(self) -> bool {
        self.0 & Self::KNOWN != 0
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

/// A slot: what is kept of a key, and what is known of its text.
pub(super) type Slot = (u64, u32, Told);

/// Slots tried before a text counts as unknown: in a table two thirds full more than 200 in a row are taken once in a million tables.
const MOST_PROBES: usize = 256;

/// Bytes of what one cell says: place, flags and countries; goods; reading, or a place of China.
const SAID: usize = 20;

/// Texts and what they say.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// A power of two, at most two thirds full.
    slots: Vec<Slot>,
    used: usize,
    said: Sayings,
    readings: Vec<Arc<Reading>>,
    /// Bytes of the readings.
    own: usize,
}

/// What cells say, those of one text one after the other, in chunks: a vector that doubles would touch three times the memory, and
/// fresh memory is dear.
#[derive(Debug, Default)]
struct Sayings(Vec<Vec<[u8; SAID]>>);

impl Sayings {
    const BITS: u32 = 15;
    const CHUNK: usize = 1 << Self::BITS;

    fn held(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * Self::CHUNK + last.len()) * SAID
    }

    /// What lies from a place (from 1) on, at least to the end of its text; nothing at 0.
    fn from(&self, place: u32) -> &[[u8; SAID]] {
        let at = place.wrapping_sub(1);
        self.0.get((at >> Self::BITS) as usize).and_then(|chunk| chunk.get(at as usize % Self::CHUNK..)).unwrap_or_default()
    }

    /// Appends what the cells of one text say; the place of the first, or 0.
    fn push(&mut self, said: &[Said]) -> u32 {
        if said.is_empty() {
            return 0;
        }
        if self.0.last().is_none_or(|last| last.len() + said.len() > Self::CHUNK) {
            // The first grows as it is needed: one row needs little.
            self.0.push(if self.0.is_empty() { Vec::new() } else { Vec::with_capacity(Self::CHUNK) });
        }
        let chunk = self.0.len() - 1;
        let last = &mut self.0[chunk];
        let place = (chunk << Self::BITS | last.len()) as u32 + 1;
        last.extend(said.iter().enumerate().map(|(i, s)| pack(s, i + 1 == said.len())));
        place
    }
}

const LAST: u64 = 1 << 31;

fn pack(said: &Said, last: bool) -> [u8; SAID] {
    let Said { cell, gist, at } = said;
    let country = |c: Option<Country>| c.map_or(0, |c| u64::from(u16::from_le_bytes(c.0)));
    let flags = u64::from(gist.speaks) | u64::from(gist.elsewhere) << 1 | u64::from(gist.han) << 2 | u64::from(gist.legal_form) << 3 | u64::from(gist.titled) << 4 | u64::from(gist.negates) << 5;
    let last = if last { LAST } else { 0 };
    let first = u64::from(*cell) | flags << 16 | last | country(gist.whole_country) << 32 | country(gist.country) << 48;
    let mut packed = [0; SAID];
    packed[..8].copy_from_slice(&first.to_le_bytes());
    packed[8..16].copy_from_slice(&gist.goods.0.to_le_bytes());
    packed[16..].copy_from_slice(&at.0.to_le_bytes());
    packed
}

/// What one cell says, and whether it is the last of its text.
fn unpack(packed: &[u8; SAID]) -> (Said, bool) {
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
        legal_form: flag(3),
        titled: flag(4),
        negates: flag(5),
    };
    (Said { cell: (first & 0xFFFF) as u16, gist, at }, first & LAST != 0)
}

/// The word at the beginning, and what follows.
fn word(bytes: &[u8]) -> Option<(u64, &[u8])> {
    bytes.split_first_chunk().map(|(word, rest)| (u64::from_le_bytes(*word), rest))
}

impl Table {
    /// Bytes held.
    pub(super) fn held(&self) -> usize {
        self.said.held() + self.slots.len() * size_of::<Slot>() + self.readings.len() * 8 + self.own
    }

    /// A remembered reading; none where it is not kept ([`At::made_of`]).
    pub(super) fn reading(&self, at: At) -> Option<&Arc<Reading>> {
        self.readings.get(at.0 as usize)
    }

    /// The first slot of a key. Kept for [`Self::get`]: texts are only added within a row, so it stays right where it holds the key.
    pub(super) fn slot(&self, key: Key) -> Slot {
        self.slots.get(key.tag().1 as usize & self.slots.len().wrapping_sub(1)).copied().unwrap_or_default()
    }

    /// Loads what the cells of the text in a slot say, where it matters.
    pub(super) fn approach(&self, slot: Slot) {
        if slot.2.matters() {
            black_box(self.said.from(slot.2.place()).first());
        }
    }

    /// What is known of a text, whose first slot was loaded before.
    pub(super) fn get(&self, key: Key, first: Slot) -> Option<Told> {
        let (tag, more) = key.tag();
        if first.0 == tag && first.1 == more && first.2.is_known() {
            return Some(first.2);
        }
        let mask = self.slots.len().wrapping_sub(1);
        for probe in 0..MOST_PROBES {
            let &(other, others, told) = self.slots.get((more as usize).wrapping_add(probe) & mask)?;
            if !told.is_known() {
                return None;
            }
            if other == tag && others == more {
                return Some(told);
            }
        }
        None
    }

    /// What the cells of a known text say, those that say anything.
    pub(super) fn said(&self, told: Told) -> impl Iterator<Item = Said> + '_ {
        let mut rest = self.said.from(told.place());
        std::iter::from_fn(move || {
            let (packed, behind) = rest.split_first()?;
            let (said, last) = unpack(packed);
            rest = if last { &[] } else { behind };
            Some(said)
        })
    }

    /// What is known of one cell, to be kept elsewhere too.
    pub(super) fn known(&self, key: Key) -> Option<Known> {
        let told = self.get(key, self.slot(key))?;
        let Some(Said { gist, at, .. }) = self.said(told).next() else { return Some(Known { cell: 0, gist: Gist::default(), more: More::Place(None) }) };
        let more = match at.made_of() {
            Some(place) => More::Place(place),
            None => More::Whole(Arc::clone(self.reading(at)?)),
        };
        Some(Known { cell: 0, gist, more })
    }

    /// Remembers a text that is not known, and what its cells say; `first` tells that its readings are kept nowhere else yet, and
    /// count here.
    pub(super) fn remember(&mut self, key: Key, known: impl IntoIterator<Item = Known>, first: bool) -> Told {
        let mut said = Vec::new();
        for k in known {
            let at = match k.more {
                // Nothing at all.
                More::Place(None) if k.gist == Gist::default() => continue,
                More::Place(place) => At::place(place),
                More::Whole(reading) => {
                    self.own += if first && !reading.is_plain() { COST } else { 0 };
                    self.readings.push(reading);
                    At((self.readings.len() - 1) as u32)
                }
            };
            said.push(Said { cell: k.cell, gist: k.gist, at });
        }
        self.put(key, &said)
    }

    fn put(&mut self, key: Key, said: &[Said]) -> Told {
        if self.slots.len() * 2 < (self.used + 1) * 3 {
            self.grow();
        }
        self.used += 1;
        let told = Told::new(self.said.push(said), said.iter().any(|s| matters(&s.gist)));
        let (tag, more) = key.tag();
        insert(&mut self.slots, (tag, more, told));
        told
    }

    fn grow(&mut self) {
        let mut slots = vec![Slot::default(); (self.slots.len() * 2).max(1024)];
        for slot in self.slots.iter().filter(|slot| slot.2.is_known()) {
            insert(&mut slots, *slot);
        }
        self.slots = slots;
    }
}

/// Whether a cell speaks, or may make its row one of Chinese goods.
fn matters(gist: &Gist) -> bool {
    let china = |c: Option<Country>| c == Some(Country::CHINA);
    gist.speaks || gist.elsewhere || china(gist.country) || china(gist.whole_country)
}

/// Puts a text into the first free slot; where there is none within reach, it stays unknown.
fn insert(slots: &mut [Slot], new: Slot) {
    let mask = slots.len().wrapping_sub(1);
    for probe in 0..MOST_PROBES {
        if let Some(slot) = slots.get_mut((new.1 as usize).wrapping_add(probe) & mask)
            && !slot.2.is_known()
        {
            *slot = new;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::Piece;
    use super::*;

    fn known(n: u64) -> Known {
        let gist = Gist { goods: Classes(n), country: Some(Country(*b"GB")), speaks: n.is_multiple_of(2), ..Gist::default() };
        Known { cell: (n % 7) as u16, gist, more: More::Place(None) }
    }

    fn key(text: &str, kind: u16) -> Key {
        Piece { text, cells: &[], base: 0, kind }.key()
    }

    fn get(table: &Table, key: Key) -> Option<Vec<(u16, Gist)>> {
        table.get(key, table.slot(key)).map(|told| table.said(told).map(|s| (s.cell, s.gist)).collect())
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
                let silent = Known { cell: 9, gist: Gist::default(), more: More::Place(None) };
                table.remember(key, [known(n), silent, known(n + 1)], true);
            }
        }
        for n in 0..50_000 {
            for kind in [0, 1] {
                let (key, n) = (key(&text(n), kind), n + u64::from(kind) * 100_000);
                let expected = [known(n), known(n + 1)].map(|k| (k.cell, k.gist)).to_vec();
                assert_eq!(get(&table, key), Some(expected), "{}", text(n));
            }
        }
    }

    #[test]
    fn a_text_that_says_nothing_is_known() {
        let mut table = Table::default();
        for n in 0..1_000 {
            let told = table.remember(key(&n.to_string(), 0), [Known { cell: 0, gist: Gist::default(), more: More::Place(None) }], true);
            assert!(!told.matters());
        }
        assert_eq!(get(&table, key("7", 0)), Some(Vec::new()));
        assert_eq!(get(&table, key("1000", 0)), None);
        assert_eq!(table.said.held(), 0);
    }

    #[test]
    fn a_text_matters_where_one_cell_does() {
        let mut table = Table::default();
        let gist = |country: &[u8; 2], elsewhere| Gist { country: Some(Country(*country)), elsewhere, ..Gist::default() };
        for (at, (gist, expected)) in [(gist(b"GB", false), false), (gist(b"CN", false), true), (gist(b"GB", true), true)].into_iter().enumerate() {
            let quiet = Known { cell: 0, gist: Gist { han: true, ..Gist::default() }, more: More::Place(None) };
            let told = table.remember(key(&at.to_string(), 0), [quiet, Known { cell: 1, gist, more: More::Place(None) }], true);
            assert_eq!(told.matters(), expected, "{gist:?}");
        }
    }
}
