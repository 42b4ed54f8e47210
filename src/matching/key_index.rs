//! Inverted index: from keys, misspellings, skeletons and beginnings of words to the terms of listed names.

use rayon::slice::ParallelSliceMut as _;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::han::Lengths;
use crate::lexicon::{Class, Key, lexicon};

use super::deletion_index::Misspellings;
use super::distance::{each_without_one, osa, skeleton, skeleton_with_first, tolerance};
use super::name::{self, CompiledName, NameIx, Names};
use super::scanned::{fold_scanned, scanned_letters};
use super::segments::HanWords;

/// A key leads to terms `from..to` of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The name.
    pub name: NameIx,
    /// First term it stands for.
    pub from: u8,
    /// One past the last.
    pub to: u8,
}

/// Posting lists in one table: a list of its own for each of 300,000 keys would cost more than all else.
#[derive(Debug, Default)]
struct Postings {
    /// Where the postings of a key begin and end.
    ranges: FxHashMap<Key, (u32, u32)>,
    all: Vec<Posting>,
}

impl Postings {
    fn new(mut pairs: Vec<(Key, Posting)>) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut ranges = FxHashMap::default();
        ranges.reserve(pairs.chunk_by(|a, b| a.0 == b.0).count());
        let mut from = 0u32;
        for list in pairs.chunk_by(|a, b| a.0 == b.0) {
            let to = from + list.len() as u32;
            ranges.extend(list.first().map(|(key, _)| (*key, (from, to))));
            from = to;
        }
        Self { ranges, all: pairs.into_iter().map(|(_, posting)| posting).collect() }
    }

    fn of(&self, key: Key) -> &[Posting] {
        let range = self.ranges.get(&key).and_then(|(from, to)| self.all.get(*from as usize..*to as usize));
        range.unwrap_or_default()
    }
}

/// Longest compound or word that is indexed for misspellings: longer ones have other words to be found by.
const LONGEST_FUZZY: usize = 18;

/// A name's terms that lead to it: the rarest, so that `technology` alone proposes nothing.
const MOST_ANCHORS: usize = 3;

/// The same for a name of a general list that has common words alone: it is a candidate where words of half its bits
/// are in the cell, which two of four hold although one is misspelt or left out.
const MOST_COMMON_ANCHORS: usize = 4;

/// Answers of [`Index::misspelt`] beyond this many are dropped, nearest kept: no dev case has more than three.
const MOST_NEAR: usize = 8;

/// Where each key leads. Built once, then only read.
#[derive(Debug, Default)]
pub struct KeyIndex {
    postings: Postings,
    near: Misspellings,
    skeletons: Postings,
    /// Anchor words in order, for words cut off at a field limit.
    prefixes: Vec<(Box<str>, Key)>,
    /// Han trade names of four characters and more by what a lost character leaves.
    han_near: FxHashMap<Key, Vec<u32>>,
    /// These trade names.
    han_long: Vec<(Box<str>, Key)>,
    han_trades: FxHashSet<Box<str>>,
    han_lengths: FxHashMap<char, Lengths>,
    /// Trade names by what a scanner cannot tell apart in them.
    scanned: FxHashMap<Key, Key>,
}

impl HanWords for KeyIndex {
    fn lengths(&self, first: char) -> Lengths {
        self.han_lengths.get(&first).copied().unwrap_or_default()
    }

    fn knows(&self, word: &str) -> bool {
        self.han_trades.contains(word)
    }
}

impl KeyIndex {
    /// Where a key leads.
    pub fn postings(&self, key: Key) -> &[Posting] {
        self.postings.of(key)
    }

    /// Where a word without vowels leads.
    pub fn skeleton(&self, word: &str) -> &[Posting] {
        self.skeletons.of(bones_key(word))
    }

    /// The trade name of six letters and more that a scanner would read as this word, whatever number of letters it
    /// took for others: `Megvll`, `Hlkvlslon`.
    pub fn as_scanned(&self, word: &str) -> Option<Key> {
        const LEAST: usize = 6;
        if word.len() < LEAST {
            return None;
        }
        // In place: words of lists are no longer, and folding makes none longer.
        let mut folded = [0; 64];
        let mut length = 0;
        for letter in scanned_letters(word) {
            *folded.get_mut(length)? = u8::try_from(letter).ok()?;
            length += 1;
        }
        self.scanned.get(&Key::new('~', std::str::from_utf8(folded.get(..length)?).ok()?)).copied()
    }

    /// List words within the tolerance of a ledger word: key and distance, nearest first.
    pub fn misspelt(&self, word: &str, found: &mut Vec<(Key, u8)>) {
        self.misspelt_within(word, tolerance(word.len()), found);
    }

    /// The same with at most `limit` letters wrong.
    pub fn misspelt_within(&self, word: &str, limit: usize, found: &mut Vec<(Key, u8)>) {
        found.clear();
        if limit == 0 || word.len() > LONGEST_FUZZY + 2 {
            return;
        }
        self.near.within(word, limit, found);
        found.sort_unstable_by_key(|(key, d)| (*d, *key));
        found.truncate(MOST_NEAR);
    }

    /// Listed Han trade names of four characters and more that a word is one character off.
    pub fn misspelt_han(&self, word: &str, found: &mut Vec<(Key, u8)>) {
        found.clear();
        each_without_one(word, |left| {
            for (trade, key) in self
                .han_near
                .get(&left_key(left))
                .into_iter()
                .flatten()
                .filter_map(|id| self.han_long.get(*id as usize))
            {
                if osa(word, trade, 1).is_some_and(|d| d == 1) && !found.iter().any(|(k, _)| k == key) {
                    found.push((*key, 1));
                }
            }
        });
        found.sort_unstable();
        found.truncate(MOST_NEAR);
    }

