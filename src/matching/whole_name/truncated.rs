//! Cells that a field limit cut in the middle of a listed name: `Nanjing FiberHome St`, `Xinjiang Production`.
//!
//! Only where the whole cell, as long as a limit of the usual systems, is letter by letter how a listed name begins:
//! no other firm's name agrees so far by chance, whatever its words are worth one by one.

use rustc_hash::FxHashMap;

use crate::lexicon::{Class, Key, lexicon};

use super::super::alignment::{Agreed, Alignment, Cut};
use super::super::name::{CompiledName, NameIx, NameTerm, Names, is_distinctive};
use super::super::query::{MatchKind, Query};

/// Letters by which names are looked up.
const HEAD: usize = 12;

/// Cells with fewer letters say too little: 20 characters with their blanks hold 14 and more.
const LEAST: usize = 14;

/// Letters of a word that tells bodies apart; with fewer only the place and the kind of body are left.
const TELLING: usize = 3;

/// Names by how they begin.
#[derive(Debug, Default)]
pub struct Beginnings {
    by_head: FxHashMap<Key, Vec<NameIx>>,
}

/// The field limits, in characters, and what is left of a cell cut at one where a blank or mark fell on its end.
pub fn at_limit(characters: usize) -> bool {
    matches!(characters, 19 | 20 | 29 | 30 | 34 | 35 | 39 | 40)
}

impl Beginnings {
    /// Collects the names that are long enough to be cut.
    pub fn build<'n>(names: impl Iterator<Item = (NameIx, &'n CompiledName)>) -> Self {
        let mut by_head: FxHashMap<Key, Vec<NameIx>> = FxHashMap::default();
        for (ix, n) in
            names.filter(|(_, n)| !(n.person || n.weak || n.trade_name || n.generic || n.literal || n.acronym))
        {
            let letters = letters(n);
            if letters.len() > LEAST && letters.is_ascii() {
                by_head.entry(Key::new('>', &letters[..HEAD])).or_default().push(ix);
            }
        }
        Self { by_head }
    }

    /// Alignments of the names that begin with the whole cell and go on behind it.
    pub fn find(&self, cell: &Query, names: &Names, out: &mut Vec<Alignment>) {
        let count = cell.n.tokens().len();
        let seen = cell.n.run(0, count);
        if !at_limit(cell.characters) || seen.len() < LEAST || !seen.is_ascii() {
            return;
        }
        for &ix in self.by_head.get(&Key::new('>', &seen[..HEAD])).map_or(&[][..], Vec::as_slice) {
            let name = names.get(ix);
            let whole = letters(name);
            let known = out.iter().any(|a| a.name == ix && a.missing.terms == 0 && !a.cut.off);
            if !known && whole.len() > seen.len() && whole.starts_with(seen) {
                out.extend(lay(ix, name, seen.len(), count));
            }
        }
    }
}

fn letters(n: &CompiledName) -> String {
    n.tokens.split(' ').collect()
}

/// The name's terms as far as the cell shows them.
fn lay(ix: NameIx, name: &CompiledName, shown: usize, count: usize) -> Option<Alignment> {
    let whole = letters(name);
    let (mut agreed, mut distinctive, mut telling, mut open, mut at) = (0, 0, 0, false, 0);
    let mut place_agrees = false;
    for t in &name.terms {
        let from = at + whole.get(at..)?.find(&*t.surface)?;
        at = from + t.surface.len();
        let seen = shown.saturating_sub(from).min(t.surface.len());
        if seen < t.surface.len() {
            open |= is_distinctive(t) || t.class == Class::Body;
        }
        let bits = t.bits * seen as i32 / t.surface.len().max(1) as i32;
        agreed += bits;
        distinctive += if is_distinctive(t) { bits } else { 0 };
        telling += if says_little(t) { 0 } else { seen };
        place_agrees |= t.class == Class::Place && seen == t.surface.len();
    }
    let of_xinjiang = name.terms.first().is_some_and(|t| t.place.is_some_and(|p| lexicon().places().get(p).xinjiang));
    if telling < if of_xinjiang { 1 } else { TELLING } {
        return None;
    }
    let mut found = Alignment::new(ix, 0..count, MatchKind::Cut, Agreed::fully(agreed, distinctive));
    found.cut = Cut { off: true, at_limit: true, whole_cell: true, open };
    found.around.places.agrees = place_agrees;
    Some(found)
}

fn says_little(t: &NameTerm) -> bool {
    matches!(t.class, Class::Country | Class::Generic | Class::Number | Class::Place)
}
