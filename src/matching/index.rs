//! The compiled lists: names, the inverted index and the searches for whole names. Built once, then only read.

use std::sync::OnceLock;

use crate::model::{EntryIx, Lists};

use super::align::{Named, Promise, align};
use super::alignment::Alignment;
use super::key_index::KeyIndex;
use super::name::{self, CompiledName, NameIx, Names};
use super::query::Query;
use super::whole_name::han::HanWholes;
use super::whole_name::pinyin::PinyinWholes;
use super::whole_name::truncated::Beginnings;

/// The compiled lists.
#[derive(Debug, Default)]
pub struct Index {
    names: Names,
    keys: KeyIndex,
    han_wholes: HanWholes,
    pinyin_wholes: PinyinWholes,
    /// Names by how they begin, for cells that a field limit cut.
    beginnings: Beginnings,
}

/// Runs a task once for each number below a count, in any order and on as many threads as whoever gives it has, and returns when all
/// are done.
pub type Spread<'s> = &'s dyn Fn(usize, &(dyn Fn(usize) + Sync));

/// The [`Spread`] of a single thread.
pub fn one_by_one(count: usize, task: &(dyn Fn(usize) + Sync)) {
    (0..count).for_each(task);
}

/// Entries whose names are compiled at a time.
const ENTRIES_AT_A_TIME: usize = 512;

impl Index {
    /// Compiles the names of the entries that `wanted` lets through. `same_body` gives entries of one body one number,
    /// and nothing to entries of a user's list, where a shared word is no sign of a group. The same whoever does the parts that
    /// are given to `spread`.
    pub fn build(
        lists: &Lists,
        wanted: impl Fn(EntryIx) -> bool,
        same_body: impl Fn(EntryIx) -> Option<u32>,
        spread: Spread<'_>,
    ) -> Self {
        let entries: Vec<_> = lists.entries().filter(|(ix, ..)| wanted(*ix)).collect();
        let parts: Vec<&[_]> = entries.chunks(ENTRIES_AT_A_TIME).collect();
        let compiled: Vec<OnceLock<Vec<CompiledName>>> = parts.iter().map(|_| OnceLock::new()).collect();
        spread(parts.len(), &|at| {
            let names = parts[at].iter().flat_map(|(ix, list, entry)| {
                let all = entry.names.iter().enumerate();
                all.flat_map(|(position, n)| name::compile((*ix, position), n, entry.kind, list.bundled))
            });
            compiled[at].get_or_init(|| names.collect());
        });
        let mut names: Vec<CompiledName> = compiled.into_iter().filter_map(OnceLock::into_inner).flatten().collect();
        name::pair_scripts(&mut names);
        name::share_trades(&mut names, &same_body);
        name::mark_shared_trade_names(&mut names, &same_body);
        let names = Names::new(names);
        let (keys, han_wholes, pinyin_wholes, beginnings) =
            (OnceLock::new(), OnceLock::new(), OnceLock::new(), OnceLock::new());
        spread(4, &|at| match at {
            // The longest first.
            0 => _ = keys.get_or_init(|| KeyIndex::build(&names)),
            1 => _ = han_wholes.get_or_init(|| HanWholes::build(names.iter())),
            2 => _ = pinyin_wholes.get_or_init(|| PinyinWholes::build(names.iter())),
            _ => _ = beginnings.get_or_init(|| Beginnings::build(names.iter())),
        });
        Self {
            names,
            keys: keys.into_inner().unwrap_or_default(),
            han_wholes: han_wholes.into_inner().unwrap_or_default(),
            pinyin_wholes: pinyin_wholes.into_inner().unwrap_or_default(),
            beginnings: beginnings.into_inner().unwrap_or_default(),
        }
    }

    /// A compiled name.
    pub fn name(&self, ix: NameIx) -> &CompiledName {
        self.names.get(ix)
    }

    /// The inverted index, which a cell is read against.
    pub fn keys(&self) -> &KeyIndex {
        &self.keys
    }

    /// Aligns every candidate of a cell that promises anything.
    pub fn alignments(&self, cell: &Query, promise: Promise<'_>, out: &mut Vec<Alignment>) {
        out.clear();
        for (ix, hits) in cell.candidates() {
            let name = self.name(ix);
            if cell.holds_enough(name, hits) {
                out.extend(align(cell, Named { ix, name }, hits, promise));
            }
        }
        self.beginnings.find(cell, &self.names, out);
        self.han_wholes.find(cell, &self.names, out);
        self.pinyin_wholes.find(cell, &self.names, out);
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
