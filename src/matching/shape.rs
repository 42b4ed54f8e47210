//! The shape of a word: what its letters alone allow it to spell. Most words of a cell are told apart from most terms
//! of the lists by it, without a look at the texts.

use crate::lexicon::{Class, lexicon};
use crate::text::letter_set;

use super::distance::{is_skeleton, tolerance};
use super::name::NameTerm;

/// Words that are compared with one term when they are run together (`Tec hno logy`).
pub(super) const LONGEST_RUN: usize = 3;

/// Letters of such a run at least: fewer agree by chance.
pub(super) const LEAST_RUN: usize = 6;

/// A word of so many letters may be another in a scanner's eyes: of fewer, one letter in three would be another.
pub(super) const LEAST_SCANNED: usize = 6;

/// Letters of a word that may be a misspelling of a place's other spelling (`Urumchy`).
pub(super) const LEAST_PLACE: usize = 6;

/// Letters that a scanner takes for others, and those it takes them for.
const SCANNED: u32 = letter_set("il1j0o5s8brnmvwcd");

const VOWELS: u32 = letter_set("aeiou");

/// A word of a cell, or a run of words, in letters of ASCII.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Its letters as [`letter_set`] gives them.
    letters: u32,
    length: usize,
    /// Letters that may be wrong in it.
    edits: usize,
    /// The first letter of a word that may be the beginning or an abbreviation of a longer one; a run is neither.
    first: Option<u8>,
    skeleton: bool,
    /// It ends the cell.
    pub(super) last: bool,
}

impl Shape {
    /// The shape of a run of so many words; nothing where it cannot spell a term.
    pub(super) fn of(run: &str, words: usize, last: bool) -> Option<Self> {
        let length = run.len();
        let single = words == 1;
        // Two letters are like a term only as its beginning at the end of the cell, and XJ is Xinjiang.
        let least = if single { 3 } else { LEAST_RUN };
        if !run.is_ascii() || length < least && !(single && (last || run == "xj")) {
            return None;
        }
        let edits = match (single, length) {
            (true, _) => tolerance(length),
            (false, 10..) => 2,
            (false, _) => 1,
        };
        let first = run.as_bytes().first().copied().filter(|_| single);
        Some(Self { letters: letter_set(run), length, edits, first, skeleton: is_skeleton(run), last })
    }

    /// False where the word is like a term in none of the ways of [`align`](super::align).
    pub(super) fn may_spell(self, term: &NameTerm) -> bool {
        if term.class == Class::Number || !term.surface.is_ascii() {
            return false;
        }
        let (extra, lacking) = (self.letters & !term.letters, term.letters & !self.letters);
        let misspelt = self.length.abs_diff(term.surface.len()) <= self.edits
            && at_most(extra, self.edits)
            && at_most(lacking, self.edits);
        let shortened = extra == 0
            && (self.first.is_some() && self.first == term.surface.bytes().next()
                || self.skeleton && lacking & !VOWELS == 0);
        let misread = (extra | lacking) & !SCANNED == 0 && self.length >= LEAST_SCANNED;
        misspelt || shortened || misread || term.place.is_some_and(|place| self.is_near_place(place))
    }

    fn is_near_place(self, place: crate::lexicon::PlaceIx) -> bool {
        let spellings = lexicon().places().spellings(place);
        self.length >= LEAST_PLACE && spellings.iter().any(|(_, s)| (self.letters ^ s).count_ones() <= 2)
    }
}

/// True for a set of at most so many letters.
fn at_most(mut letters: u32, count: usize) -> bool {
    for _ in 0..count {
        letters &= letters.wrapping_sub(1);
    }
    letters == 0
}
