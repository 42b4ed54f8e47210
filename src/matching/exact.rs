//! Exact names: every listed name that stands letter for letter in a cell, found by one Aho-Corasick automaton.
//!
//! 1. Each listed name is one pattern: its normalized words run together, up to its last telling word (a legal form at
//!    the end of the name may differ or be left out), of long names the beginning.
//! 2. The automaton reports overlapping matches (`MatchKind::Standard`): a name inside a longer name, or the same name on
//!    two lists, is reported as well. Leftmost matches would hide it.
//! 3. A match counts where the words of the name are words of the cell: `Sense Time` is not `Sensetime`, and `BGIX` does
//!    not name BGI. Where an end of the name is Han, no known word of the cell may go on over it (皈依|图书 does not name
//!    依图).
//! 4. Most cells hold no word of the lists. The automaton runs over a cell only if the cell holds the rarest word of some
//!    name.
//!
//! So no name is missed, whatever the segmentation of the cell and the inverted index make of it. Variants, misspellings
//! and other scripts are found by the index.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::key_index::KeyIndex;
    use crate::matching::name;
    use crate::model::{EntryIx, EntryKind, Lists, Name, NameKind, Script};

    fn listed(texts: &[String]) -> Names {
        let compiled = texts.iter().enumerate().flat_map(|(at, text)| {
            let script = if text.contains(is_han) { Script::Hani } else { Script::Latn };
            let source = String::new();
            let name = Name { text: text.clone(), kind: NameKind::Primary, script, weak: false, source };
            name::compile(EntryIx(at as u32), 0, &name, EntryKind::Company, true)
        });
        Names::new(compiled.collect())
    }

    fn found(text: &str, keys: &KeyIndex, names: &Names, exact: &ExactNames) -> Vec<NameIx> {
        let mut cell = Query::default();
        cell.read(text, keys, true);
        exact.find(&cell, names).into_iter().map(|hit| hit.name).collect()
    }

    #[test]
    fn every_bundled_name_is_exact_alone_and_among_other_words() {
        let lists = Lists::new(crate::watchlist::bundled().expect("the bundled lists are valid").clone());
        let compiled = lists.entries().flat_map(|(ix, _, entry)| {
            let all = entry.names.iter().enumerate();
            all.flat_map(move |(at, n)| name::compile(ix, at, n, entry.kind, true))
        });
        let names = Names::new(compiled.collect());
        let (exact, keys) = (ExactNames::build(&names), KeyIndex::build(&names));
        for (ix, name) in names.iter() {
            for text in [name.tokens.to_string(), format!("zqxal {} vurgol", name.tokens)] {
                assert!(found(&text, &keys, &names, &exact).contains(&ix), "{text}");
            }
        }
    }

    #[test]
    fn no_name_of_a_large_list_hides_another() {
        let parts = [
            "Sandor", "Vel", "Sand", "Orvel", "Mirta", "Trading", "Textile", "Holding", "Kesh", "泰达", "和田", "服饰",
        ];
        let mut texts: Vec<String> = Vec::new();
        for a in parts {
            for b in parts {
                texts.extend([format!("{a} {b}"), format!("{a} {b}")]);
                texts.extend(parts.map(|c| format!("{a} {b} {c}")));
            }
        }
        let (names, keys) = (listed(&texts), KeyIndex::default());
        let exact = ExactNames::build(&names);
        for (_, name) in names.iter() {
            let text = format!("zqxal {} vurgol", name.tokens);
            let mut cell = Query::default();
            cell.read(&text, &keys, true);
            let stands = |other: &CompiledName| {
                let words: Vec<&str> = words(other).collect();
                let places = 0..cell.n.tokens().len();
                places.into_iter().any(|from| {
                    words.iter().enumerate().all(|(at, w)| cell.n.word(from + at) == *w)
                        && cell.ends_are_words(from, other)
                })
            };
            let expected: Vec<NameIx> = names.iter().filter(|(_, n)| stands(n)).map(|(ix, _)| ix).collect();
            let mut seen = found(&text, &keys, &names, &exact);
            seen.dedup();
            assert_eq!(seen, expected, "{text}");
        }
    }

    #[test]
    fn a_name_ends_where_words_end() {
        let names = listed(&["BGI", "Sense Time", "依图", "海康威视"].map(str::to_owned));
        let (exact, keys) = (ExactNames::build(&names), KeyIndex::build(&names));
        let count = |text| found(text, &keys, &names, &exact).len();
        for text in ["BGI", "Genomics (BGI) lab", "SENSE TIME Ltd", "上海依图", "依图网络科技", "上海海康威视科技"]
        {
            assert_eq!(count(text), 1, "{text}");
        }
        for text in ["BGIX", "XBGI", "Sensetime", "Sense Timer", "Nonsense Time", "皈依图书", "上海康威视讯", "海康"]
        {
            assert_eq!(count(text), 0, "{text}");
        }
    }
}
