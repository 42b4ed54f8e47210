//! Words of the lists within reach of a misspelling: symmetric deletions, in one flat table.
//!
//! Two words within distance `d` share a word that at most `d` deletions leave of each. They share one of their first
//! [`PREFIX`] letters too: an edit behind these changes nothing, an edit among them moves at most one letter over the
//! end, where a deletion takes it off. So only beginnings are deleted from, which bounds what a long word costs on
//! either side. What the table proposes is measured in full.

use std::ops::Range;

use crate::lexicon::Key;
use crate::text::letter_set;

use super::distance::{deletions_count, deletions_of, osa, tolerance};

/// Letters that deletions are taken from. Nine give 46 hashes a word; a whole word of eighteen gives 172, and seven
/// propose every word behind a common beginning.
const PREFIX: usize = 8;

/// The words and where their deletions lead.
#[derive(Debug, Default)]
pub(super) struct Misspellings {
    /// In order, so that words of one beginning stand side by side.
    words: Vec<(Box<str>, Key)>,
    /// Where each group of words begins that are the same up to [`PREFIX`] letters: what is deleted from them is the
    /// same.
    groups: Vec<u32>,
    /// Letters of each word as bits: an edit changes two at most.
    letters: Vec<u32>,
    /// Where the items of each bucket begin, and the end; a power of two of buckets.
    starts: Vec<u32>,
    /// The group, and above it as much of the hash as there is room for. Fresh memory is dearer than a word measured in
    /// vain.
    items: Vec<u32>,
    /// Bits of an item that are the group.
    id_bits: u32,
}

/// Items that a bucket is meant for: nearly all deletions of a ledger word lead nowhere, and find an empty bucket.
const PER_BUCKET: usize = 1;

fn beginning(word: &str) -> &[u8] {
    let bytes = word.as_bytes();
    bytes.get(..PREFIX).unwrap_or(bytes)
}

impl Misspellings {
    /// Compiles words, each with its key. Two passes over all deletions, the first to count those of each bucket: no
    /// list grows.
    pub(super) fn of(mut words: Vec<(Box<str>, Key)>) -> Self {
        words.sort_unstable();
        let mut groups = Vec::new();
        for (at, (word, _)) in (0u32..).zip(&words) {
            // Words of fewer letters are their own beginning: one group has one tolerance.
            let before = at.checked_sub(1).and_then(|before| words.get(before as usize));
            if before.is_none_or(|(before, _)| beginning(before) != beginning(word)) {
                groups.push(at);
            }
        }
        let firsts = || {
            groups
                .iter()
                .filter_map(|at| words.get(*at as usize))
                .map(|(word, _)| (beginning(word), tolerance(word.len())))
        };
        let total: usize = firsts().map(|(beginning, depth)| deletions_count(beginning.len(), depth)).sum();
        let each = |found: &mut dyn FnMut(u32, u64)| {
            for (id, (beginning, depth)) in (0u32..).zip(firsts()) {
                deletions_of(beginning, depth, &mut |hash| found(id, hash));
            }
        };
        let buckets = (total / PER_BUCKET).next_power_of_two();
        let bucket = |hash: u64| (hash >> 32) as usize & (buckets - 1);
        let id_bits = (usize::BITS - groups.len().leading_zeros()).clamp(1, 31);
        let mut starts = vec![0u32; buckets + 1];
        each(&mut |_, hash| starts[bucket(hash)] += 1);
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        // Filled from the end of each bucket; what is left are the beginnings.
        let mut items = vec![0u32; end as usize];
        each(&mut |id, hash| {
            let at = &mut starts[bucket(hash)];
            *at -= 1;
            items[*at as usize] = (hash as u32) << id_bits | id;
        });
        Self { letters: words.iter().map(|(w, _)| letter_set(w)).collect(), words, groups, starts, items, id_bits }
    }

    fn leads_to(&self, hash: u64) -> impl Iterator<Item = u32> {
        let bucket = (hash >> 32) as usize & self.starts.len().wrapping_sub(2);
        let from = self.starts.get(bucket).map_or(0, |s| *s as usize);
        let to = self.starts.get(bucket + 1).map_or(0, |s| *s as usize);
        let id = (1 << self.id_bits) - 1;
        let wanted = (hash as u32) << self.id_bits;
        self.items
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .filter(move |item| **item & !id == wanted)
            .map(move |item| *item & id)
    }

    /// Words at most `limit` letters from `word` but not `word` itself: key and distance, in no order.
    pub(super) fn within(&self, word: &str, limit: usize, found: &mut Vec<(Key, u8)>) {
        let mine = letter_set(word);
        // Groups measured already; nearly always few.
        let mut tried: Vec<u32> = Vec::new();
        deletions_of(beginning(word), limit, &mut |hash| {
            for group in self.leads_to(hash) {
                if tried.contains(&group) {
                    continue;
                }
                tried.push(group);
                for id in self.words_of(group) {
                    let (Some((other, key)), Some(theirs)) = (self.words.get(id), self.letters.get(id)) else {
                        continue;
                    };
                    // The shorter of the two sets the tolerance: `film` takes one letter whatever is typed.
                    let limit = limit.min(tolerance(other.len()));
                    if (mine ^ theirs).count_ones() as usize > 2 * limit {
                        continue;
                    }
                    if let Some(d) = osa(word, other, limit).filter(|d| *d > 0) {
                        found.push((*key, d as u8));
                    }
                }
            }
        });
    }

    /// Places of the words of a group.
    fn words_of(&self, group: u32) -> Range<usize> {
        let start = |group: usize| self.groups.get(group).map_or(self.words.len(), |at| *at as usize);
        start(group as usize)..start(group as usize + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn finds_what_measuring_every_word_finds(
            list in proptest::collection::vec("[a-d]{4,14}", 1..40),
            word in "[a-d]{4,14}",
            limit in 1usize..3,
        ) {
            let mut list = list;
            list.sort();
            list.dedup();
            let near = Misspellings::of(list.iter().map(|w| (w.as_str().into(), Key::trade(w))).collect());
            let mut found = Vec::new();
            near.within(&word, limit, &mut found);
            found.sort_unstable();
            let measured = list.iter().filter_map(|w| {
                let d = osa(&word, w, limit.min(tolerance(w.len())))?;
                (d > 0).then(|| (Key::trade(w), d as u8))
            });
            let mut want: Vec<_> = measured.collect();
            want.sort_unstable();
            prop_assert_eq!(found, want);
        }
    }
}
