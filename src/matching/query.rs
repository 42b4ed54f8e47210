//! Reads one cell: its segments, every key that it offers, and the names that those propose.

mod han;
mod latin;

use std::ops::Range;

use crate::lexicon::word_cache::{WordCache, WordFacts};
use crate::lexicon::{Class, Key, lexicon};
use crate::text::{Folded, Gap, Normalized, letter_set, normalize_into};

use super::key_index::{KeyIndex, Posting};
use super::name::{CompiledName, NameIx, is_distinctive};
use super::segments::{self, Segment};
use super::shape::{LONGEST_RUN, Shape};

/// Between two parties in one cell (`New People's Army / Communist Party`).
pub const BETWEEN_PARTIES: &str = " / ";

/// How a key came out of the cell.
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
    /// How it came out.
    pub how: MatchKind,
    /// How alike, in per cent.
    pub sim: u8,
}

impl Term {
    fn new(key: Key, tokens: Range<usize>, how: MatchKind, sim: u8) -> Self {
        Self { key, from: tokens.start as u16, to: tokens.end as u16, how, sim }
    }
}

/// A hit: a term of the cell leads to terms of a name.
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

/// All words of a cell, legal forms left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellWords {
    /// Their bits.
    pub bits: i32,
    /// Their bytes, without blanks.
    pub letters: usize,
}

/// A cell being read; its memory is reused from cell to cell.
#[derive(Debug, Default)]
pub struct Query {
    /// Misspellings are tried.
    pub fuzzy: bool,
    /// Its tokens.
    pub n: Normalized,
    /// Its length in characters, blanks around left out.
    pub characters: usize,
    /// All its words; nothing where it names several parties, each in a part of its own.
    pub words_in_all: CellWords,
    /// Its segments in order.
    pub segments: Vec<Segment>,
    /// Its terms, by key.
    pub terms: Vec<Term>,
    /// A bit for each key: nearly all keys that are asked for are not among them.
    key_bits: u64,
    hits: Vec<Hit>,
    /// The letters of each token, where a name is proposed.
    letters: Vec<u32>,
    /// The shapes of its words and runs of words, where a name is proposed.
    shapes: Vec<Shape>,
    folded: Vec<Folded>,
    ends: Vec<usize>,
    plain: Vec<Segment>,
    near: Vec<(Key, u8)>,
    syllables: String,
    /// Dull are those from which no term comes but they themselves.
    words: WordCache,
    /// What the tables say about each word of the cell.
    facts: Vec<WordFacts>,
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
        self.fuzzy = fuzzy;
        normalize_into(text, &mut self.folded, &mut self.n);
        self.characters = if text.is_ascii() { text.trim_ascii().len() } else { text.trim().chars().count() };
        part_parties(&mut self.n);
        self.words.facts(&self.n, &mut self.facts);
        segments::cut(&self.n, &self.facts, index, &mut self.ends, &mut self.segments);
        self.words_in_all = if text.contains(BETWEEN_PARTIES) { CellWords::default() } else { self.words_in_all() };
        self.terms.clear();
        self.hits.clear();
        for p in &self.segments {
            self.terms.push(Term::new(p.key, p.tokens(), MatchKind::Direct, 100));
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
        self.key_bits = self.terms.iter().fold(0, |bits, t| bits | key_bit(t.key));
        for (at, t) in self.terms.iter().enumerate() {
            let list = if t.how == MatchKind::Skeleton { continue } else { index.postings(t.key) };
            self.hits.extend(list.iter().map(|p| hit(p, at)));
        }
        self.skeleton_hits(index);
        self.hits.sort_unstable();
        self.find_shapes();
    }

    fn words_in_all(&self) -> CellWords {
        let asides = segments::asides(&self.n, &self.segments);
        let says = |(s, aside): &(&Segment, bool)| !aside && !matches!(s.class, Class::Form | Class::Connector);
        let telling = self.segments.iter().zip(asides).filter(says);
        telling.fold(CellWords::default(), |sum, (s, _)| CellWords {
            bits: sum.bits + s.bits,
            letters: sum.letters + self.n.run(s.from.into(), s.to.into()).len(),
        })
    }

