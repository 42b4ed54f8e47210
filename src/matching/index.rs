//! The compiled lists: names, the automaton of exact names, the inverted index and the searches for whole names. Built
//! once, then only read.

use rayon::iter::ParallelIterator as _;
use rayon::slice::ParallelSlice as _;

use crate::model::{Entry, EntryIx, Lists, Watchlist};

use super::align::{Named, Promise, align, align_exact};
use super::alignment::Alignment;
use super::exact::ExactNames;
use super::key_index::KeyIndex;
use super::name::{self, CompiledName, NameIx, Names};
use super::query::Query;
use super::whole_name::han::HanWholes;
use super::whole_name::misspelt::Misspelt;
use super::whole_name::pinyin::PinyinWholes;
use super::whole_name::truncated::Beginnings;

/// The compiled lists.
#[derive(Debug, Default)]
pub struct Index {
    names: Names,
    exact: ExactNames,
    keys: KeyIndex,
    han_wholes: HanWholes,
    pinyin_wholes: PinyinWholes,
    /// Names by how they begin, for cells that a field limit cut.
    beginnings: Beginnings,
    /// Names of general lists, for cells with two letters wrong.
    misspelt: Misspelt,
}

/// Entries whose names are compiled at a time.
const ENTRIES_AT_A_TIME: usize = 512;

impl Index {
    /// Compiles the names of the entries that `wanted` lets through, on the threads of the current rayon pool: with
    /// 30,000 names of one's own, two threads are worth it. `same_body` gives entries of one body one number, and
    /// nothing to entries of general lists, where a shared word is no sign of a group.
    pub fn build(lists: &Lists, wanted: impl Fn(EntryIx) -> bool, same_body: impl Fn(EntryIx) -> Option<u32>) -> Self {
        let entries: Vec<_> = lists.entries().filter(|(ix, ..)| wanted(*ix)).collect();
        let compile = |part: &[(EntryIx, &Watchlist, &Entry)]| -> Vec<CompiledName> {
            let names = part.iter().flat_map(|(ix, list, entry)| {
                let all = entry.names.iter().enumerate();
                all.flat_map(|(position, n)| name::compile(*ix, position, n, entry.kind, !list.is_general()))
            });
            names.collect()
        };
        let parts: Vec<Vec<CompiledName>> = entries.par_chunks(ENTRIES_AT_A_TIME).map(compile).collect();
        let mut names: Vec<CompiledName> = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        parts.into_iter().for_each(|part| names.extend(part));
        name::pair_scripts(&mut names);
        name::share_trades(&mut names, &same_body);
        let list = |ix: EntryIx| lists.lists().iter().position(|list| list.id == lists.list_of(ix).id);
        name::mark_shared_trade_names(&mut names, |ix| Some((list(ix)? as u32, same_body(ix)?)));
        let names = Names::new(names);
        let misspelt = || Misspelt::build(names.iter().filter(|(_, n)| n.general));
        let ((keys, exact), (han_wholes, (pinyin_wholes, (beginnings, misspelt)))) = rayon::join(
            || rayon::join(|| KeyIndex::build(&names), || ExactNames::build(&names)),
            || {
                rayon::join(
                    || HanWholes::build(names.iter()),
                    || {
                        rayon::join(
                            || PinyinWholes::build(names.iter()),
                            || (Beginnings::build(names.iter()), misspelt()),
                        )
                    },
                )
            },
        );
        Self { names, exact, keys, han_wholes, pinyin_wholes, beginnings, misspelt }
    }

    /// A compiled name.
    pub fn name(&self, ix: NameIx) -> &CompiledName {
        self.names.get(ix)
    }

    /// The inverted index, which a cell is read against.
    pub fn keys(&self) -> &KeyIndex {
        &self.keys
    }

    /// Aligns the names that are in a cell letter for letter, and every other candidate that promises anything.
    pub fn alignments(&self, cell: &Query, promise: Promise<'_>, out: &mut Vec<Alignment>) {
        out.clear();
        let exact = self.exact.find(cell, &self.names);
        for hits in exact.chunk_by(|a, b| a.name == b.name) {
            out.extend(align_exact(cell, &self.names, hits, promise));
        }
        for (ix, hits) in cell.candidates().filter(|(ix, _)| exact.iter().all(|hit| hit.name != *ix)) {
            let name = self.name(ix);
            if cell.holds_enough(name, hits) {
                out.extend(align(cell, Named { ix, name }, hits, promise));
            }
        }
        out.sort_by_key(|a| a.name);
        self.beginnings.find(cell, &self.names, out);
        self.han_wholes.find(cell, &self.names, out);
        self.pinyin_wholes.find(cell, &self.names, out);
        self.misspelt.find(cell, &self.names, out);
        self.ignore_companions(out);
    }

    /// Another name of the same entry next to one (`SenseTime 商汤科技`) is no unknown word.
    fn ignore_companions(&self, all: &mut [Alignment]) {
        for at in 0..all.len() {
            let (entry, lo, hi) = (self.name(all[at].name).entry, all[at].lo, all[at].hi);
            let adjacent =
                |a: &Alignment| (a.hi == lo || a.lo == hi) && a.missing.terms == 0 && self.name(a.name).entry == entry;
            if let Some(other) = all.iter().position(adjacent) {
                let (low, high) = (all[other].lo, all[other].hi);
                let unknown = &mut all[at].around.unknown;
                unknown.before &= high != lo;
                unknown.after &= low != hi;
                unknown.bits = 0;
            }
        }
    }
}
