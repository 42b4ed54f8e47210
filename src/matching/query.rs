//! Reads one cell: its segments, every key that it offers, and the names that those propose.

mod han;
mod latin;

use crate::lexicon::Key;
use crate::lexicon::lately::Lately;
use crate::text::{Folded, Normalized, letter_set, normalize_into};

use super::key_index::{KeyIndex, Posting};
use super::name::{CompiledName, NameIx, is_distinctive};
use super::segments::{self, Segment};

/// MatchKind a key came out of the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchKind {
    /// As it stands.
    Direct,
    /// Neighbouring words run together.
    Joined,
    /// One word that is two run together, one of them this.
    Split,
    /// A Han word read as pinyin.
    Pinyin,
    /// Cut off at the end of the cell.
    Cut,
    /// A misspelling: letters wrong.
    Typo(u8),
    /// Its vowels are missing.
    Skeleton,
    /// An abbreviation.
    Abbreviated,
}

/// One key that the cell offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The key.
    pub key: Key,
    /// First token.
    pub from: u16,
    /// One past the last token.
    pub to: u16,
    /// MatchKind it came out.
    pub how: MatchKind,
    /// MatchKind alike, in per cent.
    pub sim: u8,
}

/// A proposal: a term of the cell leads to terms of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The name.
    pub name: NameIx,
    /// First term of the name.
    pub from: u8,
    /// One past the last.
    pub to: u8,
    /// The cell's term.
    pub term: u16,
}

/// A cell being read; its memory is reused from cell to cell.
#[derive(Debug, Default)]
pub struct Query {
    /// Its tokens.
    pub n: Normalized,
    /// Its length in characters, blanks around left out.
    pub characters: usize,
    /// Its segments in order.
    pub segments: Vec<Segment>,
    /// Its terms, by key.
    pub terms: Vec<Term>,
    hits: Vec<Hit>,
    /// The letters of each token, where a name is proposed.
    letters: Vec<u32>,
    folded: Vec<Folded>,
    ends: Vec<usize>,
    plain: Vec<Segment>,
    near: Vec<(Key, u8)>,
    syllables: String,
    /// Noted of those from which no term comes but they themselves.
    words: Lately,
}

/// Alike, in per cent, by how a term came out. A misspelling costs more in a short word.
fn likeness(how: MatchKind, letters: usize) -> u8 {
    match how {
        MatchKind::Direct => 100,
        MatchKind::Joined => 98,
        MatchKind::Split => 97,
        MatchKind::Pinyin => 88,
        MatchKind::Cut => 80,
        MatchKind::Abbreviated => 85,
        MatchKind::Skeleton => 78,
        MatchKind::Typo(1) if letters >= 8 => 92,
        MatchKind::Typo(1) if letters >= 6 => 88,
        MatchKind::Typo(1) => 80,
        MatchKind::Typo(_) if letters >= 11 => 82,
        MatchKind::Typo(_) => 68,
    }
}

impl Query {
    /// Reads the text against the index: segments, terms and proposals. `fuzzy` also tries misspellings.
    /// Positions are 16 bits wide: the text may have 65,535 words at most, and the reader of cells passes fewer.
    pub fn read(&mut self, text: &str, index: &KeyIndex, fuzzy: bool) {
        normalize_into(text, &mut self.folded, &mut self.n);
        self.characters = if text.is_ascii() { text.trim_ascii().len() } else { text.trim().chars().count() };
        parts_by_words(&mut self.n);
        self.words.keep();
        segments::cut(&self.n, &mut self.words, index, &mut self.ends, &mut self.segments);
        self.terms.clear();
        self.hits.clear();
        for p in &self.segments {
            self.terms.push(Term { key: p.key, from: p.from, to: p.to, how: MatchKind::Direct, sim: 100 });
        }
        self.listed_cut(index);
        self.pinyin_terms();
        self.han_inside(index);
        if fuzzy {
            self.han_slips(index);
            self.person_slips(index);
        }
        self.latin_terms(text, index, fuzzy);
        self.terms.sort_unstable_by_key(|t| (t.key, std::cmp::Reverse(t.sim), t.from));
        for (at, t) in self.terms.iter().enumerate() {
            let list = if t.how == MatchKind::Skeleton { continue } else { index.postings(t.key) };
            self.hits.extend(list.iter().map(|p| hit(p, at)));
        }
        self.skeleton_hits(index);
        self.hits.sort_unstable();
        self.letters.clear();
        if !self.hits.is_empty() {
            self.letters.extend(self.n.tokens().iter().map(|t| letter_set(self.n.text(t))));
        }
    }

    /// The letters of a token, as [`letter_set`] tells them.
    pub(super) fn letters(&self, at: u16) -> u32 {
        self.letters.get(usize::from(at)).copied().unwrap_or(0)
    }

    /// The candidates: names that a term of the cell leads to, each with its hits.
    pub fn candidates(&self) -> impl Iterator<Item = (NameIx, &[Hit])> {
        self.hits.chunk_by(|a, b| a.name == b.name).filter_map(|h| Some((h.first()?.name, h)))
    }

    /// True where the hits hold enough of what is distinctive in the name: less than two fifths is refused by every
    /// threshold, and laying it over the cell would be work for nothing.
    pub(super) fn holds_enough(&self, n: &CompiledName, hits: &[Hit]) -> bool {
        if n.distinctive == 0 {
            return true;
        }
        let mut met = [false; 32];
        let mut bits = 0;
        for h in hits {
            for at in usize::from(h.from)..usize::from(h.to) {
                let (Some(seen), Some(term)) = (met.get_mut(at), n.terms.get(at)) else { continue };
                if !*seen && is_distinctive(term) {
                    *seen = true;
                    bits += term.bits;
                }
            }
        }
        // Skeletons lead to any term: a name without vowels is laid over the cell as a whole.
        bits * 5 >= n.distinctive * 2
            || hits.iter().any(|h| self.terms.get(usize::from(h.term)).is_some_and(|t| t.how == MatchKind::Skeleton))
    }

    /// The terms with a key.
    pub fn with_key(&self, key: Key) -> &[Term] {
        let from = self.terms.partition_point(|t| t.key < key);
        let n = self.terms[from..].iter().take_while(|t| t.key == key).count();
        &self.terms[from..from + n]
    }
}

fn hit(p: &Posting, term: usize) -> Hit {
    Hit { name: p.name, from: p.from, to: p.to, term: term as u16 }
}

/// Words between two parties in one cell: what stands before them is no part of the name behind.
fn parts_by_words(n: &mut Normalized) {
    const BETWEEN: [&[&str]; 12] = [
        &["on", "behalf", "of"],
        &["for", "account", "of"],
        &["for", "and", "on", "behalf", "of"],
        &["care", "of"],
        &["c", "o"],
        &["o", "b", "o"],
        &["trading", "as"],
        &["doing", "business", "as"],
        &["formerly"],
        &["supplied", "by"],
        &["manufactured", "by"],
        &["made", "by"],
    ];
    let count = n.tokens().len();
    for at in 1..count {
        if !matches!(
            n.bytes(at, at + 1),
            b"on"
                | b"for"
                | b"care"
                | b"c"
                | b"o"
                | b"trading"
                | b"doing"
                | b"formerly"
                | b"supplied"
                | b"manufactured"
                | b"made"
        ) {
            continue;
        }
        let words = BETWEEN.iter().find(|words| words.iter().enumerate().all(|(i, w)| n.word(at + i) == *w));
        if let Some(words) = words {
            n.part_before(at);
            n.part_before(at + words.len());
        }
    }
}
