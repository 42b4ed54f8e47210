//! Words that lie in a table themselves. A map of strings waits for memory three times a look: for its marks, its place and the
//! string; most words are short enough to stand in their place.

use rustc_hash::FxHashMap;

/// Bytes of a word that stands in its place. Longer ones are rare.
const LONGEST: usize = 16;

/// A word, filled up with NULs, which no word holds.
pub(super) type Letters = [u8; LONGEST];

/// No word.
pub(super) const NOTHING: Letters = [0; LONGEST];

/// The letters of a word that is short enough.
pub(super) fn letters(word: &str) -> Option<Letters> {
    let mut letters = NOTHING;
    letters.get_mut(..word.len()).filter(|l| !l.is_empty())?.copy_from_slice(word.as_bytes());
    Some(letters)
}

/// Mixed bits of a word, the upper ones the best.
pub(super) fn mixed(letters: &Letters) -> u64 {
    let all = u128::from_le_bytes(*letters);
    let mixed =
        (all as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ ((all >> 64) as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    mixed ^ mixed >> 29
}

/// Words of the tables and something small of each.
#[derive(Debug, Default)]
pub(super) struct WordMap<V> {
    /// A power of two, at most two thirds full; a word stands in the first free slot from its place on.
    slots: Vec<(Letters, V)>,
    used: usize,
    long: FxHashMap<Box<str>, V>,
}

impl<V: Copy + Default> WordMap<V> {
    /// One that holds so many words without growing.
    pub(super) fn sized(words: usize) -> Self {
        Self {
            slots: vec![(NOTHING, V::default()); (words * 3 / 2 + 2).next_power_of_two()],
            used: 0,
            long: FxHashMap::default(),
        }
    }

    /// What is kept of a word.
    pub(super) fn get(&self, word: &str) -> Option<&V> {
        let Some(letters) = letters(word) else { return self.long.get(word) };
        let mut at = self.place(&letters);
        loop {
            let (other, value) = self.slots.get(at)?;
            if *other == letters {
                return Some(value);
            }
            if *other == NOTHING {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// What is kept of a word, to be changed; the default where nothing was.
    pub(super) fn entry(&mut self, word: &str) -> &mut V {
        let Some(letters) = letters(word) else { return self.long.entry(word.into()).or_default() };
        if self.slots.len() * 2 < (self.used + 1) * 3 {
            self.grow();
        }
        let mut at = self.place(&letters);
        while self.slots[at].0 != letters {
            if self.slots[at].0 == NOTHING {
                self.slots[at].0 = letters;
                self.used += 1;
                break;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        &mut self.slots[at].1
    }

    /// All values, in no order.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.slots.iter_mut().filter(|(word, _)| *word != NOTHING).map(|(_, value)| value).chain(self.long.values_mut())
    }

    fn grow(&mut self) {
        let larger = vec![(NOTHING, V::default()); (self.slots.len() * 2).max(16)];
        let all = std::mem::replace(&mut self.slots, larger);
        for (word, value) in all.into_iter().filter(|(word, _)| *word != NOTHING) {
            let mut at = self.place(&word);
            while self.slots[at].0 != NOTHING {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = (word, value);
        }
    }

    fn place(&self, letters: &Letters) -> usize {
        (mixed(letters) >> 32) as usize & self.slots.len().wrapping_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_comes_back_and_no_other() {
        for sized in [0, 100, 20_000] {
            let mut map = WordMap::<u32>::sized(sized);
            let word = |n: u32| format!("{}{n}", "w".repeat(n as usize % 19));
            for n in 0..10_000 {
                assert_eq!(map.get(&word(n)), None);
                *map.entry(&word(n)) = n;
                *map.entry(&word(n)) += 1;
            }
            map.values_mut().for_each(|value| *value += 1);
            for n in 0..10_000 {
                assert_eq!(map.get(&word(n)), Some(&(n + 2)), "{}", word(n));
            }
            assert_eq!((map.get(""), map.get("v1"), WordMap::<u32>::default().get("w")), (None, None, None));
        }
    }
}
