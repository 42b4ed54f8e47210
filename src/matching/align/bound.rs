//! Cheap upper bound of an alignment: refuses most candidates before they are aligned.
//!
//! One ordinary word (`technology`) makes dozens of names candidates in every second cell. The bound tests each term
//! of the name without positions: is its key among the cell's terms, or do a word's letters allow that it spells it?
//! A real alignment agrees in no more and misses no less.

use crate::matching::alignment::{Agreed, Alignment, Cut, Missing};
use crate::matching::name::{NameTerm, is_distinctive};
use crate::matching::query::{MatchKind, Query, Term};

use super::{LEAST_CUT, Named, Promise};

/// False where no alignment of the name with the cell promises anything.
pub(super) fn may_promise(cell: &Query, named: Named<'_>, promise: Promise<'_>) -> bool {
    may_hold_enough(cell, named, promise)
        && (whole_may_promise(cell, named, promise) || may_be_cut(cell, named) && cut_may_promise(named, promise))
}

/// Nine in ten names of common words alone end here: one of the words stands in the cell, and that is all.
fn may_hold_enough(cell: &Query, named: Named<'_>, promise: Promise<'_>) -> bool {
    let terms = &named.name.terms;
    let mut may_lack = named.name.total - (promise.least_found)(named.name);
    (0..terms.len()).all(|at| {
        may_lack -= if may_hold(cell, named, at) { 0 } else { terms[at].bits };
        may_lack >= 0
    })
}

fn whole_may_promise(cell: &Query, named: Named<'_>, promise: Promise<'_>) -> bool {
    let name = named.name;
    let agreed = Agreed { total: name.total, ..Agreed::fully(name.total, name.distinctive) };
    let whole = Alignment::new(named.ix, 0..0, MatchKind::Direct, agreed);
    let mut best = Alignment { cell: cell.words_in_all, ..whole };
    if !(promise.may_count)(&best, name) {
        return false;
    }
    let absent = |at: &usize| !may_hold(cell, named, *at);
    // The telling words first: most candidates lack them, and are refused at the first.
    let telling = |at: &usize| is_distinctive(&name.terms[*at]);
    let (first, then) = ((0..name.terms.len()).filter(telling), (0..name.terms.len()).filter(|at| !telling(at)));
    for term in first.chain(then).filter(absent).map(|at| &name.terms[at]) {
        lose(&mut best, term);
        if !(promise.may_count)(&best, name) {
            return false;
        }
    }
    true
}

/// Counts a term as missing.
fn lose(best: &mut Alignment, term: &NameTerm) {
    let distinctive = is_distinctive(term);
    best.agreed.bits -= term.bits;
    best.agreed.distinctive -= if distinctive { term.bits } else { 0 };
    best.missing = Missing {
        terms: best.missing.terms + 1,
        bits: best.missing.bits + term.bits,
        distinctive: best.missing.distinctive + u8::from(distinctive),
    };
}

fn may_hold(cell: &Query, named: Named<'_>, at: usize) -> bool {
    let term = &named.name.terms[at];
    with_keys(cell, named, at).next().is_some() || cell.shapes().iter().any(|shape| shape.may_spell(term))
}

/// The cell's terms that have a key of the name's term, or of a compound with it.
fn with_keys<'c>(cell: &'c Query, named: Named<'c>, at: usize) -> impl Iterator<Item = &'c Term> {
    let term = &named.name.terms[at];
    let compounds = named.name.compounds.iter().filter(move |c| (usize::from(c.from)..c.to.into()).contains(&at));
    let keys = [Some(term.key), term.pinyin].into_iter().flatten().chain(compounds.map(|c| c.key));
    keys.flat_map(|key| cell.with_key(key))
}

/// The cell may end before the name does: in one of its words, or after its first terms.
fn may_be_cut(cell: &Query, named: Named<'_>) -> bool {
    let (name, tokens) = (named.name, cell.n.tokens());
    if name.terms.iter().any(|term| ends_in(cell, term)) {
        return true;
    }
    let long_enough = tokens.last().is_some_and(|t| t.end as usize >= LEAST_CUT);
    let first_terms = (0..name.terms.len().saturating_sub(1)).take_while(|at| may_hold(cell, named, *at));
    long_enough && first_terms.into_iter().any(|at| may_end(cell, named, at))
}

/// A word that the end of the cell cut off begins the term.
fn ends_in(cell: &Query, term: &NameTerm) -> bool {
    let last = cell.n.word(cell.n.tokens().len().wrapping_sub(1));
    term.surface.len() > last.len() && term.surface.starts_with(last)
        || cell.with_key(term.key).iter().any(|t| t.how == MatchKind::Cut)
}

/// The last words of the cell may be the term.
fn may_end(cell: &Query, named: Named<'_>, at: usize) -> bool {
    let term = &named.name.terms[at];
    let count = cell.n.tokens().len();
    with_keys(cell, named, at).any(|t| usize::from(t.to) == count)
        || cell.shapes().iter().any(|shape| shape.last && shape.may_spell(term))
}

fn cut_may_promise(named: Named<'_>, promise: Promise<'_>) -> bool {
    let name = named.name;
    let agreed = Agreed::fully(name.total, name.distinctive);
    let cut = Cut { off: true, ..Cut::default() };
    (promise.may_count)(&Alignment { cut, ..Alignment::new(named.ix, 0..0, MatchKind::Direct, agreed) }, name)
}