    /// Anchor words that begin with a cut-off word; nothing where too many do.
    pub fn beginning_with(&self, word: &str) -> &[(Box<str>, Key)] {
        const TOO_MANY: usize = 6;
        let from = self.prefixes.partition_point(|(w, _)| &**w < word);
        let rest = &self.prefixes[from..];
        let n = rest.iter().take(TOO_MANY + 1).take_while(|(w, _)| w.starts_with(word)).count();
        // Less than two thirds of a word is the beginning of too many others.
        let near = rest[..n.min(TOO_MANY)].iter().all(|(w, _)| word.len() * 3 >= w.len() * 2);
        if n > TOO_MANY || !near { &[] } else { &rest[..n] }
    }

    /// Indexes the names.
    pub(super) fn build(names: &Names) -> Self {
        let (index, skeletons) = rayon::join(|| Self::without_skeletons(names), || skeletons(names));
        Self { skeletons, ..index }
    }

    fn without_skeletons(names: &Names) -> Self {
        let mut index = Self::default();
        let mut pairs: Vec<(Key, Posting)> = Vec::new();
        let mut fuzzy: Vec<(&str, Key)> = Vec::new();
        let mut trades: Vec<(&str, Key)> = Vec::new();
        for (ix, n) in names.iter() {
            for at in anchors(n) {
                let term = &n.terms[at];
                let posting = Posting { name: ix, from: at as u8, to: at as u8 + 1 };
                for key in [Some(term.key), term.pinyin].into_iter().flatten() {
                    pairs.push((key, posting));
                }
                let long_enough = if n.person { 8 } else { 4 };
                // A mark that ordinary firms carry counts only as it stands.
                if term.surface.is_ascii()
                    && term.surface.len() >= long_enough
                    && !n.acronym
                    && !(n.trade_name && n.weak)
                {
                    fuzzy.push((&term.surface, term.key));
                    // A cut inside a run-together name is met by its first word; the whole would need its end.
                    if term.surface.len() >= 6 && term.class == Class::Trade && !n.person {
                        trades.push((&term.surface, term.key));
                    }
                }
                let length = term.surface.chars().count();
                if n.han && term.class == Class::Trade && length >= 2 {
                    if let Some(first) = term.surface.chars().next() {
                        index.han_lengths.entry(first).or_default().insert(length);
                    }
                    if length >= 4 && !n.trade_name && index.han_trades.insert(term.surface.clone()) {
                        let id = index.han_long.len() as u32;
                        index.han_long.push((term.surface.clone(), term.key));
                        each_without_one(&term.surface, |left| {
                            index.han_near.entry(left_key(left)).or_default().push(id)
                        });
                    }
                    index.han_trades.insert(term.surface.clone());
                }
            }
            for c in &n.compounds {
                pairs.push((c.key, Posting { name: ix, from: c.from, to: c.to }));
                if c.surface.len() >= 8 && !(n.trade_name && n.weak) {
                    fuzzy.push((&c.surface, c.key));
                }
            }
        }
        trades.sort_unstable();
        trades.dedup();
        index.scanned = trades.iter().map(|(word, key)| (Key::new('~', &fold_scanned(word)), *key)).collect();
        fuzzy.sort_unstable();
        fuzzy.dedup();
        let own = |(word, key): (&str, Key)| (Box::from(word), key);
        index.prefixes = trades.into_iter().map(own).collect();
        let short = fuzzy.into_iter().filter(|(w, _)| w.len() <= LONGEST_FUZZY);
        let (near, postings) = rayon::join(|| Misspellings::of(short.map(own).collect()), || Postings::new(pairs));
        Self { near, postings, ..index }
    }
}

/// Where words without their vowels lead.
fn skeletons(names: &Names) -> Postings {
    let mut pairs = Vec::new();
    for (name, n) in names.iter().filter(|(_, n)| !n.trade_name) {
        let long = n.terms.iter().enumerate().filter(|(_, t)| t.surface.is_ascii() && t.surface.len() >= 5);
        for (at, term) in long {
            let (bones, with_first) = (skeleton(&term.surface), skeleton_with_first(&term.surface));
            for bones in std::iter::once(&bones).chain(Some(&with_first).filter(|b| **b != bones)) {
                if bones.len() >= 3 && bones.len() < term.surface.len() {
                    let posting = Posting { name, from: at as u8, to: at as u8 + 1 };
                    pairs.push((bones_key(bones), posting));
                }
            }
        }
    }
    Postings::new(pairs)
}

/// The terms by which a name is proposed: its rarest distinctive ones; a name without any, its rarest words.
fn anchors(n: &CompiledName) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..n.terms.len()).filter(|&i| n.distinctive == 0 || name::is_distinctive(&n.terms[i])).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(n.terms[i].bits), i));
    order.truncate(match (n.distinctive, n.general) {
        (0, true) => MOST_COMMON_ANCHORS,
        (0, false) => 2,
        _ => MOST_ANCHORS,
    });
    // A bureau cut off at a field limit is left with its place: `KASHGAR PREFECTURE PUBLIC SECURI`.
    let place_first = n.distinctive == 0
        && n.terms.first().is_some_and(|t| t.place.is_some_and(|p| lexicon().places().get(p).xinjiang));
    if place_first && !order.contains(&0) {
        order.push(0);
    }
    order
}

fn bones_key(word: &str) -> Key {
    Key::new('s', word)
}

fn left_key(left: &str) -> Key {
    Key::new('d', left)
}
