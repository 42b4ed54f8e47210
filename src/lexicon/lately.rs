//! What the tables say of words asked for lately.
//!
//! The tables are larger than the caches of a core, and names are written in few words: `Technology`, `Shenzhen`, `Ltd`. What was said
//! of a word is kept beside it in a small table of its own, so that most words cost one look and not one for each table.

use super::inline::{Letters, NOTHING, letters, mixed};
use super::{Sense, frequency, lexicon};

/// What the tables say of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Its meaning.
    pub sense: Option<Sense>,
    /// How rare it is among ordinary names, in tenths of a bit.
    pub bits: i32,
    /// Ordinary firms carry it.
    pub ordinary: bool,
    /// What whoever asks has noted of it; false at first.
    pub noted: bool,
}

impl Word {
    /// Asks the tables.
    pub fn of(word: &str) -> Self {
        let (bits, ordinary) = frequency::latin_and_ordinary(word);
        Self { sense: lexicon().word(word), bits, ordinary, noted: false }
    }
}

/// Words asked for lately: each has one place, and goes when another takes it; long ones are asked for anew. Nothing is kept before
/// [`Lately::keep`].
#[derive(Debug, Default)]
pub struct Lately(Vec<(Letters, Word)>);

impl Lately {
    /// Words kept, 128 KB of them: twice as many were no faster.
    const WORDS: usize = 2048;

    /// Keeps words from now on.
    pub fn keep(&mut self) {
        if self.0.is_empty() {
            let nothing = Word { sense: None, bits: 0, ordinary: false, noted: false };
            self.0 = vec![(NOTHING, nothing); Self::WORDS];
        }
    }

    /// What the tables say of a word.
    pub fn word(&mut self, word: &str) -> Word {
        let Some((letters, slot)) = self.slot(word) else { return Word::of(word) };
        if slot.0 != letters {
            *slot = (letters, Word::of(word));
        }
        slot.1
    }

    /// Notes something of a word just asked for.
    pub fn note(&mut self, word: &str) {
        if let Some((letters, slot)) = self.slot(word)
            && slot.0 == letters
        {
            slot.1.noted = true;
        }
    }

    fn slot(&mut self, word: &str) -> Option<(Letters, &mut (Letters, Word))> {
        let letters = letters(word)?;
        self.0.get_mut((mixed(&letters) >> 40) as usize % Self::WORDS).map(|slot| (letters, slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_what_the_tables_say_however_often_and_in_whatever_order_it_is_asked_for() {
        let words: Vec<String> = (0..20_000)
            .map(|n| match n % 4 {
                0 => ["technology", "ltd", "shenzhen", "hetian", "and", "huafeng", "a", ""][n / 4 % 8].to_owned(),
                1 => format!("word{}", n % 97),
                2 => format!("word{n}"),
                _ => "x".repeat(n % 20),
            })
            .collect();
        let mut kept = Lately::default();
        kept.keep();
        let mut none = Lately::default();
        for word in &words {
            assert_eq!((kept.word(word), none.word(word)), (Word::of(word), Word::of(word)), "{word}");
        }
    }

    #[test]
    fn what_is_noted_stays_with_its_word() {
        let mut kept = Lately::default();
        kept.note("huafeng");
        assert!(!kept.word("huafeng").noted, "nothing is kept yet");
        kept.keep();
        kept.word("huafeng");
        kept.note("huafeng");
        kept.note("longer than sixteen letters");
        assert!(
            kept.word("huafeng").noted && !kept.word("huafen").noted && !kept.word("longer than sixteen letters").noted
        );
    }
}