    /// The letters of the tokens and the shapes of what may spell a term; none where no name is a candidate.
    fn find_shapes(&mut self) {
        self.letters.clear();
        self.shapes.clear();
        if self.hits.is_empty() {
            return;
        }
        self.letters.extend(self.n.tokens().iter().map(|t| letter_set(self.n.text(t))));
        let count = self.letters.len();
        for from in 0..count {
            let runs = (from + 1..=count).take(LONGEST_RUN);
            self.shapes.extend(runs.filter_map(|to| Shape::of(self.n.run(from, to), to - from, to == count)));
        }
    }

    /// What may spell a term of a name.
    pub(super) fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// The letters of a token, as [`letter_set`] tells them.
    pub(super) fn letters(&self, at: u16) -> u32 {
        self.letters.get(usize::from(at)).copied().unwrap_or(0)
    }

    /// The candidates: names that a term of the cell leads to, each with its hits.
    pub fn candidates(&self) -> impl Iterator<Item = (NameIx, &[Hit])> {
        self.hits.chunk_by(|a, b| a.name == b.name).filter_map(|h| Some((h.first()?.name, h)))
    }

    /// True where the hits hold enough of the name, so that laying it over the cell is not work for nothing: two fifths
    /// of what is distinctive in it, since every threshold refuses less; of a name of common words alone half, since
    /// each of them is in dozens of names (of 314,000 manipulated names this loses 24).
    pub(super) fn holds_enough(&self, n: &CompiledName, hits: &[Hit]) -> bool {
        let common_words = n.distinctive == 0;
        if common_words && !n.general {
            return true;
        }
        let mut met = [false; 32];
        let mut bits = 0;
        for h in hits {
            for at in usize::from(h.from)..usize::from(h.to) {
                let (Some(seen), Some(term)) = (met.get_mut(at), n.terms.get(at)) else { continue };
                if !*seen && (common_words || is_distinctive(term)) {
                    *seen = true;
                    bits += term.bits;
                }
            }
        }
        // Skeletons lead to any term: a name without vowels is laid over the cell as a whole.
        (if common_words { bits * 2 >= n.total } else { bits * 5 >= n.distinctive * 2 })
            || hits.iter().any(|h| self.terms.get(usize::from(h.term)).is_some_and(|t| t.how == MatchKind::Skeleton))
    }

    /// The terms with a key.
    pub fn with_key(&self, key: Key) -> &[Term] {
        if self.key_bits & key_bit(key) == 0 {
            return &[];
        }
        let from = self.terms.partition_point(|t| t.key < key);
        let n = self.terms[from..].iter().take_while(|t| t.key == key).count();
        &self.terms[from..from + n]
    }
}

fn key_bit(key: Key) -> u64 {
    1 << (key.0 >> 58)
}

fn hit(p: &Posting, term: usize) -> Hit {
    Hit { name: p.name, from: p.from, to: p.to, term: term as u16 }
}

/// A party named on another's behalf is in a part of the cell of its own.
fn part_parties(n: &mut Normalized) {
    for at in 1..n.tokens().len() {
        if let Some(words) = lexicon().between_parties(n, at).filter(|words| !among_initials(n, at..at + words)) {
            n.part_before(at);
            n.part_before(at + words);
        }
    }
}

/// True where letters go on before or after: `C O` in `C O F C O` is no `c/o`.
fn among_initials(n: &Normalized, words: Range<usize>) -> bool {
    let letter = |at: usize| n.word(at).len() == 1;
    let joined = |at: usize| n.tokens().get(at).is_some_and(|t| t.gap < Gap::Break);
    let before = words.start > 0 && letter(words.start - 1) && joined(words.start);
    letter(words.start) && (before || letter(words.end) && joined(words.end))
}
