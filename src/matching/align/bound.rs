//! Cheap upper bound of an alignment: refuses most candidates before they are aligned.
//!
//! One ordinary word (`technology`) makes dozens of names candidates in every second cell. The bound tests each term
//! of the name without positions: is its key among the cell's terms, or do a word's letters allow that it spells it?
//! A real alignment agrees in no more and misses no less.

use crate::lexicon::{Class, lexicon};
use crate::matching::alignment::{Agreed, Alignment, Cut, Missing};
use crate::matching::name::{NameTerm, is_distinctive};
use crate::matching::query::{MatchKind, Query, Shape};

use super::spelling::{is_one_off, may_be_like};
use super::{LEAST_CUT, Named, Promise};

/// Where in the cell a term can be at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Nowhere,
    Inside,
    /// At the end of the cell, where a field limit may have cut the name.
    End,
}

/// False where no alignment of the name with the cell promises anything.
pub(super) fn may_promise(cell: &Query, named: Named<'_>, promise: Promise<'_>) -> bool {
    let name = named.name;
    let mut agreed = Agreed { bits: name.total, total: name.total, distinctive: name.distinctive, ..Agreed::default() };
    let mut missing = Missing::default();
    // The name may be cut off where its first terms are there and the last of these ends the cell.
    let (mut complete, mut cut_off) = (true, false);
    for (at, term) in name.terms.iter().enumerate() {
        let reach = reach(cell, named, at);
        if reach == Reach::Nowhere {
            complete = false;
            agreed.bits -= term.bits;
            missing.terms += 1;
            missing.bits += term.bits;
            if is_distinctive(term) {
                agreed.distinctive -= term.bits;
                missing.distinctive += 1;
            }
        }
        cut_off |= complete && at + 1 < name.terms.len() && reach == Reach::End || ends_cut(cell, term);
    }
    let whole = Alignment { missing, ..Alignment::new(named.ix, 0..0, MatchKind::Direct, agreed) };
    let ends_late = cell.n.tokens().last().is_some_and(|t| t.end as usize >= LEAST_CUT);
    promise(&whole, name)
        || cut_off && {
            let cut = Cut { off: true, ..Cut::default() };
            let missing = if ends_late { Missing::default() } else { missing };
            promise(&Alignment { cut, missing, ..whole }, name)
        }
}

fn reach(cell: &Query, named: Named<'_>, at: usize) -> Reach {
    let name = named.name;
    let term = &name.terms[at];
    let count = cell.n.tokens().len();
    let compounds = name.compounds.iter().filter(|c| (usize::from(c.from)..usize::from(c.to)).contains(&at));
    let keys = [Some(term.key), term.pinyin].into_iter().flatten().chain(compounds.map(|c| c.key));
    let by_key = keys.flat_map(|key| cell.with_key(key));
    let by_key = by_key.map(|t| if usize::from(t.to) == count { Reach::End } else { Reach::Inside }).max();
    let spelled = term.surface.is_ascii() && term.class != Class::Number;
    let alike = cell.shapes().iter().filter(|shape| spelled && may_spell(**shape, term));
    let alike = alike.map(|shape| if shape.last { Reach::End } else { Reach::Inside }).max();
    by_key.max(alike).unwrap_or(Reach::Nowhere)
}

/// A word that the end of the cell cut off begins the term.
fn ends_cut(cell: &Query, term: &NameTerm) -> bool {
    let last = cell.n.word(cell.n.tokens().len().wrapping_sub(1));
    term.surface.len() > last.len() && term.surface.starts_with(last)
        || cell.with_key(term.key).iter().any(|t| t.how == MatchKind::Cut)
}

/// False where a word is like a term in none of the ways of [`super::spelling`].
fn may_spell(word: Shape, term: &NameTerm) -> bool {
    // A beginning or an abbreviation keeps the first letter; a skeleton may lose it where it is a vowel.
    let first = term.surface.as_bytes().first().copied().unwrap_or(0);
    let abbreviates = word.first == first || matches!(first, b'a' | b'e' | b'i' | b'o' | b'u');
    let only_fewer = word.letters & !term.letters == 0 && (word.letters ^ term.letters).count_ones() > 4;
    let near_place = |place| lexicon().places().spellings(place).iter().any(|(_, s)| is_one_off(word.letters, *s));
    may_be_like(word.letters, term.letters) && (abbreviates || !only_fewer) || term.place.is_some_and(near_place)
}
