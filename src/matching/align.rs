//! Lays a listed name over a cell: which of its terms stand there, how, and what else stands around them.
//!
//! Mechanism only: it measures, [`policy`](crate::policy) judges.

mod around;
mod bound;
mod full;
mod spelling;

use std::ops::Range;

use crate::lexicon::{Class, frequency};
use crate::text::TokenKind;

use super::alignment::{Agreed, Alignment, Cut, Missing};
use super::exact::ExactHit;
use super::name::{CompiledName, NameIx, NameTerm, Names, is_distinctive};
use super::query::{Hit, MatchKind, Query, Term};

/// Where one term of the name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    from: u16,
    to: u16,
    sim: u8,
    how: MatchKind,
}

/// How far from the first agreement, in tokens, other terms of the name are looked for. Set by
/// `Industrial Park of Lop County, Hair Product`; a Han name has a token a character.
const REACH: u16 = 10;
/// The same where the cell is Han.
const REACH_HAN: u16 = 22;

/// Likeness of a Han word to another of the same sound, where the list knows the right one: below every other slip, so
/// that it marks them.
const BY_SOUND: u8 = 76;

/// A cell of so few tokens is one name, brackets and all.
const SHORT_CELL: usize = 14;

/// A shorter cell, in bytes, ends where its writer ended it: field limits begin at 20 characters.
const LEAST_CUT: usize = 18;

/// Candidates tried as the centre: a name said twice in a cell is laid over both.
const MOST_CENTRES: usize = 4;

/// What may come of an alignment, at its most lenient: asked before all that is dear is measured.
#[derive(Clone, Copy)]
pub struct Promise<'p> {
    /// Tenths of a bit of the name's terms that must be in the cell, in whatever form.
    pub least_found: &'p dyn Fn(&CompiledName) -> i32,
    /// Whether an alignment may count.
    pub may_count: &'p dyn Fn(&Alignment, &CompiledName) -> bool,
}

/// A compiled name and its index.
#[derive(Debug, Clone, Copy)]
pub struct Named<'n> {
    /// Its index.
    pub ix: NameIx,
    /// The name.
    pub name: &'n CompiledName,
}

/// The best alignment of a name whose terms were met at `hits`, of those that promise anything.
pub fn align(cell: &Query, named: Named<'_>, hits: &[Hit], promise: Promise<'_>) -> Option<Alignment> {
    if !bound::may_promise(cell, named, promise) {
        debug_assert!(best(cell, named, hits, promise).is_none(), "{}: above its bound", named.name.tokens);
        return None;
    }
    best(cell, named, hits, promise)
}

fn best(cell: &Query, named: Named<'_>, hits: &[Hit], promise: Promise<'_>) -> Option<Alignment> {
    if let [only] = hits {
        return around_centre(cell, named, only, promise);
    }
    let name = named.name;
    let mut order: Vec<&Hit> = hits.iter().collect();
    order.sort_by_key(|h| {
        let bits: i32 =
            name.terms.get(usize::from(h.from)..usize::from(h.to)).map_or(0, |t| t.iter().map(|t| t.bits).sum());
        let sim = cell.terms.get(usize::from(h.term)).map_or(0, |t| i32::from(t.sim));
        let joined = cell.terms.get(usize::from(h.term)).is_none_or(|t| t.how != MatchKind::Direct);
        (joined, std::cmp::Reverse(bits * sim), h.term, h.from)
    });
    order
        .into_iter()
        .take(MOST_CENTRES)
        .filter_map(|h| around_centre(cell, named, h, promise))
        .max_by_key(|a| (a.agreed.bits, std::cmp::Reverse(a.slips.typos), std::cmp::Reverse(a.lo)))
}

/// The best alignment of a name that is in the cell letter for letter, at `hits`.
pub fn align_exact(cell: &Query, names: &Names, hits: &[ExactHit], promise: Promise<'_>) -> Option<Alignment> {
    let aligned = |hit: &ExactHit| {
        let name = names.get(hit.name);
        let spot =
            |t: &NameTerm| Spot { from: hit.from + t.from, to: hit.from + t.to, sim: 100, how: MatchKind::Direct };
        let spots = name.terms.iter().map(|t| Some(spot(t))).collect();
        Lay { cell, name, exact: Some(hit.from), spots }.finish(hit.name, promise)
    };
    let aligned = hits.iter().take(MOST_CENTRES).filter_map(aligned);
    aligned.max_by_key(|a| (a.agreed.bits, std::cmp::Reverse(a.lo)))
}

