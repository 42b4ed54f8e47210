//! What a remembered text is known by: a keyed hash in its place.
//!
//! Keeping and comparing the texts themselves cost more than all else that a look-up does: fresh memory to write them
//! to, and a wait for it at each row. The key is drawn when the program starts, so that nobody can make up a name that
//! counts as another one. The 96 bits that are compared agree by chance in one run in 10^17 with a million distinct texts.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

/// A text: one cell, or several that stand side by side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'t> {
    pub(super) text: &'t str,
    /// Where its cells start and end, counted from `base`; none for one cell.
    pub(super) cells: &'t [(u32, u32)],
    pub(super) base: u32,
    /// What else the reading depends on; segments of different kinds are different texts.
    pub(super) kind: u16,
}

/// Stands for a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(super) struct Key {
    first: u64,
    second: u64,
}

/// The secret of this process: for each of two hashes what its state begins with and what it is mixed with.
static SECRET: LazyLock<[u64; 4]> = LazyLock::new(|| {
    let random = RandomState::new();
    // No bits that are mostly nought: a product with a small number mixes little.
    [1, 2, 3, 4].map(|n: u64| random.hash_one(n) ^ 0x9e37_79b9_7f4a_7c15)
});

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a).wrapping_mul(u128::from(b));
    product as u64 ^ (product >> 64) as u64
}

impl Segment<'_> {
    /// The key of the text, its kind, and where its cells are cut.
    pub(super) fn key(&self) -> Key {
        let [mut first, mut second, one, other] = *SECRET;
        let mut take = |a: u64, b: u64| {
            first = fold(a ^ first, b ^ one);
            second = fold(a ^ other, b ^ second);
        };
        let (pairs, rest) = self.text.as_bytes().as_chunks::<16>();
        for pair in pairs {
            let pair = u128::from_le_bytes(*pair);
            take(pair as u64, (pair >> 64) as u64);
        }
        // Two words that overlap where they must hold all that is left, however long it is; the length is mixed in below.
        let left =
            |bytes: &[u8]| match (bytes.first_chunk(), bytes.last_chunk(), bytes.first_chunk(), bytes.last_chunk()) {
                (Some(first), Some(last), ..) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
                (.., Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
                _ => (bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0),
            };
        let (first_left, last_left) = left(rest);
        take(first_left, last_left);
        // The number of cells tells places from a text that goes on.
        take(self.text.len() as u64, u64::from(self.kind) | (self.cells.len() as u64) << 16);
        let place = |&(start, end): &(u32, u32)| {
            u64::from(start.wrapping_sub(self.base)) | u64::from(end.wrapping_sub(self.base)) << 32
        };
        for two in self.cells.chunks(2) {
            take(two.first().map_or(0, place), two.get(1).map_or(0, place));
        }
        Key { first, second }
    }
}

impl Key {
    /// The bits that are kept and compared; the latter also choose a slot.
    pub(super) fn tag(self) -> (u64, u32) {
        // Nought stands in a free slot.
        (self.first.max(1), self.second as u32)
    }
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;

    fn cell(text: &str, kind: u16) -> Segment<'_> {
        Segment { text, cells: &[], base: 0, kind }
    }

    #[test]
    fn the_same_text_cut_into_other_cells_is_another() {
        let cut = |cells| Segment { text: "Acme LtdLeedsGB", cells, base: 100, kind: 2 };
        let one = cut(&[(100, 108), (108, 113), (113, 115)]).key();
        for other in [
            &[(100, 107), (107, 113), (113, 115)][..],
            &[(100, 108), (108, 113)],
            &[(100, 108), (108, 113), (113, 114)],
            &[],
        ] {
            assert_ne!(cut(other).key(), one, "{other:?}");
        }
        let elsewhere = Segment { cells: &[(0, 8), (8, 13), (13, 15)], base: 0, ..cut(&[]) };
        assert_eq!(elsewhere.key(), one, "wherever it stands in its batch");
    }

    #[test]
    fn near_texts_have_keys_that_share_nothing() {
        let mut texts: Vec<String> = (0..50_000).map(|n| format!("Vendor {n:05} Trading Co., Ltd.")).collect();
        texts.extend((0..64).map(|n| "\0".repeat(n)));
        texts.extend((1..64).map(|n| "a".repeat(n)));
        let (mut first, mut second, mut slots) = (FxHashSet::default(), FxHashSet::default(), vec![0u32; 1024]);
        for (text, kind) in texts.iter().flat_map(|t| [(t, 0), (t, 1)]) {
            let key = cell(text, kind).key();
            assert!(first.insert(key.first) && second.insert(key.second), "{text}");
            slots[key.tag().1 as usize % 1024] += 1;
        }
        // A hundred each; a slot of 200 comes once in 10^15 draws.
        assert!(slots.iter().all(|n| (20..200).contains(n)), "{slots:?}");
        assert_ne!(cell("a", 0).key(), cell("a\0", 0).key(), "the length is mixed in");
    }
}
