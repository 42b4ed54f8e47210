//! Exact names: every listed name that stands letter for letter in a cell, found by one Aho-Corasick automaton.
//!
//! 1. Each listed name is one pattern: its normalized words run together, up to its last telling word (a legal form at
//!    the end of the name may differ or be left out), of long names the beginning.
//! 2. The automaton reports overlapping matches (`MatchKind::Standard`): a name inside a longer name, or the same name on
//!    two lists, is reported as well. Leftmost matches would hide it.
//! 3. A match counts where the words of the name are words of the cell: `Sense Time` is not `Sensetime`, and `BGIX` does not
//!    name BGI. Where an end of the name is Han, no known word of the cell may go on over it (皈依|图书 does not name 依图).
//! 4. Most cells hold no word of the lists. The automaton runs over a cell only if the cell holds the rarest word of some name.
//!
//! So no name is missed, whatever the segmentation of the cell and the inverted index make of it. Variants, misspellings and
//! other scripts are found by the index.

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashSet;

use crate::lexicon::Key;
use crate::text::{Normalized, TokenKind, is_han};

use super::name::{CompiledName, NameIx, Names};
use super::query::Query;

/// Letters of a name in the automaton. More would only make it larger, since the words are compared in any case: 16 are
/// rarely shared by more than a few names (`Xinjiang Production…`).
const LETTERS: usize = 16;

/// A listed name in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExactHit {
    /// The name.
    pub name: NameIx,
    /// The token of the cell at which it begins.
    pub from: u16,
}

/// All names of the lists in one automaton.
#[derive(Debug, Default)]
pub struct ExactNames {
    /// Pattern `i` is name `i`; `None` without names.
    automaton: Option<AhoCorasick>,
    /// The rarest word of each name.
    rarest: FxHashSet<Key>,
}

impl ExactNames {
    /// Compiles the names.
    pub fn build(names: &Names) -> Self {
        let mut patterns = Vec::new();
        let mut rarest = FxHashSet::default();
        for (_, name) in names.iter() {
            let words: Vec<&str> = words(name).collect();
            let pattern = words.concat();
            rarest.insert(rarest_word(name, &words));
            patterns.push(pattern[..pattern.floor_char_boundary(LETTERS)].to_owned());
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns);
        let automaton =
            automaton.expect("the loader of lists refuses files that are larger than the automaton's limit");
        Self { automaton: (!patterns.is_empty()).then_some(automaton), rarest }
    }

    /// The names that stand in the cell, by name and place.
    pub fn find(&self, cell: &Query, names: &Names) -> Vec<ExactHit> {
        let (n, tokens) = (&cell.n, cell.n.tokens());
        let mut hits = Vec::new();
        let Some(automaton) = &self.automaton else { return hits };
        if !(0..tokens.len()).any(|at| self.rarest.contains(&word_at(n, at))) {
            return hits;
        }
        for found in automaton.find_overlapping_iter(n.run(0, tokens.len())) {
            let ix = NameIx(found.pattern().as_u32());
            let Ok(from) = tokens.binary_search_by_key(&(found.start() as u32), |t| t.from) else { continue };
            let name = names.get(ix);
            let same_words = words(name).enumerate().all(|(at, word)| n.word(from + at) == word);
            if same_words && cell.ends_are_words(from, name) {
                hits.push(ExactHit { name: ix, from: from as u16 });
            }
        }
        hits.sort_unstable();
        hits
    }
}

/// The words of a name, up to its last telling one.
fn words(name: &CompiledName) -> impl Iterator<Item = &str> {
    let count = name.terms.last().map_or(0, |t| t.to);
    name.tokens.split(' ').take(usize::from(count))
}

/// The key of a name's rarest word: the longest of the term with the most bits.
fn rarest_word(name: &CompiledName, words: &[&str]) -> Key {
    let term = name.terms.iter().max_by_key(|t| t.bits).map_or(0..0, |t| t.from.into()..usize::from(t.to));
    let at = term.max_by_key(|at| words.get(*at).map_or(0, |w| w.len())).unwrap_or(0);
    let han = |at: usize| words.get(at).is_some_and(|w| w.starts_with(is_han));
    let pair = match (at.checked_sub(1), at + 1) {
        _ if !han(at) => at..at + 1,
        (_, next) if han(next) => at..at + 2,
        (Some(last), _) if han(last) => last..at + 1,
        _ => at..at + 1,
    };
    Key::trade(&words[pair].concat())
}

/// The key of the word at a token of a cell. A Han character is a word together with the next one.
fn word_at(n: &Normalized, at: usize) -> Key {
    let han = |at: usize| n.tokens().get(at).is_some_and(|t| t.kind == TokenKind::Han);
    Key::of_trade(n.bytes(at, if han(at) && han(at + 1) { at + 2 } else { at + 1 }))
}
