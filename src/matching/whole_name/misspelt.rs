//! Cells that are a whole listed name but for two letters, wherever its words begin and end: `Yibni Sanjiang Machine
//! oC., Ltd.`, `NezhadCo.`, `Uralvagonzavod Corponation`.
//!
//! Word by word such a cell holds nothing rare enough to lead to the name. Of a name in three pieces two wrong letters
//! leave one as it is, and where it stands in the cell follows from its place in the name: that is how the names are
//! looked up (Li, Deng, Wang, Feng: Pass-Join, VLDB 2011).

use rustc_hash::FxHashMap;

use crate::lexicon::{Class, Key};
use crate::text::letter_set;

use super::super::alignment::{Agreed, Alignment};
use super::super::letters;
use super::super::name::{CompiledName, NameIx, Names};
use super::super::query::{MatchKind, Query};

/// Letters that may be wrong.
const WRONG: usize = 2;

/// Pieces of a name: one more than letters that may be wrong.
const PIECES: usize = WRONG + 1;

/// Names that a piece may lead to. What more names share (`tradingcoltd`) tells none of them, and one of the other
/// pieces is whole as a rule: with 60,000 names such pieces made a run half as long again.
const MOST_NAMES: usize = 48;

/// Letters of a name that is looked up so: two wrong ones of fewer are another name.
const LEAST: usize = 7;

/// A piece of a name: letters of the whole name, which piece it is, and its own letters.
type Piece = (usize, usize, Key);

/// Names by their pieces.
#[derive(Debug, Default)]
pub struct Misspelt {
    by_piece: FxHashMap<Piece, Vec<NameIx>>,
    /// The longest name, in letters.
    longest: usize,
}

impl Misspelt {
    /// Collects the names.
    pub fn build<'n>(names: impl Iterator<Item = (NameIx, &'n CompiledName)>) -> Self {
        let mut it = Self::default();
        for (ix, n) in names {
            for text in spellings(n) {
                it.longest = it.longest.max(text.len());
                for (piece, (from, to)) in pieces(text.len()).enumerate() {
                    let found = it.by_piece.entry(key(text.len(), piece, &text[from..to])).or_default();
                    if found.last() != Some(&ix) {
                        found.push(ix);
                    }
                }
            }
        }
        it.by_piece.retain(|_, names| names.len() <= MOST_NAMES);
        it
    }

    /// Alignments of the names that the whole cell spells with at most two letters wrong.
    pub fn find(&self, cell: &Query, names: &Names, out: &mut Vec<Alignment>) {
        if self.by_piece.is_empty() {
            return;
        }
        let count = cell.n.tokens().len();
        let mut near = Vec::new();
        self.look_up(cell.n.run(0, count), &mut near);
        let telling = telling(cell);
        if telling.len() < cell.n.run(0, count).len() {
            self.look_up(&telling, &mut near);
        }
        near.sort_unstable();
        near.dedup();
        for ix in near {
            let name = names.get(ix);
            let known = out.iter().any(|a| a.name == ix && a.missing.terms == 0);
            let spelt = |seen: &str| {
                let far = |text: &str| (letter_set(seen) ^ letter_set(text)).count_ones() as usize > 2 * WRONG;
                let near = spellings(name).into_iter().filter(|text| !far(text));
                near.filter_map(|text| letters::differences(seen, &text, WRONG)).map(|w| w.len()).min()
            };
            let wrong = [cell.n.run(0, count), &telling].into_iter().filter_map(spelt).min();
            if let Some(wrong) = wrong.filter(|_| !known) {
                out.retain(|a| a.name != ix);
                let how = if wrong == 0 { MatchKind::Joined } else { MatchKind::Typo(wrong as u8) };
                let agreed = Agreed::fully(name.total, name.distinctive);
                let mut found = Alignment::new(ix, 0..count, how, agreed);
                found.around.places.agrees = name.terms.iter().any(|t| t.place.is_some());
                out.push(found);
            }
        }
    }

    fn look_up(&self, seen: &str, found: &mut Vec<NameIx>) {
        if !seen.is_ascii() || seen.len() + WRONG < LEAST || seen.len() > self.longest + WRONG {
            return;
        }
        for length in seen.len().saturating_sub(WRONG).max(LEAST)..=seen.len() + WRONG {
            let longer = seen.len() as isize - length as isize;
            for (piece, (from, to)) in pieces(length).enumerate() {
                // Wrong letters before the piece move it, those behind it make up for the length.
                let (before, behind) = (piece as isize, (WRONG - piece) as isize);
                for moved in (-before).max(longer - behind)..=before.min(longer + behind) {
                    let at = |place: usize| place.checked_add_signed(moved);
                    let Some(text) = at(from).zip(at(to)).and_then(|(from, to)| seen.get(from..to)) else { continue };
                    found.extend(self.by_piece.get(&key(length, piece, text)).into_iter().flatten());
                }
            }
        }
    }
}

/// Where the pieces of so many letters begin and end.
fn pieces(letters: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..PIECES).map(move |piece| (letters * piece / PIECES, letters * (piece + 1) / PIECES))
}

fn key(letters: usize, piece: usize, text: &str) -> Piece {
    (letters, piece, Key::new('~', text))
}

/// The letters of a name, with its legal form and without.
fn spellings(n: &CompiledName) -> Vec<String> {
    let tokens: Vec<&str> = n.tokens.split(' ').collect();
    let mut covered: Vec<&str> = Vec::new();
    let mut end = 0;
    for t in &n.terms {
        covered.extend(tokens.get(usize::from(t.from).max(end)..usize::from(t.to)).unwrap_or_default());
        end = end.max(t.to.into());
    }
    let mut out = vec![tokens.concat()];
    if covered.len() < tokens.len() {
        out.push(covered.concat());
    }
    out.retain(|text| text.is_ascii() && text.len() >= LEAST);
    out
}

/// The letters of the cell without its legal forms.
fn telling(cell: &Query) -> String {
    let mut out = String::new();
    let mut end = 0;
    for segment in cell.segments.iter().filter(|s| !matches!(s.class, Class::Form | Class::Connector)) {
        let tokens = segment.tokens();
        if tokens.start >= end {
            out.push_str(cell.n.run(tokens.start, tokens.end));
            end = tokens.end;
        }
    }
    out
}
