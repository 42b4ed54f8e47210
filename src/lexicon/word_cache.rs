//! Cache of what the tables say about a word.
//!
//! Names are written in few words (`Technology`, `Shenzhen`, `Ltd`): one look-up answers for all tables, and a word
//! from which nothing came is not searched for misspellings again.

use rustc_hash::FxHashMap;

use crate::text::{Normalized, Token, TokenKind};

use super::{Sense, frequency, lexicon};

/// What the tables say about one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordFacts {
    /// Its meaning.
    pub sense: Option<Sense>,
    /// How rare it is among ordinary names, in tenths of a bit.
    pub bits: i32,
    /// Ordinary firms carry it.
    pub ordinary: bool,
    /// It is similar to no listed word; false until [`WordCache::mark_dull`].
    pub dull: bool,
}

impl WordFacts {
    /// Looks up each token that is a word.
    pub fn of_tokens(n: &Normalized) -> Vec<Self> {
        let mut facts = Vec::new();
        WordCache::default().facts(n, &mut facts);
        facts
    }

    /// Looks a word up in the tables.
    pub fn of(word: &str) -> Self {
        let (bits, ordinary) = frequency::latin_and_ordinary(word);
        Self { sense: lexicon().word(word), bits, ordinary, dull: false }
    }
}

/// The words looked up so far; it forgets all of them when it is full.
#[derive(Debug, Default)]
pub struct WordCache(FxHashMap<Box<str>, WordFacts>);

impl WordCache {
    /// About 2 MB of words.
    const MOST: usize = 16_384;

    /// What the tables say about a word.
    pub fn get(&mut self, word: &str) -> WordFacts {
        if let Some(facts) = self.0.get(word) {
            return *facts;
        }
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        *self.0.entry(word.into()).or_insert(WordFacts::of(word))
    }

    /// What the tables say about each token that is a word; for other tokens nothing.
    pub fn facts(&mut self, n: &Normalized, out: &mut Vec<WordFacts>) {
        out.clear();
        let facts = |t: &Token| if t.kind == TokenKind::Word { self.get(n.text(t)) } else { WordFacts::default() };
        out.extend(n.tokens().iter().map(facts));
    }

    /// Notes that a word is similar to no listed word.
    pub fn mark_dull(&mut self, word: &str) {
        if let Some(facts) = self.0.get_mut(word) {
            facts.dull = true;
        }
    }
}