fn around_centre(cell: &Query, named: Named<'_>, centre: &Hit, promise: Promise<'_>) -> Option<Alignment> {
    let name = named.name;
    let mut lay = Lay { cell, name, exact: None, spots: vec![None; name.terms.len()] };
    let term = cell.terms.get(usize::from(centre.term))?;
    lay.put(
        usize::from(centre.from),
        usize::from(centre.to),
        spot(cell, name, centre.from.into()..centre.to.into(), term)?,
    );
    lay.by_key(term.from);
    lay.by_spelling();
    lay.finish(named.ix, promise)
}

/// A listed Han name with a Han trade name is not met by another Han word of the same sound (泰达 is not 太达):
/// sound counts only across scripts.
fn spot(cell: &Query, name: &CompiledName, terms: Range<usize>, term: &Term) -> Option<Spot> {
    let one = name.terms.get(terms.start).filter(|_| terms.len() == 1);
    let by_sound = one.is_some_and(|t| t.key != term.key && t.pinyin == Some(term.key));
    let (how, sim) = match (by_sound, term.how) {
        // Three syllables and more seldom sound alike by chance: 海康微视.
        (true, MatchKind::Pinyin) if term.to - term.from >= 3 => (MatchKind::Typo(1), 80),
        (true, MatchKind::Pinyin) => return None,
        (true, how) => (MatchKind::Pinyin.max(how), (u16::from(term.sim) * 88 / 100) as u8),
        // The entry's own Han name is another word of the same sound: 广汽 is not 光启, 艺图 perhaps a slip for 依图.
        (false, MatchKind::Pinyin)
            if one
                .and_then(|t| t.in_han)
                .is_some_and(|han| !cell.with_key(han).iter().any(|t| t.from == term.from)) =>
        {
            (MatchKind::Typo(1), BY_SOUND)
        }
        (false, how) => (how, term.sim),
    };
    Some(Spot { from: term.from, to: term.to, sim, how })
}

struct Lay<'a> {
    cell: &'a Query,
    name: &'a CompiledName,
    /// The first token of the name, if the name is in the cell letter for letter.
    exact: Option<u16>,
    spots: Vec<Option<Spot>>,
}

