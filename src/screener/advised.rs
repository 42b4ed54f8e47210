//! Advisories of goods told before: by party and class of goods, the ids of what has been told in full.
//!
//! A party of a watched trade comes with many goods, and its advisory stands in `parties.csv` once. What has been told in
//! full need not be put into words again: its id says that there is one row more. Which goods a row names and that they are
//! Chinese stands in the gists of its cells, so that no reading is looked at.

use rustc_hash::FxHashMap;

use crate::lexicon::vocabulary::{Classes, GoodsClass, words};
use crate::model::{ColumnMap, EntryIx, FindingId, LedgerRow, Role};
use crate::rules::sector::Watched;

use super::key::{Key, Piece};
use super::memory::Seen;

/// The advisories that one worker has told.
#[derive(Debug, Default)]
pub(super) struct Advised(FxHashMap<(Key, GoodsClass), Ids>);

/// Those of one party and class: an entry of the class's sector, one of the list of goods.
type Ids = [Option<(EntryIx, FindingId)>; 2];

impl Advised {
    /// Pairs remembered, some 60 bytes each; then all are forgotten, and told again.
    const MOST: usize = 65_536;

    /// Notes an advisory that is told now.
    pub(super) fn tell(&mut self, party: &str, goods: GoodsClass, (entry, id): (EntryIx, FindingId)) {
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        let ids = self.0.entry((key(party), goods)).or_default();
        let free = ids.iter().position(|told| told.is_none_or(|(other, _)| other == entry));
        if let Some(place) = free.and_then(|at| ids.get_mut(at)) {
            place.get_or_insert((entry, id));
        }
    }

    /// Appends the ids of a row's advisories, where all have been told of its party before: the findings are the same, but for the row.
    /// Of a row for which nothing but the sector rule speaks.
    pub(super) fn again(&self, watched: &Watched, party: &str, goods: Classes, again: &mut Vec<FindingId>) -> bool {
        let before = again.len();
        let key = key(party);
        let mut met = [None; MOST_ADVISED];
        let mut count = 0;
        for class in goods.iter().filter(|class| watched.classes().has(*class)) {
            let told = self.0.get(&(key, class)).copied().unwrap_or_default();
            for entry in watched.entries(class) {
                let id = told.iter().flatten().find(|(e, _)| *e == entry).map(|(_, id)| *id);
                // Two kinds of goods under one entry: the row's order says which of them is told.
                let free = if met.contains(&Some(entry)) { None } else { met.get_mut(count) };
                let (Some(id), Some(place)) = (id, free) else {
                    again.truncate(before);
                    return false;
                };
                *place = Some(entry);
                count += 1;
                again.push(id);
            }
        }
        count > 0
    }
}

/// Entries that one row is advised of, at most, without being put into words.
const MOST_ADVISED: usize = 8;

fn key(party: &str) -> Key {
    Piece { text: party, cells: &[], base: 0, kind: 0 }.key()
}

/// The goods that a row names in the cells that describe them, whatever is negated elsewhere.
pub(super) fn goods(row: LedgerRow<'_>, columns: &ColumnMap, seen: &[Seen]) -> Classes {
    let mut all = Classes::default();
    for seen in seen.iter().filter(|s| s.role == Role::Product) {
        all.0 |= seen.gist.goods.0;
    }
    for class in columns.of(Role::Hts).filter_map(|c| words().class_of_hts(row.cell(c))) {
        all.insert(class);
    }
    all
}
