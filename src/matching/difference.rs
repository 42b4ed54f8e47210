//! What has become of each word of a listed name in a cell: the same, another word for it, misspelt, missing.

use std::ops::Range;

use crate::text::is_han;

use super::distance::{is_skeleton_of, osa, tolerance};
use super::words::Word;

/// What a word of the list has become in the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The same word, or one that means the same; its place in the cell.
    Same(usize),
    /// Another word for the same: `Tech` for `Technology`, `Shengchan` for `Production`.
    Variant(usize),
    /// So many words of the cell stand for it.
    Phrase(usize, usize),
    /// The same beginning.
    Shortened(usize),
    /// So many letters differ.
    Misspelt(usize, usize),
    /// Its vowels are gone.
    Vowels(usize),
    /// Run together with its neighbour, or torn apart into so many words.
    Joined(usize, usize),
    /// Not there.
    Missing,
}

/// The differences between the quoted words and a listed name.
#[derive(Debug, Clone)]
pub struct Difference<'w> {
    cell: Vec<&'w Word>,
    listed: Vec<&'w Word>,
    /// For each listed word.
    fates: Vec<Fate>,
    /// Words of the cell that no listed word has become.
    extra: Vec<usize>,
    /// One of the two is written in Han characters, the other is not.
    pub other_script: bool,
    /// The matcher found every word of the name.
    pub complete: bool,
    /// Both are written in Han characters: no blank between words.
    pub han: bool,
}

/// Letters of a word of which another spelling is taken for a slip.
const LEAST_SLIP: usize = 7;

/// Two letters or more of a longer word, an `s` at its end aside.
fn is_beginning(cell: &Word, listed: &Word) -> bool {
    let rest = listed.folded.strip_prefix(&*cell.folded);
    cell.folded.chars().count() >= 2 && rest.is_some_and(|rest| !rest.is_empty() && rest != "s")
}

/// How many letters differ between two words, where that is no more than a misspelt name may have, one at least; `None`
/// for words that differ in more.
fn letters_off(a: &str, b: &str) -> Option<usize> {
    let longer = a.chars().count().max(b.chars().count());
    let limit = if a.chars().any(is_han) { 1 } else { tolerance(longer).max(1) };
    let least = if a.chars().any(is_han) { 2 } else { 3 };
    (longer >= least).then(|| osa(a, b, limit)).flatten()
}

impl<'w> Difference<'w> {
    /// Compares words of a cell with those of a listed name. `complete`: the matcher found every word of the name, so
    /// that what looks left over on both sides stands for each other (`Zhungeer` for `Junggar`).
    pub fn of(cell: &'w [Word], listed: &'w [Word], complete: bool) -> Self {
        Self::compare(cell, listed, complete, false)
    }

    /// The same as a reader would see it: a word may stand for a phrase (`Sefang` for `Color Spinning`), and words torn
    /// apart are that before one of them is another word for the whole (`Scien Tech` for `Scientech`).
    pub fn as_read(cell: &'w [Word], listed: &'w [Word], complete: bool) -> Self {
        Self::compare(cell, listed, complete, true)
    }

    fn compare(cell: &'w [Word], listed: &'w [Word], complete: bool, as_read: bool) -> Self {
        let has_han = |words: &[Word]| words.iter().any(|w| w.folded.chars().any(is_han));
        let telling = |words: &'w [Word]| -> Vec<&'w Word> { words.iter().filter(|w| !w.form).collect() };
        let (cell_han, listed_han) = (has_han(cell), has_han(listed));
        let listed = telling(listed);
        let mut it = Self {
            fates: vec![Fate::Missing; listed.len()],
            extra: Vec::new(),
            other_script: cell_han != listed_han,
            han: cell_han && listed_han,
            complete,
            cell: telling(cell),
            listed,
        };
        let mut used = vec![false; it.cell.len()];
        it.find(&mut used, |c, l, at| (c.folded == l.folded).then_some(Fate::Same(at)));
        if as_read {
            it.join(&mut used);
            it.phrases_of_list(&mut used);
        }
        it.find(&mut used, |c, l, at| {
            let plural = |a: &str, b: &str| a.strip_suffix('s') == Some(b);
            let same = plural(&c.folded, &l.folded) || plural(&l.folded, &c.folded);
            let one = c.is_equal(l) && !is_beginning(c, l);
            // `Infomation` is no other word for Information, but a slip.
            let slip = || letters_off(&c.folded, &l.folded).filter(|_| c.folded.len() >= LEAST_SLIP);
            one.then(|| match slip() {
                _ if same => Fate::Same(at),
                Some(off) => Fate::Misspelt(at, off),
                None => Fate::Variant(at),
            })
        });
        it.join(&mut used);
        if as_read {
            it.phrases_of_cell(&mut used);
        }
        it.find(&mut used, |c, l, at| is_beginning(c, l).then_some(Fate::Shortened(at)));
        it.find(&mut used, |c, l, at| letters_off(&c.folded, &l.folded).map(|off| Fate::Misspelt(at, off)));
        it.find(&mut used, |c, l, at| is_skeleton_of(&c.folded, &l.folded).then_some(Fate::Vowels(at)));
        if as_read && complete {
            it.said_together();
        }
        it.extra = (0..it.cell.len()).filter(|c| !used[*c]).collect();
        it
    }

