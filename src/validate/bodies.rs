//! Which entries name one body, read from the lists' own links.

use rustc_hash::FxHashMap;

use crate::model::{EntryId, EntryIx, Lists};

/// Relations between entries of one body.
const ONE_BODY: [&str; 3] = ["same_body", "same_company", "same_person"];
/// Relations of the Corps' units to what is above them: a unit raises a finding against the listed parent.
const UNIT: [&str; 3] = ["division_of", "regiment_of", "unit_of"];
/// Levels above a unit: unit, regiment, division, Corps.
const LEVELS: usize = 4;

/// The bodies of a set of lists.
#[derive(Debug)]
pub(super) struct Bodies {
    /// For each entry, the first entry of its body.
    first: Vec<u32>,
    /// For each entry, the entry that it is a unit of.
    above: Vec<Option<u32>>,
}

impl Bodies {
    pub(super) fn new(lists: &Lists) -> Self {
        let mut by_id: FxHashMap<&EntryId, u32> = FxHashMap::default();
        for (ix, _, entry) in lists.entries() {
            by_id.entry(&entry.id).or_insert(ix.0);
        }
        let mut first: Vec<u32> = (0..lists.len() as u32).collect();
        let mut above = vec![None; lists.len()];
        for (ix, _, entry) in lists.entries() {
            for link in entry.links.iter().filter(|l| ONE_BODY.contains(&l.relation.as_str())) {
                if let Some(&other) = by_id.get(&link.entry_id) {
                    let (a, b) = (root(&first, ix.0), root(&first, other));
                    if let Some(slot) = first.get_mut(a.max(b) as usize) {
                        *slot = a.min(b);
                    }
                }
            }
            let parent = entry.parent.as_ref().filter(|p| UNIT.contains(&p.relation.as_str()));
            if let Some(slot) = above.get_mut(ix.0 as usize) {
                *slot = parent.and_then(|p| by_id.get(&p.entry_id)).copied();
            }
        }
        let first = (0..first.len() as u32).map(|ix| root(&first, ix)).collect();
        Self { first, above }
    }

    /// True where a finding on `found` is right for a name of `listed`.
    pub(super) fn right(&self, listed: EntryIx, found: EntryIx) -> bool {
        let body = |ix: u32| self.first.get(ix as usize).copied();
        let mut at = Some(listed.0);
        for _ in 0..=LEVELS {
            let Some(ix) = at else { return false };
            if body(ix) == body(found.0) {
                return true;
            }
            at = self.above.get(ix as usize).copied().flatten();
        }
        false
    }
}

fn root(first: &[u32], mut at: u32) -> u32 {
    while let Some(&up) = first.get(at as usize) {
        if up == at {
            break;
        }
        at = up;
    }
    at
}
