//! Terms of a name in words that are misspelt, abbreviated, cut off or without vowels.

use crate::lexicon::{Class, PlaceIx, frequency, lexicon};
use crate::matching::distance::{is_contraction, is_skeleton, is_skeleton_of, osa, tolerance};
use crate::matching::name::{NameTerm, is_distinctive};
use crate::matching::query::MatchKind;
use crate::matching::scanned::is_scanned_alike;
use crate::matching::shape::{LEAST_PLACE, LEAST_RUN, LEAST_SCANNED, LONGEST_RUN};
use crate::text::letter_set;

use super::{Lay, Spot};

/// How far around the words that agree others are looked at, in tokens.
const NEIGHBOURS: u16 = 4;

/// Letters that a scanner takes for others, and those it takes them for.
const SCANNED: u32 = letter_set("il1j0o5s8brnmvwcd");

/// False where a word is like a term in none of the ways below, told by the letters of both: a beginning, an
/// abbreviation and a skeleton hold no letter that the term has not, two slips change four, a scanner changes some
/// only. Most pairs end here.
fn may_be_like(word: u32, term: u32) -> bool {
    let differ = word ^ term;
    (word & !term == 0) | (differ.count_ones() <= 4) | (differ & !SCANNED == 0)
}

/// A word of the cell, or several run together, and its letters.
#[derive(Debug, Clone, Copy)]
struct Look<'c> {
    text: &'c str,
    letters: u32,
    ascii: bool,
}

impl<'c> Look<'c> {
    fn of(text: &'c str, letters: u32) -> Self {
        Self { text, letters, ascii: text.is_ascii() }
    }

    /// The distance to a term, where it is within the limit.
    fn distance(self, term: &NameTerm, limit: usize) -> Option<u8> {
        let far = self.text.len().abs_diff(term.surface.len()) > limit
            || (self.letters ^ term.letters).count_ones() as usize > 2 * limit;
        if far { None } else { osa(self.text, &term.surface, limit).map(|d| d as u8) }
    }

    fn is_skeleton_of(self, surface: &str) -> bool {
        self.text.len() < surface.len() && is_skeleton(self.text) && is_skeleton_of(self.text, surface)
    }
}

/// False where two words differ in more than one letter, told by the letters of both.
fn is_one_off(word: u32, other: u32) -> bool {
    (word ^ other).count_ones() <= 2
}

impl Lay<'_> {
    /// Fills missing Latin terms from neighbouring words.
    pub(super) fn by_spelling(&mut self) {
        let (cell, name) = (self.cell, self.name);
        let (lo, hi) = self.bounds();
        let count = cell.n.tokens().len() as u16;
        let (first, end) = (lo.saturating_sub(NEIGHBOURS), (hi + NEIGHBOURS).min(count));
        for (at, term) in name.terms.iter().enumerate() {
            if self.spots[at].is_some() || term.class == Class::Number || !term.surface.is_ascii() {
                continue;
            }
            let mut best: Option<Spot> = None;
            let mut offer = |from: u16, to: u16, like: Option<(MatchKind, u8)>| {
                if let Some((how, sim)) = like
                    && best.is_none_or(|b| sim > b.sim)
                {
                    best = Some(Spot { from, to, sim, how });
                }
            };
            for i in first..end {
                let letters = cell.letters(i);
                if (may_be_like(letters, term.letters) || term.place.is_some()) && !self.used(i, i + 1) {
                    offer(i, i + 1, spelled_like(Look::of(cell.n.word(i.into()), letters), term, i + 1 == count));
                }
            }
            for i in first..end {
                let mut letters = cell.letters(i);
                for to in i + 2..=(i + LONGEST_RUN as u16).min(count) {
                    letters |= cell.letters(to - 1);
                    if !may_be_like(letters, term.letters) {
                        continue;
                    }
                    if self.used(i, to) {
                        break;
                    }
                    offer(i, to, run_like(Look::of(cell.n.run(i.into(), to.into()), letters), term));
                }
            }
            self.spots[at] = best;
        }
    }
}

/// A word that a blank fell into (`Tec hnology`), or a phrase with a slip in it (`Public Secuurity`).
fn run_like(run: Look<'_>, term: &NameTerm) -> Option<(MatchKind, u8)> {
    if run.text.len() < LEAST_RUN || !run.ascii {
        return None;
    }
    if run.letters == term.letters && run.text == &*term.surface {
        return Some((MatchKind::Joined, 97));
    }
    if run.is_skeleton_of(&term.surface) {
        return Some((MatchKind::Skeleton, 78));
    }
    let limit = if run.text.len() >= 10 { 2 } else { 1 };
    run.distance(term, limit).map(|d| (MatchKind::Typo(d), 90))
}

fn spelled_like(word: Look<'_>, term: &NameTerm, last: bool) -> Option<(MatchKind, u8)> {
    let surface = &*term.surface;
    let (w, s) = (word.text.len(), surface.len());
    if !word.ascii || w < 2 || word.text == surface {
        return None;
    }
    if s > w && surface.starts_with(word.text) {
        // A trade name may only lose its end to a field limit; other words are abbreviated at will.
        let enough = if is_distinctive(term) { w >= 4 && last } else { w >= 3 || last };
        if enough {
            return Some(if last { (MatchKind::Cut, 90) } else { (MatchKind::Abbreviated, 85) });
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
fn alike(look: Look<'_>, term: &NameTerm) -> Option<(MatchKind, u8)> {
    let (word, surface) = (look.text, &*term.surface);
    let (w, s) = (word.len(), surface.len());
    let limit = tolerance(w.min(s));
    if limit > 0
        && let Some(d) = look.distance(term, limit)
    {
        return Some((MatchKind::Typo(d), if d == 1 && w >= 6 { 92 } else { 84 }));
    }
    // lnstrurnents: as a scanner reads Instruments, whatever number of letters it took for others.
    if w >= LEAST_SCANNED && is_scanned_alike(word, surface) {
        return Some((MatchKind::Typo(1), 92));
    }
    if term.place.is_some_and(|place| is_place_near(look, place)) {
        return Some((MatchKind::Typo(1), 90));
    }
    // XJ Prod & Constr Corps: two letters that stand for the region only beside the other words of a listed name.
    if word == "xj" && surface == "xinjiang" {
        return Some((MatchKind::Abbreviated, 85));
    }
    // Prodn, Constrn: first and last letter kept, letters between left out.
    if !is_distinctive(term) && w >= 4 && s > w && is_contraction(word, surface) {
        return Some((MatchKind::Abbreviated, 82));
    }
    look.is_skeleton_of(surface).then_some((MatchKind::Skeleton, 78))
}

/// A word one letter off another spelling of the same place (`Urumchy`).
fn is_place_near(look: Look<'_>, place: PlaceIx) -> bool {
    let near = |(spelling, letters): &(Box<str>, u32)| {
        is_one_off(look.letters, *letters) && osa(look.text, spelling, 1).is_some()
    };
    look.text.len() >= LEAST_PLACE && lexicon().places().spellings(place).iter().any(near)
}