impl Lay<'_> {
    fn put(&mut self, from: usize, to: usize, spot: Spot) {
        for s in self.spots.iter_mut().take(to).skip(from) {
            *s = Some(spot);
        }
    }

    fn used(&self, from: u16, to: u16) -> bool {
        self.spots.iter().flatten().any(|s| s.from < to && from < s.to)
    }

    /// Fills the terms that stand in the cell under one of their keys, nearest first.
    fn by_key(&mut self, centre: u16) {
        let han = self.cell.n.tokens().get(usize::from(centre)).is_some_and(|t| t.kind == TokenKind::Han);
        let name = self.name;
        // The title of an order has more words than any reach.
        let reach = if han { REACH_HAN } else { REACH }.max(2 * name.terms.len() as u16);
        for (at, t) in name.terms.iter().enumerate() {
            if self.spots[at].is_some() {
                continue;
            }
            let found = [Some(t.key), t.pinyin].into_iter().flatten().find_map(|k| {
                let near = self.nearest(k, centre, reach)?;
                spot(self.cell, name, at..at + 1, &near)
            });
            // Compounds of one Han or pinyin word (棉麻) stand for several terms at the same tokens.
            self.spots[at] = found;
        }
        // Then what is run together: words that stand apart count as they stand.
        for c in name.compounds.iter().filter(|c| !name.person && c.to > c.from) {
            let (from, to) = (usize::from(c.from), usize::from(c.to));
            if self.spots[from..to].iter().any(Option::is_some) {
                continue;
            }
            if let Some(s) = self.nearest(c.key, centre, reach) {
                self.put(from, to, Spot { from: s.from, to: s.to, sim: s.sim, how: s.how });
            }
        }
    }

    fn nearest(&self, key: crate::lexicon::Key, centre: u16, reach: u16) -> Option<Term> {
        self.cell
            .with_key(key)
            .iter()
            .filter(|t| t.from.abs_diff(centre) <= reach && (!self.used(t.from, t.to) || self.shares_piece(t)))
            .min_by_key(|t| (std::cmp::Reverse(t.sim), t.from.abs_diff(centre), t.from))
            .copied()
    }

    /// Two segments over the same tokens: a compound word of several meanings.
    fn shares_piece(&self, t: &Term) -> bool {
        let same = |s: &Spot| s.from == t.from && s.to == t.to;
        // Two words run together stand for two terms.
        if t.how == MatchKind::Split {
            return self
                .spots
                .iter()
                .flatten()
                .filter(|s| s.from < t.to && t.from < s.to)
                .all(|s| s.how == MatchKind::Split);
        }
        let meanings = self.cell.segments.iter().filter(|p| p.from == t.from && p.to == t.to).count();
        meanings > 1 && self.spots.iter().flatten().filter(|s| same(s)).count() < meanings
    }

    fn bounds(&self) -> (u16, u16) {
        let lo = self.exact.or_else(|| self.spots.iter().flatten().map(|s| s.from).min()).unwrap_or(0);
        let hi = self.spots.iter().flatten().map(|s| s.to).max().unwrap_or(0);
        (lo, hi)
    }

    fn finish(self, ix: NameIx, promise: Promise<'_>) -> Option<Alignment> {
        let name = self.name;
        let last_found = self.spots.iter().rposition(Option::is_some)?;
        let found = || self.spots.iter().zip(&name.terms).filter_map(|(s, t)| s.map(|s| (s, t)));
        let worth = |s: &Spot, bits: i32| bits * i32::from(s.sim) / 100;
        let agreed: i32 = found().map(|(s, t)| worth(&s, t.bits)).sum();
        let distinctive: i32 = found().filter(|(_, t)| is_distinctive(t)).map(|(s, t)| worth(&s, t.bits)).sum();
        // Two short words run together are no rarer than the word that they make: dajiang, for da and jiang.
        let (agreed, distinctive) = (agreed - self.overrated(), distinctive - self.overrated());
        let (lo, hi) = self.bounds();
        let in_order = found().map(|(s, _)| s.from).is_sorted();
        let count = self.cell.n.tokens().len();
        let missing_at = |i: usize| self.spots[i].is_none();
        // Cut off: the cell ends with the last term found, all terms before it stand there, and more would follow.
        let cut = last_found + 1 < name.terms.len()
            && usize::from(hi) == count
            && in_order
            && !(0..=last_found).any(missing_at)
            && self.cell.n.tokens().last().is_some_and(|t| t.end as usize >= LEAST_CUT);
        let ends_cut = found().any(|(s, _)| s.how == MatchKind::Cut && usize::from(s.to) == count);
        let end = if cut { last_found + 1 } else { name.terms.len() };
        let total: i32 = name.terms[..end].iter().map(|t| t.bits).sum();
        let missing = (0..end).filter(|&i| missing_at(i)).count();
        let missing_bits = (0..end).filter(|&i| missing_at(i)).map(|i| name.terms[i].bits).sum();
        let missing_distinctive = (0..end).filter(|&i| missing_at(i) && is_distinctive(&name.terms[i])).count();
        let cut_open = cut && name.terms[end..].iter().any(|t| is_distinctive(t) || t.class == Class::Body);
        let how = found().map(|(s, _)| s.how).max()?;
        let measured = Alignment {
            in_order,
            cell: self.cell.words_in_all,
            missing: Missing { terms: missing as u8, bits: missing_bits, distinctive: missing_distinctive as u8 },
            cut: Cut {
                off: cut || ends_cut,
                at_limit: cut && matches!(self.cell.characters, 20 | 30 | 35 | 40),
                open: cut_open,
                ..Cut::default()
            },
            ..Alignment::new(ix, lo.into()..hi.into(), how, Agreed { total, ..Agreed::fully(agreed, distinctive) })
        };
        // Half of them end here: too little of the name stands in the cell.
        (promise.may_count)(&measured, name).then(|| self.in_full(measured))
    }

    /// Bits by which terms that one word of the cell stands for are together rated above that word.
    fn overrated(&self) -> i32 {
        let mut over = 0;
        let mut at = 0;
        while at < self.spots.len() {
            let Some(spot) = self.spots[at] else {
                at += 1;
                continue;
            };
            let end = at + self.spots[at..].iter().take_while(|s| **s == Some(spot)).count();
            let joined =
                end - at > 1 && spot.to - spot.from == 1 && self.name.terms[at..end].iter().all(is_distinctive);
            if joined {
                let sum: i32 = self.name.terms[at..end].iter().map(|t| t.bits).sum();
                over += (sum - frequency::latin(self.cell.n.word(spot.from.into()))).max(0) * i32::from(spot.sim) / 100;
            }
            at = end;
        }
        over
    }
}
