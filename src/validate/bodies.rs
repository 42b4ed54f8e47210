//! Which findings are right for a listed name: those on an entry of the same body, or on a body above a unit of the
//! XPCC.

use crate::model::{EntryIx, Groups, Lists};

/// Relations of the XPCC's units to what is above them: a unit raises a finding against the listed parent.
const UNIT: [&str; 3] = ["division_of", "regiment_of", "unit_of"];
/// Levels above a unit: unit, regiment, division, XPCC.
const LEVELS: usize = 4;

/// The bodies of a set of lists.
#[derive(Debug)]
pub(super) struct Bodies {
    bodies: Groups<EntryIx>,
    /// For each entry, the entry that it is a unit of.
    above: Vec<Option<EntryIx>>,
}

impl Bodies {
    pub(super) fn new(lists: &Lists) -> Self {
        let parents = lists.entries().map(|(_, _, entry)| entry.parent.as_ref());
        let units = parents.map(|parent| parent.filter(|p| UNIT.contains(&p.relation.as_str())));
        let above = units.map(|parent| lists.find(&parent?.entry_id)).collect();
        Self { bodies: lists.bodies(), above }
    }

    /// True where a finding on `found` is right for a name of `listed`.
    pub(super) fn right(&self, listed: EntryIx, found: EntryIx) -> bool {
        let up = |ix: &EntryIx| self.above.get(ix.0 as usize).copied().flatten();
        let levels = std::iter::successors(Some(listed), up).take(LEVELS + 1);
        levels.into_iter().any(|ix| self.bodies.first(ix) == self.bodies.first(found))
    }
}
