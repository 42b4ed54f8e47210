//! Terms of a name in words that are misspelt, abbreviated, cut off or without vowels.

use crate::lexicon::{Class, PlaceIx, frequency, lexicon};
use crate::matching::distance::{is_contraction, is_skeleton, is_skeleton_of, letters, osa_ascii, tolerance};
use crate::matching::index::is_scanned_alike;
use crate::matching::name::{NameTerm, is_distinctive};
use crate::matching::reading::How;

use super::{Lay, Spot};

/// How far around the words that agree others are looked at, in tokens.
const NEIGHBOURS: u16 = 4;

/// A word of so many letters may be another in a scanner's eyes: of fewer, one letter in three would be another.
const LEAST_SCANNED: usize = 6;

/// A word of the cell, or several run together, and its letters: most pairs of a word and a term are told apart by these alone.
#[derive(Debug, Clone, Copy)]
struct Look<'c> {
    text: &'c str,
    letters: u32,
    ascii: bool,
}

impl<'c> Look<'c> {
    fn of(text: &'c str) -> Self {
        Self { text, letters: letters(text), ascii: text.is_ascii() }
    }

    /// Two words that stand side by side, as one.
    fn and(self, next: Self, text: &'c str) -> Self {
        Self { text, letters: self.letters | next.letters, ascii: self.ascii && next.ascii }
    }

    /// The distance to a term, where it is within the limit.
    fn distance(self, term: &NameTerm, limit: usize) -> Option<u8> {
        // As in `osa_ascii`, with both words' letters known.
        let far = self.text.len().abs_diff(term.surface.len()) > limit || (self.letters ^ term.letters).count_ones() as usize > 2 * limit;
        if far { None } else { osa_ascii(self.text, (&term.surface, term.letters), limit).map(|d| d as u8) }
    }

    fn is_skeleton_of(self, surface: &str) -> bool {
        self.text.len() < surface.len() && is_skeleton(self.text) && is_skeleton_of(self.text, surface)
    }
}

impl Lay<'_> {
    /// Fills missing Latin terms from neighbouring words.
    pub(super) fn by_spelling(&mut self) {
        let (cell, name) = (self.cell, self.name);
        let (lo, hi) = self.bounds();
        let count = cell.n.tokens().len() as u16;
        let (first, end) = (lo.saturating_sub(NEIGHBOURS), (hi + NEIGHBOURS).min(count));
        // Runs reach over the last neighbour.
        let looks: Vec<Look<'_>> = (first..(end + 2).min(count)).map(|i| Look::of(cell.n.word(i.into()))).collect();
        let look = |i: u16| looks.get(usize::from(i - first)).copied();
        for (at, term) in name.terms.iter().enumerate() {
            if self.spots[at].is_some() || !term.surface.is_ascii() || matches!(term.class, Class::Number) {
                continue;
            }
            let mut best: Option<Spot> = None;
            let mut offer = |from: u16, to: u16, like: Option<(How, u8)>| {
                if let Some((how, sim)) = like
                    && best.is_none_or(|b| sim > b.sim)
                {
                    best = Some(Spot { from, to, sim, how });
                }
            };
            for i in first..end {
                if let Some(word) = look(i).filter(|_| !self.used(i, i + 1)) {
                    offer(i, i + 1, spelled_like(word, term, i + 1 == count));
                }
            }
            for i in first..end {
                let Some(mut run) = look(i) else { continue };
                for to in i + 2..=(i + 3).min(count) {
                    if self.used(i, to) {
                        break;
                    }
                    let Some(next) = look(to - 1) else { break };
                    run = run.and(next, cell.n.run(i.into(), to.into()));
                    offer(i, to, run_like(run, term));
                }
            }
            self.spots[at] = best;
        }
    }
}

/// A word that a blank fell into (`Tec hnology`), or a phrase with a slip in it (`Public Secuurity`).
fn run_like(run: Look<'_>, term: &NameTerm) -> Option<(How, u8)> {
    if run.text.len() < 6 || !run.ascii {
        return None;
    }
    if run.letters == term.letters && run.text == &*term.surface {
        return Some((How::Joined, 97));
    }
    if run.is_skeleton_of(&term.surface) {
        return Some((How::Skeleton, 78));
    }
    let limit = if run.text.len() >= 10 { 2 } else { 1 };
    run.distance(term, limit).map(|d| (How::Typo(d), 90))
}

fn spelled_like(word: Look<'_>, term: &NameTerm, last: bool) -> Option<(How, u8)> {
    let surface = &*term.surface;
    let (w, s) = (word.text.len(), surface.len());
    if !word.ascii || w < 2 || word.text == surface {
        return None;
    }
    if s > w && surface.starts_with(word.text) {
        // A trade name may only lose its end to a field limit; other words are abbreviated at will.
        let enough = if is_distinctive(term) { w >= 4 && last } else { w >= 3 || last };
        if enough {
            return Some(if last { (How::Cut, 90) } else { (How::Abbreviated, 85) });
        }
    }
    let like = alike(word, term)?;
    // Only what is like is looked up: most words near a name are like none of its terms.
    let sense = lexicon().word(word.text);
    let known = sense.is_some_and(|k| k.class != Class::Connector);
    // Suzhou is no slip for Luzhou: `APM (DongGuan) Ltd (Suzhou)` is no Dongguan Luzhou Shoes.
    let another = term.place.is_some() && sense.is_some_and(|k| k.class == Class::Place && k.key != term.key);
    let vetoed = another || is_distinctive(term) && (known || frequency::is_ordinary(word.text));
    (!vetoed).then_some(like)
}

/// How a word is like a term, by its letters alone.
fn alike(look: Look<'_>, term: &NameTerm) -> Option<(How, u8)> {
    let (word, surface) = (look.text, &*term.surface);
    let (w, s) = (word.len(), surface.len());
    let limit = tolerance(w.min(s));
    if limit > 0
        && let Some(d) = look.distance(term, limit)
    {
        return Some((How::Typo(d), if d == 1 && w >= 6 { 92 } else { 84 }));
    }
    // lnstrurnents: as a scanner reads Instruments, whatever number of letters it took for others.
    if w >= LEAST_SCANNED && is_scanned_alike(word, surface) {
        return Some((How::Typo(1), 92));
    }
    if term.place.is_some_and(|place| is_place_near(look, place)) {
        return Some((How::Typo(1), 90));
    }
    // XJ Prod & Constr Corps: two letters that stand for the region only beside the other words of a listed name.
    if word == "xj" && surface == "xinjiang" {
        return Some((How::Abbreviated, 85));
    }
    // Prodn, Constrn: first and last letter kept, letters between left out.
    if !is_distinctive(term) && w >= 4 && s > w && is_contraction(word, surface) {
        return Some((How::Abbreviated, 82));
    }
    look.is_skeleton_of(surface).then_some((How::Skeleton, 78))
}

/// A word one letter off another spelling of the same place (`Urumchy`).
fn is_place_near(look: Look<'_>, place: PlaceIx) -> bool {
    let near = |spelling: &str| look.text.len().abs_diff(spelling.len()) <= 1 && osa_ascii(look.text, (spelling, letters(spelling)), 1).is_some();
    look.text.len() >= 6 && lexicon().places().spellings(place).iter().any(|s| near(s))
}
