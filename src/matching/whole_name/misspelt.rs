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

/// A piece of a spelling: letters of the whole, which piece it is, and its own letters.
type Piece = (u16, u8, Key);

/// The letters of a listed name, blanks left out.
#[derive(Debug)]
struct Spelling {
    name: NameIx,
    text: Box<str>,
    /// The letters that stand in it, as bits.
    letters: u32,
}

/// Spellings by their pieces.
#[derive(Debug, Default)]
pub struct Misspelt {
    spellings: Vec<Spelling>,
    by_piece: FxHashMap<Piece, Vec<u32>>,
    /// The longest spelling, in letters.
    longest: usize,
}

impl Misspelt {
    /// Collects the names.
    pub fn build<'n>(names: impl Iterator<Item = (NameIx, &'n CompiledName)>) -> Self {
        let mut it = Self::default();
        for (name, n) in names {
            for text in spellings(n) {
                let at = it.spellings.len() as u32;
                for (piece, (from, to)) in pieces(text.len()).enumerate() {
                    it.by_piece.entry(key(text.len(), piece, &text[from..to])).or_default().push(at);
                }
                it.longest = it.longest.max(text.len());
                it.spellings.push(Spelling { name, letters: letter_set(&text), text: text.into() });
            }
        }
        it.by_piece.retain(|_, spellings| spellings.len() <= MOST_NAMES);
        it
    }

    /// Alignments of the names that the whole cell spells with at most two letters wrong.
    pub fn find(&self, cell: &Query, names: &Names, out: &mut Vec<Alignment>) {
        if self.by_piece.is_empty() || !cell.fuzzy {
            return;
        }
        let count = cell.n.tokens().len();
        let whole = cell.n.run(0, count);
        let telling = telling(cell);
        let mut near: Vec<(NameIx, usize)> = Vec::new();
        self.look_up(whole, &mut near);
        if telling.len() < whole.len() {
            self.look_up(&telling, &mut near);
        }
        near.sort_unstable();
        near.dedup_by_key(|(ix, _)| *ix);
        for (ix, wrong) in near {
            if out.iter().any(|a| a.name == ix && a.missing.terms == 0) {
                continue;
            }
            out.retain(|a| a.name != ix);
            let name = names.get(ix);
            let how = if wrong == 0 { MatchKind::Joined } else { MatchKind::Typo(wrong as u8) };
            let agreed = Agreed::fully(name.total, name.distinctive);
            let mut found = Alignment::new(ix, 0..count, how, agreed);
            found.around.places.agrees = name.terms.iter().any(|t| t.place.is_some());
            out.push(found);
        }
    }

    /// The names that these letters spell, each with its wrong letters; some twice.
    fn look_up(&self, seen: &str, found: &mut Vec<(NameIx, usize)>) {
        if !seen.is_ascii() || seen.len() + WRONG < LEAST || seen.len() > self.longest + WRONG {
            return;
        }
        let letters = letter_set(seen);
        for length in seen.len().saturating_sub(WRONG).max(LEAST)..=seen.len() + WRONG {
            let longer = seen.len() as isize - length as isize;
            for (piece, (from, to)) in pieces(length).enumerate() {
                // Wrong letters before the piece move it, those behind it make up for the length.
                let (before, behind) = (piece as isize, (WRONG - piece) as isize);
                for moved in (-before).max(longer - behind)..=before.min(longer + behind) {
                    let at = |place: usize| place.checked_add_signed(moved);
                    let Some(text) = at(from).zip(at(to)).and_then(|(from, to)| seen.get(from..to)) else { continue };
                    let spellings = self.by_piece.get(&key(length, piece, text)).into_iter().flatten();
                    let spellings = spellings.filter_map(|at| self.spellings.get(*at as usize));
                    // A wrong letter changes two of the letters of a name at most: most spellings end here.
                    let near = spellings.filter(|s| (s.letters ^ letters).count_ones() as usize <= 2 * WRONG);
                    let wrong = |s: &Spelling| Some((s.name, letters::differences(seen, &s.text, WRONG)?.len()));
                    found.extend(near.filter_map(wrong));
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
    (letters as u16, piece as u8, Key::new('~', text))
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