    /// Gives the listed words without a fate the one that the rule finds in a free word of the cell.
    fn find(&mut self, used: &mut [bool], rule: impl Fn(&Word, &Word, usize) -> Option<Fate>) {
        for (listed, fate) in self.listed.iter().zip(&mut self.fates) {
            if *fate != Fate::Missing {
                continue;
            }
            let mut cell = self.cell.iter().enumerate().filter(|(c, _)| !used[*c]);
            if let Some((c, found)) = cell.find_map(|(c, word)| Some((c, rule(word, listed, c)?))) {
                used[c] = true;
                *fate = found;
            }
        }
    }

    /// The listed words, each with what it has become.
    pub fn fates(&self) -> impl Iterator<Item = (&'w Word, Fate)> {
        self.listed.iter().copied().zip(self.fates.iter().copied())
    }

    /// The words of the cell.
    pub fn cell(&self) -> &[&'w Word] {
        &self.cell
    }

    /// Words of the cell that no listed word has become.
    pub fn extra(&self) -> impl Iterator<Item = &'w Word> {
        self.extra.iter().filter_map(|c| self.cell.get(*c).copied())
    }

    /// The words that both have stand in the same order.
    pub fn in_order(&self) -> bool {
        self.fates.iter().filter_map(|fate| fate.place()).is_sorted()
    }

    /// The last word of the cell is the beginning of a listed word.
    pub fn ends_within_word(&self) -> bool {
        let Some(last) = self.cell.len().checked_sub(1) else { return false };
        let long = self.cell.get(last).is_some_and(|word| word.folded.chars().count() >= 2);
        long && self.fates.contains(&Fate::Shortened(last))
    }

    /// The same, of a cell that was cut off: what stands after the cut is not missing, there was no room for it.
    pub fn cut_off(mut self) -> Self {
        if let Some(last) = self.fates.iter().rposition(|fate| *fate != Fate::Missing) {
            self.fates.truncate(last + 1);
            self.listed.truncate(last + 1);
            if let Fate::Shortened(c) = self.fates[last] {
                self.fates[last] = Fate::Same(c);
            }
        }
        self
    }

    /// A word of the cell is a phrase of the list.
    fn phrases_of_list(&mut self, used: &mut [bool]) {
        for (c, taken) in used.iter_mut().enumerate().filter(|(_, taken)| !**taken) {
            let word = self.cell[c];
            let phrase = |at: usize| self.listed[at].phrase_of(word).map(|words| at..at + words);
            let free = |run: &Range<usize>| {
                self.fates.get(run.clone()).is_some_and(|all| all.iter().all(|fate| *fate == Fate::Missing))
            };
            if let Some(run) = (0..self.listed.len()).find_map(|at| phrase(at).filter(free)) {
                *taken = true;
                self.fates[run].fill(Fate::Variant(c));
            }
        }
    }

    /// A phrase of the cell is a word of the list.
    fn phrases_of_cell(&mut self, used: &mut [bool]) {
        for c in 0..self.cell.len() {
            let one = self.listed.iter().zip(&self.fates).enumerate().filter(|(_, (_, fate))| **fate == Fate::Missing);
            let found = one.filter_map(|(at, (word, _))| Some((at, self.cell[c].phrase_of(word)?))).next();
            let Some((at, words)) = found else { continue };
            if used.get(c..c + words).is_some_and(|all| all.iter().all(|taken| !taken)) {
                used[c..c + words].fill(true);
                self.fates[at] = Fate::Phrase(c, words);
            }
        }
    }

    /// Of a name that is there in full, a word of the cell may say two listed ones: `Mianma` is `Cotton` and `Linen`.
    fn said_together(&mut self) {
        for (word, fate) in self.listed.iter().zip(&mut self.fates).filter(|(_, fate)| **fate == Fate::Missing) {
            if let Some(c) = self.cell.iter().position(|seen| seen.is_equal(word)) {
                *fate = Fate::Variant(c);
            }
        }
    }

    /// Words run together or torn apart: two or three of one side are one of the other.
    fn join(&mut self, used: &mut [bool]) {
        const MOST: usize = 4;
        for c in 0..self.cell.len() {
            for len in 2..=MOST {
                for at in 0..self.listed.len().saturating_sub(len - 1) {
                    let run: String = self.listed[at..at + len].iter().map(|w| &*w.folded).collect();
                    let free = self.fates[at..at + len].iter().all(|fate| *fate == Fate::Missing);
                    if !used[c] && free && *run == *self.cell[c].folded {
                        used[c] = true;
                        self.fates[at..at + len].fill(Fate::Joined(c, 1));
                    }
                }
                let Some(torn) = self.cell.get(c..c + len) else { continue };
                let run: String = torn.iter().map(|w| &*w.folded).collect();
                let free = used[c..c + len].iter().all(|u| !u);
                let whole =
                    self.listed.iter().zip(&self.fates).position(|(w, f)| *f == Fate::Missing && *w.folded == *run);
                if let Some(at) = whole.filter(|_| free) {
                    used[c..c + len].fill(true);
                    self.fates[at] = Fate::Joined(c, len);
                }
            }
        }
    }
}

impl Fate {
    /// The place of the cell's word.
    pub fn place(self) -> Option<usize> {
        match self {
            Self::Same(c)
            | Self::Variant(c)
            | Self::Shortened(c)
            | Self::Misspelt(c, _)
            | Self::Vowels(c)
            | Self::Phrase(c, _)
            | Self::Joined(c, _) => Some(c),
            Self::Missing => None,
        }
    }
}
